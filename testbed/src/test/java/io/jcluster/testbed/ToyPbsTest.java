package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the toy PBS does with several hosts and users, as far as recordings tell of the real ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ToyPbsTest {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final Testbed.Options options;
    Testbed testbed;

    ToyPbsTest(String toy) {
        this.options = Testbed.Options.small().withScheduler(toy);
    }

    @BeforeAll
    void up() throws InterruptedException {
        testbed = Testbed.up(options);
    }

    @AfterAll
    void down() {
        testbed.close();
    }

    @AfterEach
    void nothingOfAJobIsLeft() throws Exception {
        for (String job : testbed.queue().lines().toList()) {
            testbed.exec("login", "qdel", job);
        }
        Await.until("the queue to be empty", () -> testbed.queue().isEmpty());
        for (String node : List.of("nid1", "nid2")) {
            assertThat(processesOfAlice(node)).doesNotContain("sleep");
            assertThat(testbed.output(node, "ls", "/var/tmp")).isEmpty();
        }
    }

    final String processesOfAlice(String node) throws InterruptedException {
        return testbed.exec(node, "ps", "-u", "alice", "-o", "args=").stdout();
    }

    /** Submits a script and gives its id. */
    final String submits(String script, String... options) throws InterruptedException {
        String[] words = new String[options.length + 3];
        words[0] = "qsub";
        System.arraycopy(options, 0, words, 1, options.length);
        words[words.length - 2] = "-j";
        words[words.length - 1] = "oe";
        Outcome outcome = testbed.exec(SOON, script, "login", words);
        assertThat(outcome.stderr()).isEmpty();
        return outcome.stdout().strip();
    }

    /** What the job has printed, once it has ended. */
    final String outputOf(String id) throws Exception {
        Await.until("the end of " + id, () -> !testbed.queue().contains(id));
        return testbed.output("login", "cat", "STDIN.o" + id.replaceFirst("\\..*", ""));
    }

    final String detailsOf(String id) throws InterruptedException {
        return testbed.exec("login", "sh", "-c", "qstat -f " + id + " || qstat -x -f " + id)
                .stdout();
    }

    @Test
    void itsCommandsAreOnThePathOfALoginOnly() throws Exception {
        String[] here = {"ssh", "-o", "BatchMode=yes", "cluster", "qstat"};
        assertThat(testbed.exec("laptop", here).exitStatus()).isEqualTo(127);
        String[] login = {"ssh", "-o", "BatchMode=yes", "cluster", "bash", "-lc", "qstat"};
        assertThat(testbed.exec("laptop", login).exitStatus()).isZero();
    }

    @Test
    void aJobIsForItsOwnerToEnd() throws Exception {
        String id = submits("sleep 600");
        assertThat(testbed.exec("login", "qdel", id).succeeded()).isTrue();
        assertThat(testbed.execAsRoot(SOON, "true", "login", "qsub").succeeded()).isFalse();
    }

    @Test
    void aJobWhoseTimeIsOverEnds() throws Exception {
        String id = submits("sleep 600", "-l", "walltime=1");
        Await.until("its end", () -> testbed.queue().isEmpty());
        assertThat(detailsOf(id)).containsPattern("xit_status(= |>| = )-(11|29)");
    }

    @Test
    void aJobThatWaitsForAnotherStartsAfterIt() throws Exception {
        String first = submits("sleep 600", "-h");
        String second = submits("echo after", "-W", "depend=after:" + first);
        assertThat(detailsOf(second)).contains("job_state = H");
        testbed.output("login", "qrls", first);
        assertThat(outputOf(second)).isEqualTo("after\n");
    }

    @Test
    void theScriptRunsUnderALoginShellUnlessAnotherIsAskedFor() throws Exception {
        String ofTheShell = "ps -o comm= -p $PPID";
        assertThat(outputOf(submits(ofTheShell))).isEqualTo("bash\n");
        assertThat(outputOf(submits(ofTheShell, "-S", "/bin/dash"))).isEqualTo("dash\n");
    }

    @Test
    void aQueueHasItsLimit() throws Exception {
        assertThat(testbed.exec("login", "qsub", "-q", "debug", "-l", "walltime=2:00:00").stderr())
                .containsAnyOf("violates queue", "exceeds queue");
    }

    /** Deletes a job that sleeps on both of its nodes. */
    final void endsOnAllItsNodes(String id) throws Exception {
        for (String node : List.of("nid1", "nid2")) {
            Await.until("a process on " + node, () -> processesOfAlice(node).contains("sleep 600"));
        }
        testbed.output("login", "qdel", id);
        for (String node : List.of("nid1", "nid2")) {
            Await.until("an end on " + node, () -> !processesOfAlice(node).contains("sleep"));
        }
    }
}
