package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The line is cut in every way there is, at random moments, while one client object is at work:
 * arrays of 100 MB out and back, a thousand balanced tasks a round, output of the engines. Every
 * result arrives once. How often is {@code -Djcluster.test.cuts=100}, how long a sleep takes {@code
 * -Djcluster.test.sleep=180} (seconds); a seed of its own with {@code -Djcluster.test.seed}.
 */
class CutsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CUTS = Integer.getInteger("jcluster.test.cuts", 6);
    private static final long SEED = Long.getLong("jcluster.test.seed", System.nanoTime());
    private static final Duration SLEEP =
            Duration.ofSeconds(Integer.getInteger("jcluster.test.sleep", 45));
    private static final String STOP = "/home/ada/enough";

    private static Testbed testbed;
    private static Person ada;
    private static String id;

    @BeforeAll
    static void submit() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        id = ada.submits("--scheduler", "slurm", "--login", "cluster", "--nodes", "2", "-n", "4");
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    /** A way to cut the line. */
    private enum Cut {
        /** Packets are dropped for a while. */
        SILENCE {
            @Override
            void happen(Random random) throws InterruptedException {
                testbed.cut();
                try {
                    Thread.sleep(500 + random.nextInt(4000));
                } finally {
                    testbed.mend();
                }
            }
        },
        /** The connection is ended at the far side. */
        SERVER_KILLED {
            @Override
            void happen(Random random) throws InterruptedException {
                testbed.exec("login", "pkill", "-KILL", "-u", "alice", "sshd");
            }
        },
        /** The process with the connection is killed outright. */
        AGENT_KILLED {
            @Override
            void happen(Random random) throws InterruptedException {
                laptop("pkill -KILL -f AgentMain");
            }
        },
        /** The process with the connection stands still, as on a machine that sleeps. */
        AGENT_STOPPED {
            @Override
            void happen(Random random) throws InterruptedException {
                laptop("pkill -STOP -f AgentMain");
                try {
                    Thread.sleep(500 + random.nextInt(4000));
                } finally {
                    laptop("pkill -CONT -f AgentMain");
                }
            }
        },
        /** All that is ours sleeps, and the network is another one afterwards. */
        LAPTOP_ASLEEP {
            @Override
            void happen(Random random) throws InterruptedException {
                laptop("pkill -STOP -f 'AgentMain|KeeperMain'");
                testbed.exec("login", "pkill", "-KILL", "-u", "alice", "sshd");
                try {
                    Thread.sleep(500 + random.nextInt(4000));
                } finally {
                    laptop("pkill -CONT -f 'AgentMain|KeeperMain'");
                }
            }
        };

        abstract void happen(Random random) throws InterruptedException;
    }

    @Test
    void everyResultArrivesOnceHoweverOftenTheLineIsCut() throws Exception {
        Random random = new Random(SEED);
        List<Cut> cuts = new ArrayList<>();
        testbed.exec("laptop", "rm", "-f", STOP);
        Process python = endures(100, 1000);
        try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
            assertThat(next(python, said)).isEqualTo("ready");
            while (cuts.size() < CUTS) {
                Cut cut = Cut.values()[random.nextInt(Cut.values().length)];
                cuts.add(cut);
                Thread.sleep(random.nextInt(3000));
                cut.happen(random);
                Await.until("the relay is met again after " + cut, CutsTest::isUp);
                assertThat(python.isAlive()).as("seed %s: %s", SEED, cuts).isTrue();
            }
            assertEnds(python, said, cuts);
        } finally {
            python.destroyForcibly();
        }
    }

    @Test
    void aLongSleepCostsNothing() throws Exception {
        testbed.exec("laptop", "rm", "-f", STOP);
        Process python = endures(10, 100);
        try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
            assertThat(next(python, said)).isEqualTo("ready");
            laptop("pkill -STOP -f 'AgentMain|KeeperMain'");
            try {
                // Longer than keeper and relay bear a silence.
                Thread.sleep(SLEEP.toMillis());
            } finally {
                laptop("pkill -CONT -f 'AgentMain|KeeperMain'");
            }
            Await.until("the relay is met again", CutsTest::isUp);
            assertEnds(python, said, List.of());
        } finally {
            python.destroyForcibly();
        }
    }

    @Test
    void aRelayThatIsKilledIsStartedAgain() throws Exception {
        testbed.exec("laptop", "rm", "-f", STOP);
        String before = relaysPid();
        String since = relay().path("since").asText();

        testbed.asRoot(LIMIT, "nid1", "kill -KILL " + before);

        Await.until("another relay runs", () -> !List.of("", before).contains(relaysPid()));
        Await.until("it is met", () -> isUp() && !relay().path("since").asText().equals(since));
        Process python = endures(1, 10);
        try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
            assertThat(next(python, said)).isEqualTo("ready");
            assertEnds(python, said, List.of());
        } finally {
            python.destroyForcibly();
        }
    }

    /** Empty while there is none; it is told by the file of its key. */
    private static String relaysPid() throws InterruptedException {
        return testbed.exec("nid1", "pgrep", "-f", "python.*/relay[.]key").stdout().strip();
    }

    private static Process endures(int megabytes, int tasks) {
        return testbed.start(
                "laptop",
                "python3",
                "-c",
                Person.resource("connect.py") + Person.resource("endure.py"),
                "job_" + id,
                STOP,
                "" + megabytes,
                "" + tasks);
    }

    private static void assertEnds(Process python, BufferedReader said, List<Cut> cuts)
            throws IOException, InterruptedException {
        testbed.output("laptop", "touch", STOP);
        List<String> rest = said.lines().toList();
        assertThat(python.waitFor()).as("seed %s: %s\n%s", SEED, cuts, errors(python)).isZero();
        assertThat(rest).last().asString().startsWith("done ");
        assertThat(relay().path("losses").asInt()).as("sessions that were lost").isZero();
        System.out.println("cut " + cuts.size() + " times, seed " + SEED + ": " + cuts);
        System.out.println(rest.get(rest.size() - 1));
    }

    private static String next(Process python, BufferedReader said) throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new AssertionError(errors(python));
        }
        return line;
    }

    private static String errors(Process python) {
        return String.join("\n", python.errorReader(StandardCharsets.UTF_8).lines().toList());
    }

    private static boolean isUp() throws InterruptedException {
        return relay().path("state").asText().equals("up");
    }

    private static JsonNode relay() throws InterruptedException {
        return ada.asks("agent", "status").path("clusters").path(0).path("relay");
    }

    private static void laptop(String script) throws InterruptedException {
        testbed.asRoot(LIMIT, "laptop", script);
    }
}
