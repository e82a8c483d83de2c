package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to the line and to the terminal does not happen to the cluster. */
class LineTest {

    private static final int ENGINES = 4;

    private static Testbed testbed;
    private static Person ada;
    private static String id;

    @BeforeAll
    static void submit() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        id =
                ada.submits(
                        "--scheduler",
                        "slurm",
                        "--login",
                        "cluster",
                        "--nodes",
                        "2",
                        "-n",
                        "" + ENGINES);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void theLineComesBackWhenItsServerProcessIsKilled() throws Exception {
        JsonNode ports = ports();
        try (Session python = Session.open(ada, "job_" + id)) {
            assertWorks(python, 2);
            List<String> servers = servers();
            assertThat(servers).isNotEmpty();
            for (String server : servers) {
                testbed.output("login", "kill", "-KILL", server);
            }
            Await.until(
                    "a new SSH server process",
                    () -> {
                        List<String> now = servers();
                        return !now.isEmpty() && now.stream().noneMatch(servers::contains);
                    });
            assertWorks(python, 3);
            assertThat(ports()).isEqualTo(ports);
            assertWorks(python, 4);
        }
    }

    @Test
    void theLineComesBackAfterASilenceThatWasTakenForItsEnd() throws Exception {
        JsonNode ports = ports();
        try (Session python = Session.open(ada, "job_" + id)) {
            assertWorks(python, 2);
            List<String> before = connections();
            testbed.cut();
            try {
                Await.until(
                        "the agent gives the old connection up",
                        () -> connections().stream().noneMatch(before::contains));
            } finally {
                testbed.mend();
            }
            Await.until("the cluster is ready again", () -> state().equals("ready"));
            assertWorks(python, 3);
            assertThat(ports()).isEqualTo(ports);
        }
    }

    @Test
    void aSilenceThatPassesIsNotNoticed() throws Exception {
        try (Session python = Session.open(ada, "job_" + id)) {
            List<String> before = connections();
            assertThat(before).isNotEmpty();
            testbed.cut();
            testbed.mend();
            assertWorks(python, 5);
            assertThat(connections()).isEqualTo(before);
        }
    }

    @Test
    void aClusterOutlivesTheTerminalItWasStartedIn() throws Exception {
        assertThat(
                        ada.runs(
                                "terminal.py",
                                "READY",
                                ada.jcluster(),
                                "submit",
                                "--scheduler",
                                "slurm",
                                "--login",
                                "cluster",
                                "-n",
                                "2"))
                .isEqualTo("signal 1\n");
        String started = newest().path("id").asText();
        assertThat(newest().path("state").asText()).isEqualTo("ready");
        assertThat(ada.runs("hello.py", "job_" + started).lines()).hasSize(2);
        ada.types("stop", started);
    }

    @Test
    void aClusterWhoseTerminalIsClosedTooEarlyIsConnectedLater() throws Exception {
        assertThat(
                        ada.runs(
                                "terminal.py",
                                "submitted on",
                                ada.jcluster(),
                                "submit",
                                "--scheduler",
                                "slurm",
                                "--login",
                                "cluster",
                                "-n",
                                "2"))
                .isEqualTo("signal 1\n");
        String started = newest().path("id").asText();
        assertThat(started).isNotEqualTo(id);
        assertThat(ada.types("connect", started)).contains("READY", "job_" + started);
        assertThat(ada.runs("hello.py", "job_" + started).lines()).hasSize(2);
        ada.types("stop", started);
    }

    private static void assertWorks(Session python, int factor) throws Exception {
        JsonNode answer = python.multiply(factor);
        assertThat(answer.path("ids")).hasSize(ENGINES);
        assertThat(answer.path("products"))
                .extracting(JsonNode::asInt)
                .isEqualTo(IntStream.range(0, ENGINES).mapToObj(rank -> rank * factor).toList());
    }

    private static JsonNode ports() throws InterruptedException {
        JsonNode ports = ada.asks("status", id).path("ports");
        assertThat(ports).isNotEmpty();
        return ports;
    }

    private static String state() throws InterruptedException {
        return ada.asks("status", id).path("state").asText();
    }

    private static JsonNode newest() throws InterruptedException {
        JsonNode all = ada.asks("list");
        return all.path(all.size() - 1);
    }

    /** The processes of the SSH server that work for alice. */
    private static List<String> servers() throws InterruptedException {
        return testbed.exec("login", "pgrep", "-u", "alice", "sshd").stdout().lines().toList();
    }

    /** The laptop's ends of the connections to the SSH server, without the bytes on their way. */
    private static List<String> connections() throws InterruptedException {
        return testbed.output("laptop", "ss", "-tnH", "state", "established", "dport", "=", ":22")
                .lines()
                .map(line -> line.replaceAll("^\\s*\\S+\\s+\\S+\\s+", ""))
                .sorted()
                .toList();
    }
}
