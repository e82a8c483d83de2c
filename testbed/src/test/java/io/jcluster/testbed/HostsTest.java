package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Engines on hosts without a batch system and without a common home, in one MPI world, which a
 * controller on another host has.
 */
class HostsTest {

    private static final String[] ON_TWO_HOSTS = {
        "--login", "cluster", "--hosts", "nid1:2,nid2:2", "--python", "/usr/bin/python3"
    };

    private static final String ENGINE_FILES =
            "find ~/.jcluster -name 'ipcontroller-*-engine.json' -printf '%m\\n'";

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    /** What an mpiexec that could not say goodbye leaves on its own host. */
    private static final Pattern OF_A_KILLED_MPIEXEC = Pattern.compile(" /tmp/ompi\\.login\\.");

    private final Testbed testbed;
    private final Person ada;
    private Traces before;

    HostsTest() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster().withOwnHomes());
        ada = Person.ada(testbed);
        before = Traces.of(testbed);
    }

    @AfterEach
    void down() {
        testbed.close();
    }

    @Test
    void theRanksAreOnTheHostsInTheirOrderAndAStopLeavesNothing() throws Exception {
        String id = ada.submits(ON_TWO_HOSTS);

        assertThat(ada.runs("hello.py", "job_" + id).lines())
                .containsExactlyInAnyOrder(hello("nid1", "nid1", "nid2", "nid2"));
        JsonNode status = ada.asks("status", id);
        assertThat(texts(status.path("placement"))).containsExactly("nid1", "nid1", "nid2", "nid2");
        assertThat(status.path("node").asText()).isEqualTo("login");
        assertThat(ada.types("status", id)).contains("nid1 0-1, nid2 2-3");
        for (String host : List.of("nid1", "nid2")) {
            assertThat(testbed.output(host, "sh", "-c", ENGINE_FILES)).isEqualTo("600\n");
        }
        ada.types("stop", id);
        assertNothingIsLeft();
    }

    @Test
    void aFunctionThatIsSentAsSourceRunsOnAllRanksTogether() throws Exception {
        String id = ada.submits(ON_TWO_HOSTS);
        assertThat(ada.runs("calc_pi.py", "job_" + id).lines())
                .contains("apply 4 1 True", "px True");
    }

    @Tag("long")
    @Test
    void withoutALoginTheControllerIsOnTheFirstHostAndFewerEnginesFillInOrder() throws Exception {
        String id =
                ada.submits("--hosts", "nid1:2,nid2:2", "-n", "3", "--python", "/usr/bin/python3");

        assertThat(ada.asks("status", id).path("node").asText()).isEqualTo("nid1");
        assertThat(ada.runs("hello.py", "job_" + id).lines())
                .containsExactlyInAnyOrder(hello("nid1", "nid1", "nid2"));
        ada.types("stop", id);
        assertNothingIsLeft();
    }

    @Tag("long")
    @Test
    void enginesWithoutMpiAreStartedHostByHost() throws Exception {
        JsonNode ready =
                ada.asks(
                        "submit",
                        "--login",
                        "cluster",
                        "--hosts",
                        "login:1,nid1:1,nid2:2",
                        "--launcher",
                        "ssh",
                        "--mpi",
                        "none");

        assertThat(ready.path("ranks").findValuesAsText("host"))
                .containsExactlyInAnyOrder("login", "nid1", "nid2", "nid2");
        ada.types("stop", ready.path("id").asText());
        assertNothingIsLeft();
    }

    @Tag("long")
    @Test
    void whatAKilledMpiexecLeavesOnOtherHostsEnds() throws Exception {
        String id = ada.submits(ON_TWO_HOSTS);
        testbed.output("login", "pkill", "-KILL", "-x", "mpiexec|mpirun|orterun");
        assertEnds(id);
        ada.types("stop", id);
        assertNothingIsLeftBut(OF_A_KILLED_MPIEXEC);
    }

    @Tag("long")
    @Test
    void aJobThatIsKilledWholeTakesItsEnginesOnOtherHostsAlong() throws Exception {
        String id = ada.submits(ON_TWO_HOSTS);
        testbed.asRoot(
                Duration.ofMinutes(1),
                "login",
                "pkill -KILL -u alice -x 'sh|script|bash|mpiexec|ssh|python3|sleep'");
        Await.until(
                "no engine is left",
                () ->
                        !testbed.exec("nid1", "pgrep", "-f", "ipyparallel").succeeded()
                                && !testbed.exec("nid2", "pgrep", "-f", "ipyparallel").succeeded());
        ada.types("stop", id);
        assertNothingIsLeftBut(OF_A_KILLED_MPIEXEC);
    }

    @Test
    void aHostThatDiesIsNamed() throws Exception {
        String id = ada.submits(ON_TWO_HOSTS);
        testbed.killNode("nid2");
        assertEnds(id);
        assertThat(ada.asks("status", id).path("message").asText())
                .contains("the line to nid2 broke");
        ada.types("stop", id);
        assertThat(testbed.exec("nid1", "pgrep", "-f", "ipyparallel").succeeded()).isFalse();
    }

    @Test
    void allHostsThatCannotHaveEnginesAreNamedAtOnce() throws Exception {
        testbed.asRoot(
                Duration.ofMinutes(1), "nid1", "rm /home/of-nid1/alice/.ssh/authorized_keys");
        testbed.asRoot(
                Duration.ofMinutes(1),
                "nid2",
                "touch /run/none; mount --bind /run/none /usr/bin/python3.11");

        ada.types("list"); // what the JVM leaves on its first start
        before = Traces.of(testbed);

        Outcome seen = ada.tries("doctor", "--login", "cluster", "--hosts", "nid1,nid2:2,login");
        assertThat(seen.exitStatus()).as(seen.stderr()).isEqualTo(4);
        assertThat(seen.stdout())
                .containsPattern("problem +host +nid1 cannot be asked: .*Permission denied")
                .containsPattern("problem +host +nid2 .*python3")
                .containsPattern("ok +host +login: .*; the controller's host");
        assertNothingIsLeft();

        Outcome refused =
                ada.tries("submit", "--login", "cluster", "--hosts", "nid1:2,nid2:2,login:1");

        assertThat(refused.exitStatus()).isNotZero();
        assertThat(refused.stderr())
                .contains(
                        "2 of 3 hosts cannot have engines", "nid1: ", "Permission denied", "nid2: ")
                .contains("without a question");
        assertNothingIsLeft();
    }

    @Tag("long")
    @Test
    void ranksThatTheLauncherPutElsewhereAreRefusedWithBothLists() throws Exception {
        testbed.exec(
                Duration.ofMinutes(1),
                """
                site: { scheduler: hosts, login: cluster, hosts: [nid1:2, nid2:2] }
                launch: { options: [--rank-by, node] }
                """,
                "laptop",
                "sh",
                "-c",
                "cat >astray.yaml");

        Outcome refused = ada.tries("submit", "--profile", "astray.yaml");

        assertThat(refused.exitStatus()).isNotZero();
        assertThat(refused.stderr())
                .contains(
                        "wanted nid1 0-1, nid2 2-3; found nid1 0, nid2 1, nid1 2, nid2 3",
                        "it was stopped");
    }

    @Test
    void moreEnginesThanTheHostsTakeAreRefusedWithTheNumbers() throws Exception {
        Outcome refused = ada.tries("submit", "--hosts", "nid1:2,nid2:2", "-n", "5");

        assertThat(refused.exitStatus()).isEqualTo(2);
        assertThat(refused.stderr()).contains("-n 5 is more than the 4 engines");
    }

    private static String[] hello(String... hosts) {
        return IntStream.range(0, hosts.length)
                .mapToObj(
                        rank ->
                                "Hello World from rank %d on host %s. total ranks=%d"
                                        .formatted(rank, hosts[rank], hosts.length))
                .toArray(String[]::new);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private void assertEnds(String id) throws Exception {
        Await.until(
                "the cluster has ended",
                () -> ada.asks("status", id).path("state").asText().equals("ended"));
    }

    private void assertNothingIsLeft() throws Exception {
        assertNothingIsLeftBut(NOTHING);
    }

    /** The agent, and what ends by itself elsewhere, take a moment longer than the command. */
    private void assertNothingIsLeftBut(Pattern leftovers) throws Exception {
        Traces now = Traces.of(testbed).without(leftovers);
        Traces then = before.without(leftovers);
        for (int look = 0; look < 120 && !now.equals(then); look++) {
            Thread.sleep(500);
            now = Traces.of(testbed).without(leftovers);
        }
        assertThat(now.texts()).isEqualTo(then.texts());
    }
}
