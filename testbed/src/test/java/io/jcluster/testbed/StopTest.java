package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The end of a cluster, by a command or by itself, leaves no process, job, port or file. */
class StopTest {

    private static final String[] ON_SLURM = {
        "--scheduler", "slurm", "--login", "cluster", "--nodes", "2", "-n", "4"
    };
    private static final String[] HERE = {
        "--scheduler", "local", "-n", "2", "--python", "/usr/bin/python3"
    };

    private static Testbed testbed;
    private static Person ada;
    private static Traces before;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        before = Traces.of(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void aStoppedClusterLeavesNothing() throws Exception {
        String id = ada.submits(ON_SLURM);
        ada.runs("hello.py", "job_" + id);
        assertThat(Traces.of(testbed)).isNotEqualTo(before);
        ada.types("stop", id);
        assertNothingIsLeft();
    }

    @Test
    void aStoppedClusterOfThisMachineLeavesNothing() throws Exception {
        String id = ada.submits(HERE);
        ada.runs("hello.py", "job_" + id);
        assertThat(Traces.of(testbed)).isNotEqualTo(before);
        ada.types("stop", id);
        assertNothingIsLeft();
    }

    @Test
    void aClusterThatIsStoppedBeforeItStartsLeavesNothing() throws Exception {
        testbed.output(
                "login",
                "sbatch",
                "--nodes=2",
                "--exclusive",
                "--wrap=sleep 600",
                "--output=/dev/null");
        String id =
                ada.asks(
                                "submit",
                                "--detach",
                                "--scheduler",
                                "slurm",
                                "--login",
                                "cluster",
                                "--nodes",
                                "2")
                        .path("id")
                        .asText();
        assertThat(ada.asks("status", id).path("state").asText()).isEqualTo("queued");
        ada.types("stop", id);
        testbed.output("login", "scancel", "--me");
        assertNothingIsLeft();
    }

    @Test
    void aJobThatIsCancelledByHandTakesItsPortsAndConnectionFileAlong() throws Exception {
        String id = ada.submits(ON_SLURM);
        testbed.output("login", "scancel", id);
        assertEndsByItself(id);
    }

    @Test
    void aJobWhoseTimeIsOverTakesItsPortsAndConnectionFileAlong() throws Exception {
        String id = ada.submits(ON_SLURM);
        testbed.output("login", "scontrol", "update", "JobId=" + id, "EndTime=now");
        assertEndsByItself(id);
    }

    @Test
    void aClusterThatItsClientShutsDownTakesItsPortsAndConnectionFileAlong() throws Exception {
        String id = ada.submits(HERE);
        ada.runs("shutdown.py", "job_" + id);
        assertEndsByItself(id);
    }

    private void assertEndsByItself(String id) throws Exception {
        String security = ".ipython/profile_job_" + id;
        Await.until(
                "the connection file goes away",
                () -> !testbed.exec("laptop", "test", "-e", security).succeeded());
        Await.until(
                "the forwards go away", () -> testbed.output("laptop", "ss", "-tlnH").isBlank());
        // The job speaks before it goes; the scheduler calls it ended when it has gone.
        Await.until(
                "the list says that it has ended",
                () -> ada.asks("list").path(0).path("state").asText().equals("ended"));
        JsonNode row = ada.asks("list").path(0);
        assertThat(row.path("id").asText()).isEqualTo(id);
        assertThat(row.path("detail").asText()).isNotBlank();
        assertThat(row.path("connected").asBoolean()).isFalse();
        ada.types("stop", id);
        assertThat(ada.asks("list")).isEmpty();
        assertNothingIsLeft();
    }

    /** The agent, and Slurm's own cleaning up, take a moment longer than the command. */
    private void assertNothingIsLeft() throws Exception {
        Traces now = Traces.of(testbed);
        for (int look = 0; look < 120 && !now.equals(before); look++) {
            Thread.sleep(500);
            now = Traces.of(testbed);
        }
        assertThat(now.texts()).isEqualTo(before.texts());
    }
}
