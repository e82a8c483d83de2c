package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every launcher, every place to submit from: the engines are one MPI world each time. */
class WaysToStartTest {

    private static Testbed testbed;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void mpiexecStartsTheEnginesOnBothNodes() throws Exception {
        JsonNode cluster =
                ada.asks(
                        "submit",
                        "--scheduler",
                        "slurm",
                        "--login",
                        "cluster",
                        "--nodes",
                        "2",
                        "-n",
                        "8",
                        "--tasks-per-node",
                        "4",
                        "--launcher",
                        "mpiexec");
        assertThat(ada.types("script", id(cluster)))
                .contains("mpiexec")
                .doesNotContain("launch=(srun");
        assertOneWorld(
                ada,
                cluster,
                List.of("nid1", "nid1", "nid1", "nid1", "nid2", "nid2", "nid2", "nid2"));
        ada.types("stop", id(cluster));
    }

    @Test
    void aNumberOfEnginesThatFitsIsStartedOnOneNode() throws Exception {
        JsonNode cluster =
                ada.asks(
                        "submit",
                        "--scheduler",
                        "slurm",
                        "--login",
                        "cluster",
                        "--nodes",
                        "1",
                        "-n",
                        "3");
        List<String> hosts = hosts(cluster);
        assertThat(hosts).hasSize(3);
        assertThat(hosts.stream().distinct()).hasSize(1);
        assertOneWorld(ada, cluster, hosts);
        ada.types("stop", id(cluster));
    }

    @Test
    void withoutABatchSystemTheEnginesAreProcessesOfThisMachine() throws Exception {
        JsonNode cluster =
                ada.asks(
                        "submit",
                        "--scheduler",
                        "local",
                        "-n",
                        "4",
                        "--python",
                        "/usr/bin/python3");
        assertThat(cluster.path("where").asText()).isEqualTo("this machine");
        assertOneWorld(ada, cluster, List.of("laptop", "laptop", "laptop", "laptop"));
        ada.types("stop", id(cluster));
    }

    @Test
    void onTheLoginNodeItselfNoConnectionIsNeeded() throws Exception {
        Person alice = Person.alice(testbed);
        JsonNode cluster =
                alice.asks(
                        "submit",
                        "--scheduler",
                        "slurm",
                        "--nodes",
                        "2",
                        "-n",
                        "4",
                        "--tasks-per-node",
                        "2");
        assertThat(cluster.path("where").asText()).isEqualTo("this machine");
        assertOneWorld(alice, cluster, List.of("nid1", "nid1", "nid2", "nid2"));
        alice.types("stop", id(cluster));
    }

    @Test
    void aLaptopWithoutPythonHasTheRanksProvenAllTheSame() throws Exception {
        try (Testbed bare = Testbed.up(Person.withJcluster().withoutPythonOnTheLaptop())) {
            assertThat(bare.exec("laptop", "python3", "-c", "0").succeeded()).isFalse();
            Person there = Person.ada(bare);
            JsonNode cluster =
                    there.asks(
                            "submit",
                            "--scheduler",
                            "slurm",
                            "--login",
                            "cluster",
                            "--nodes",
                            "2",
                            "--tasks-per-node",
                            "4");
            assertThat(ranks(cluster)).isEqualTo(IntStream.range(0, 8).boxed().toList());
            assertThat(hosts(cluster))
                    .containsExactly(
                            "nid1", "nid1", "nid1", "nid1", "nid2", "nid2", "nid2", "nid2");
            assertThat(cluster.path("ranks")).allMatch(engine -> engine.path("psum").asInt() == 28);
            there.types("stop", id(cluster));
        }
    }

    /** What jcluster says of the cluster, and what the Python client finds, is this world. */
    private static void assertOneWorld(Person person, JsonNode cluster, List<String> hosts)
            throws InterruptedException {
        assertThat(cluster.path("phase").asText()).isEqualTo("ready");
        assertThat(ranks(cluster)).isEqualTo(IntStream.range(0, hosts.size()).boxed().toList());
        assertThat(hosts(cluster)).isEqualTo(hosts);
        assertThat(person.runs("hello.py", cluster.path("ipython_profile").asText()).lines())
                .containsExactlyInAnyOrder(
                        IntStream.range(0, hosts.size())
                                .mapToObj(rank -> hello(rank, hosts))
                                .toArray(String[]::new));
    }

    private static String hello(int rank, List<String> hosts) {
        return "Hello World from rank %d on host %s. total ranks=%d"
                .formatted(rank, hosts.get(rank), hosts.size());
    }

    private static String id(JsonNode cluster) {
        return cluster.path("id").asText();
    }

    /** The ranks in the order of the engines. */
    private static List<Integer> ranks(JsonNode cluster) {
        return engines(cluster).stream().map(engine -> engine.path("rank").asInt(-1)).toList();
    }

    private static List<String> hosts(JsonNode cluster) {
        return engines(cluster).stream().map(engine -> engine.path("host").asText()).toList();
    }

    private static List<JsonNode> engines(JsonNode cluster) {
        return StreamSupport.stream(cluster.path("ranks").spliterator(), false)
                .sorted(java.util.Comparator.comparingInt(engine -> engine.path("engine").asInt()))
                .toList();
    }
}
