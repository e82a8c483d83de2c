package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever ends a command of the laptop, and when: no job exists that is not on record. */
class KillTest {

    private static final String COMMAND = "io.jcluster.launcher.cli.Main";
    private static final String AGENT = "io.jcluster.launcher.agent.AgentMain";
    private static final String KEEPER = "io.jcluster.launcher.keeper.KeeperMain";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String[] SUBMIT = Laptop.submit("-n", "2", "--nodes", "1", "-t", "10m");

    private static Testbed testbed;
    private static Laptop laptop;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Laptop.options());
        laptop = new Laptop(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void clear() throws InterruptedException {
        laptop.clear();
    }

    /** A point between two steps of a submission, at which it is held. */
    enum Boundary {
        /** sbatch has been started and has not reached Slurm. */
        SUBMITTING {
            @Override
            List<AutoCloseable> hold() throws InterruptedException {
                return List.of(gate("login", "/usr/bin/sbatch", Gate.Side.BEFORE));
            }

            @Override
            void await() throws InterruptedException {
                awaitFile("login", "/tmp/gate/somebody");
            }
        },
        /** Slurm has the job and the laptop has not heard of it. */
        ANSWERING {
            @Override
            List<AutoCloseable> hold() throws InterruptedException {
                return List.of(gate("login", "/usr/bin/sbatch", Gate.Side.AFTER));
            }

            @Override
            void await() throws InterruptedException {
                awaitFile("login", "/tmp/gate/somebody");
            }
        },
        /** The job waits in the queue. */
        QUEUED {
            @Override
            List<AutoCloseable> hold() throws InterruptedException {
                partition("DOWN");
                return List.of(() -> partition("UP"));
            }

            @Override
            void await() throws InterruptedException {
                awaitPhase("SUBMITTED");
            }
        },
        /** The ports are open and no engine has started. */
        REGISTERING {
            @Override
            List<AutoCloseable> hold() throws InterruptedException {
                return List.of(
                        gate("nid1", "/usr/bin/srun", Gate.Side.BEFORE),
                        gate("nid2", "/usr/bin/srun", Gate.Side.BEFORE));
            }

            @Override
            void await() throws InterruptedException {
                awaitPhase("CONNECTED");
            }
        };

        /** Arranges that the next submission comes this far and no farther. */
        abstract List<AutoCloseable> hold() throws InterruptedException;

        /** Waits until it has come this far. */
        abstract void await() throws InterruptedException;

        private static Gate gate(String host, String program, Gate.Side side)
                throws InterruptedException {
            return Gate.at(testbed, host, program, side);
        }

        private static void partition(String state) throws InterruptedException {
            testbed.asRoot(LIMIT, "control", "scontrol update partitionname=normal state=" + state);
        }

        private static void awaitFile(String host, String file) throws InterruptedException {
            Laptop.await(() -> laptop.holds(host, "test -e " + file), file + " on " + host);
        }

        private static void awaitPhase(String phase) throws InterruptedException {
            String records = "~/.local/state/jcluster/clusters/*/cluster.json";
            Laptop.await(
                    () -> laptop.holds("laptop", "grep -q '\"" + phase + "\"' " + records),
                    "a record in " + phase);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSubmissionThatIsKilledLeavesAClusterThatConnectFinishes(Boundary boundary)
            throws Exception {
        killAndFinish(boundary, COMMAND);
    }

    @ParameterizedTest
    @EnumSource
    void soItIsWhenTheAgentIsKilledWithIt(Boundary boundary) throws Exception {
        killAndFinish(boundary, COMMAND + "|" + AGENT);
    }

    private void killAndFinish(Boundary boundary, String victims) throws Exception {
        held(
                boundary,
                submission -> {
                    kill("KILL", victims);
                    assertThat(submission.waitFor()).isNotZero();
                    if (boundary == Boundary.QUEUED || boundary == Boundary.REGISTERING) {
                        laptop.assertNoOrphan();
                        assertThat(laptop.onlyCluster().path("state").asText())
                                .isEqualTo(boundary == Boundary.QUEUED ? "queued" : "running");
                    }
                });
        // The boundary is open now: a job that was on its way arrives.
        Laptop.await(KillTest::aJobIsInTheQueue, "the job that was submitted");
        laptop.assertNoOrphan();
        String id = laptop.onlyCluster().path("id").asText();
        assertThat(laptop.well("connect", id)).contains("READY", "job_" + id);
        JsonNode ready = laptop.onlyCluster();
        assertThat(ready.path("state").asText()).isEqualTo("ready");
        assertThat(ready.path("line").asText()).isEqualTo("up");
        laptop.well("stop", id);
        laptop.assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void aSubmissionThatIsKilledLeavesAClusterThatStopEnds(Boundary boundary) throws Exception {
        held(
                boundary,
                submission -> {
                    kill("KILL", COMMAND);
                    assertThat(submission.waitFor()).isNotZero();
                });
        String id = laptop.onlyCluster().path("key").asText();
        laptop.well("stop", id);
        laptop.assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void ctrlCSaysWhatIsLeftAndItIsTrue(Boundary boundary) throws Exception {
        List<String> said = new ArrayList<>();
        List<AutoCloseable> holds = boundary.hold();
        Process submission = laptop.start(SUBMIT);
        try (BufferedReader err = submission.errorReader(StandardCharsets.UTF_8)) {
            boundary.await();
            kill("INT", COMMAND);
            if (boundary == Boundary.SUBMITTING || boundary == Boundary.ANSWERING) {
                // It waits for the answer, which is let through only when it says so.
                readUntil(err, "waiting for the answer", said);
                open(holds);
                holds = List.of();
            }
            err.lines().forEach(said::add);
            assertThat(submission.waitFor()).as("exit code").isEqualTo(130);
        } finally {
            submission.destroyForcibly();
            open(holds);
        }
        JsonNode cluster = laptop.onlyCluster();
        String id = cluster.path("id").asText();
        assertThat(laptop.queue()).containsExactly(cluster.path("job").asText());
        assertThat(said)
                .contains(
                        "jcluster: interrupted; job "
                                + cluster.path("job").asText()
                                + " goes on, on record as "
                                + id)
                .last()
                .asString()
                .isEqualTo("       jcluster stop " + id + "      to cancel it");
        laptop.well("stop", id);
        laptop.assertNothingIsLeft();
    }

    @Test
    void aClusterOutlivesItsAgentWhichIsStartedAgainByItself() throws Exception {
        laptop.well(SUBMIT);
        JsonNode before = laptop.onlyCluster();

        kill("KILL", AGENT);
        Laptop.await(() -> laptop.holds("laptop", "pgrep -f " + AGENT), "another agent");
        Laptop.await(KillTest::isConnected, "the line");
        assertThat(laptop.onlyCluster().path("ports")).isEqualTo(before.path("ports"));
        laptop.well("stop", before.path("id").asText());
        laptop.assertNothingIsLeft();
    }

    @Test
    void aClusterOutlivesAllThatIsInTheBackgroundAndComesBackOnTheSamePorts() throws Exception {
        laptop.well(SUBMIT);
        JsonNode before = laptop.onlyCluster();
        String id = before.path("id").asText();

        kill("KILL", AGENT + "|" + KEEPER);
        JsonNode without = laptop.onlyCluster();
        assertThat(without.path("state").asText()).isEqualTo("ready");
        assertThat(without.path("connected").asBoolean()).isFalse();

        laptop.well("connect", id);
        JsonNode after = laptop.onlyCluster();
        assertThat(after.path("connected").asBoolean()).isTrue();
        assertThat(after.path("ports")).isEqualTo(before.path("ports"));
        laptop.well("stop", id);
        laptop.assertNothingIsLeft();
    }

    private static boolean isConnected() {
        try {
            return laptop.onlyCluster().path("connected").asBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void ofTwoConnectsAtOnceOneIsRefusedInASentence() throws Exception {
        held(
                Boundary.REGISTERING,
                submission -> {
                    String id = laptop.onlyCluster().path("id").asText();
                    Outcome second = laptop.jcluster("connect", id);
                    assertThat(second.exitStatus()).isEqualTo(7);
                    assertThat(second.stderr())
                            .isEqualTo(
                                    """
                                    jcluster: another jcluster command is at work on cluster %s
                                      try: wait for it, or end it with Ctrl-C where it runs
                                    """
                                            .formatted(id));
                    assertThat(submission.isAlive()).as("the first is not disturbed").isTrue();
                    kill("KILL", COMMAND);
                });
    }

    /** What is done to a submission while it is held. */
    private interface Deed {
        void to(Process submission) throws Exception;
    }

    private static void held(Boundary boundary, Deed deed) throws Exception {
        List<AutoCloseable> holds = boundary.hold();
        try {
            Process submission = laptop.start(SUBMIT);
            try {
                boundary.await();
                deed.to(submission);
            } finally {
                submission.destroyForcibly();
            }
        } finally {
            open(holds);
        }
    }

    private static void open(List<AutoCloseable> holds) throws Exception {
        for (AutoCloseable hold : holds) {
            hold.close();
        }
    }

    private static boolean aJobIsInTheQueue() {
        return laptop.holds("control", "squeue -h -t PD,R | grep -q .");
    }

    /** Sends a signal to processes of the laptop, which sees no others. */
    private static void kill(String signal, String pattern) throws InterruptedException {
        testbed.asRoot(LIMIT, "laptop", "pkill -" + signal + " -f '" + pattern + "'");
    }

    private static void readUntil(BufferedReader from, String text, List<String> said)
            throws IOException {
        for (String line = from.readLine(); line != null; line = from.readLine()) {
            said.add(line);
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError(said.stream().collect(Collectors.joining("\n")));
    }
}
