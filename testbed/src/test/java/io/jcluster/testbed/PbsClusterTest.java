package io.jcluster.testbed;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The way from the laptop to eight ranks on two nodes of a PBS. A toy plays the PBS: it truly
 * starts the processes on the nodes, and is no proof of what a real one does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PbsClusterTest {

    private static final Pattern HELLO =
            Pattern.compile("Hello World from rank ([0-7]) on host (nid[12])\\. total ranks=8");
    static final Pattern NOTHING = Pattern.compile("(?!)");
    private static final String PROFILE = ".config/jcluster/profiles/pbs.yaml";

    private final Testbed.Options options;
    private final String dialect;
    private final String generic;
    private final Pattern leftByMpi;
    private Testbed testbed;
    private Person ada;
    private Traces before;

    /**
     * @param toy the testbed's name of the PBS
     * @param dialect jcluster's name of it
     * @param generic the bundled profile for it
     * @param leftByMpi files that an MPI leaves on the nodes when somebody deletes the job
     */
    PbsClusterTest(String toy, String dialect, String generic, Pattern leftByMpi) {
        this.options = Person.withJcluster().withScheduler(toy);
        this.dialect = dialect;
        this.generic = generic;
        this.leftByMpi = leftByMpi;
    }

    @BeforeAll
    void up() throws InterruptedException {
        testbed = Testbed.up(options);
        ada = Person.ada(testbed);
        before = Traces.of(testbed);
    }

    @AfterAll
    void down() {
        testbed.close();
    }

    @AfterEach
    void stopWhatATestThatFailedHasLeft() throws InterruptedException {
        testbed.output("laptop", "rm", "-f", PROFILE);
        for (JsonNode cluster : ada.asks("list")) {
            ada.tries("stop", cluster.path("id").asText());
        }
    }

    private JsonNode submitsEight() throws InterruptedException {
        return ada.asks(
                "submit",
                "--scheduler",
                "pbs",
                "--login",
                "cluster",
                "--nodes",
                "2",
                "--tasks-per-node",
                "4",
                "-n",
                "8");
    }

    private static String id(JsonNode cluster) {
        return cluster.path("id").asText();
    }

    @Test
    void eightEnginesOnTwoNodesAreOneWorldAndTheirStopLeavesNothing() throws Exception {
        JsonNode cluster = submitsEight();
        assertThat(cluster.path("phase").asText()).isEqualTo("ready");
        assertThat(Traces.of(testbed)).isNotEqualTo(before);
        String profile = cluster.path("ipython_profile").asText();
        List<String> greetings = ada.runs("hello.py", profile).lines().toList();
        assertThat(greetings).hasSize(8).allMatch(HELLO.asMatchPredicate());
        // A PBS may put the last of its hosts first; the ranks of one host are neighbours.
        assertThat(ranksByHost(greetings).values())
                .containsExactlyInAnyOrder(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7));
        String everywhere = "496.0 ".repeat(8).strip() + "\n";
        assertThat(ada.runs("psum.py", profile)).isEqualTo(everywhere);
        assertThat(ada.runs("remote.py", profile)).isEqualTo(everywhere);

        JsonNode status = ada.asks("status", id(cluster));
        assertThat(status.path("scheduler").asText()).isEqualTo(dialect);
        assertThat(status.path("state").asText()).isEqualTo("ready");
        assertThat(ada.asks("list"))
                .singleElement()
                .satisfies(row -> assertThat(id(row)).isEqualTo(id(cluster)));
        assertThat(ada.types("logs", id(cluster))).isNotBlank();
        ada.types("stop", id(cluster));
        assertThat(ada.asks("list")).isEmpty();
        assertNothingIsLeftBut(NOTHING);
    }

    private static Map<String, List<Integer>> ranksByHost(List<String> greetings) {
        return greetings.stream()
                .map(HELLO::matcher)
                .filter(Matcher::matches)
                .sorted(Comparator.comparing(it -> it.group(1)))
                .collect(
                        groupingBy(
                                it -> it.group(2),
                                mapping(it -> Integer.valueOf(it.group(1)), toList())));
    }

    @Test
    void controllerAndEnginesInJobsOfTheirOwnAreOneCluster() throws Exception {
        JsonNode cluster =
                ada.asks(
                        "submit",
                        "--profile",
                        generic,
                        "--login",
                        "cluster",
                        "--layout",
                        "separate",
                        "--nodes",
                        "2",
                        "--tasks-per-node",
                        "2",
                        "-t",
                        "10m");
        assertThat(cluster.path("phase").asText()).isEqualTo("ready");
        JsonNode larger =
                ada.asks(
                        "add-engines",
                        id(cluster),
                        "-n",
                        "2",
                        "--separate-world",
                        "--kind",
                        "jshell",
                        "--implementation",
                        "mpjexpress");
        assertThat(larger.path("world").asInt()).isEqualTo(1);
        assertThat(larger.path("ranks").findValuesAsText("size")).containsExactly("2", "2");
        assertThat(ada.types("px", id(cluster), "-t", "world1", "--group", "size * 21"))
                .endsWith("] 42\n");
        assertThat(ada.types("stop", id(cluster), "--world", "1")).contains("the cluster goes on");
        assertThat(cluster.path("engines_job").asText())
                .isNotBlank()
                .isNotEqualTo(cluster.path("job").asText());
        assertThat(ada.runs("hello.py", "job_" + id(cluster)).lines())
                .hasSize(4)
                .allMatch(line -> line.endsWith("total ranks=4"));
        ada.types("stop", id(cluster));
        // What engines that take Java need stays for the next ones, until somebody takes it away.
        testbed.output("login", "rm", "-r", ".jcluster/java");
        assertNothingIsLeftBut(NOTHING);
    }

    @Test
    void whatTheProfileSaysOfTimeAndQueueIsWhatPbsIsAskedFor() throws Exception {
        testbed.exec(
                Person.PATIENCE,
                "resources: { walltime: 25m, queue: debug }\n",
                "laptop",
                "sh",
                "-c",
                "mkdir -p $(dirname " + PROFILE + ") && cat >" + PROFILE);
        JsonNode cluster = ada.asks("submit", "--profile", "pbs", "--login", "cluster", "-n", "2");
        assertThat(testbed.output("login", "qstat", "-f", cluster.path("job").asText()))
                .contains("    Resource_List.walltime = 00:25:00\n", "    queue = debug\n");
        ada.types("stop", id(cluster));
    }

    @Test
    @Order(Integer.MAX_VALUE) // what it leaves would be found by the others
    void aJobThatIsDeletedByHandEndsOnAllItsNodes() throws Exception {
        JsonNode cluster = submitsEight();
        testbed.output("login", "qdel", cluster.path("job").asText());
        Await.until(
                "the list says that it has ended",
                () -> ada.asks("list").path(0).path("state").asText().equals("ended"));
        assertThat(ada.asks("list").path(0).path("detail").asText()).isNotBlank();
        ada.types("stop", id(cluster));
        assertNothingIsLeftBut(leftByMpi);
    }

    /** The agent, and what PBS itself cleans up, take a moment longer than the command. */
    private void assertNothingIsLeftBut(Pattern but) throws Exception {
        Traces wanted = before.without(but);
        Traces now = Traces.of(testbed).without(but);
        for (int look = 0; look < 120 && !now.equals(wanted); look++) {
            Thread.sleep(500);
            now = Traces.of(testbed).without(but);
        }
        assertThat(now.texts()).isEqualTo(wanted.texts());
    }
}
