package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What fails on the far side while a cluster runs is said, and nothing on record is lost by it. */
class OutageTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int HOST = 4;

    @Test
    void aSchedulerThatIsDownIsSaidToBeAndComesBackToTheSameClusters() throws Exception {
        try (Testbed testbed = Testbed.up(Laptop.options())) {
            Laptop laptop = new Laptop(testbed);
            laptop.well(Laptop.submit("-n", "2"));
            String id = laptop.onlyCluster().path("id").asText();
            testbed.asRoot(
                    LIMIT,
                    "control",
                    "pkill -x slurmctld; while pgrep -x slurmctld >/dev/null; do sleep 0.1; done");

            JsonNode unknown = laptop.onlyCluster();
            assertThat(unknown.path("state").asText()).isEqualTo("unknown");
            assertThat(unknown.path("detail").asText())
                    .startsWith("cannot list the jobs: squeue on alice@cluster ended with status 1")
                    .contains("Unable to contact slurm controller");
            assertThat(unknown.path("line").asText()).as("the line is not touched").isEqualTo("up");
            assertRefused(laptop.jcluster("stop", id), "cannot list the jobs");
            assertRefused(laptop.jcluster(Laptop.submit("-n", "2")), "cannot submit the job");
            assertThat(laptop.onlyCluster().path("id").asText()).isEqualTo(id);

            testbed.asRoot(LIMIT, "control", "slurmctld");
            Laptop.await(
                    () -> laptop.holds("control", "scontrol ping | grep -q UP"),
                    "the scheduler to come back");
            assertThat(laptop.onlyCluster().path("state").asText()).isEqualTo("ready");
            laptop.well("stop", id);
            laptop.assertNothingIsLeft();
        }
    }

    @Test
    void aNodeThatDiesIsNamedAsTheEndOfItsCluster() throws Exception {
        try (Testbed testbed = Testbed.up(Laptop.options())) {
            Laptop laptop = new Laptop(testbed);
            laptop.well(Laptop.submit("--nodes", "2", "--tasks-per-node", "1"));
            String id = laptop.onlyCluster().path("id").asText();
            testbed.killNode("nid2");
            // Slurm notices by the silence of the node.
            Laptop.await(
                    () -> laptop.holds("control", "! squeue -h -t R | grep -q ."),
                    "Slurm to give the job up");

            // The job completes for a while first: Slurm waits for the node to say that it has
            // cleaned up.
            Laptop.await(() -> saysEnded(laptop), "list to say that it has ended");
            JsonNode ended = laptop.onlyCluster();
            assertThat(ended.path("detail").asText())
                    .isEqualTo(
                            "failed (NodeDown; a node of the job went down, and the job with it;"
                                    + " submit it again)");
            assertThat(laptop.well("status", id)).contains("NodeDown").doesNotContain("connect");
            laptop.well("stop", id);
            laptop.assertNothingIsLeft();
        }
    }

    private static boolean saysEnded(Laptop laptop) {
        try {
            return laptop.onlyCluster().path("state").asText().equals("ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(Outcome outcome, String action) {
        assertThat(outcome.exitStatus()).isEqualTo(HOST);
        assertThat(outcome.stderr())
                .contains("jcluster: " + action)
                .contains("Unable to contact slurm controller")
                .contains("try: sinfo and 'scontrol ping' tell whether Slurm is up");
    }
}
