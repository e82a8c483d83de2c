package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestbedTest {

    private static final List<String> HOSTS = List.of("laptop", "login", "control", "nid1", "nid2");

    private static Testbed testbed;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Testbed.Options.small());
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void everyHostHasItsOwnNameProcessesAndTemporaryFiles() throws Exception {
        for (String host : HOSTS) {
            assertThat(testbed.output(host, "hostname")).isEqualTo(host + "\n");
            assertThat(testbed.output(host, "cat", "/proc/1/comm")).isEqualTo("sleep\n");
            assertThat(testbed.output(host, "ls", "/tmp")).isEmpty();
        }
    }

    @Test
    void adaIsKnownOnTheLaptopAndAliceOnTheClusterOnly() throws Exception {
        assertThat(testbed.output("laptop", "id", "-un")).isEqualTo("ada\n");
        assertThat(testbed.exec("laptop", "id", "alice").succeeded()).isFalse();
        assertThat(testbed.output("login", "id", "-un")).isEqualTo("alice\n");
        assertThat(testbed.exec("login", "id", "ada").succeeded()).isFalse();
    }

    @Test
    void homeIsSharedByTheClusterAndNotByTheLaptop() throws Exception {
        testbed.output("nid2", "touch", "left-on-nid2");
        assertThat(testbed.output("login", "ls")).contains("left-on-nid2");
        assertThat(testbed.output("laptop", "ls")).doesNotContain("left-on-nid2");
    }

    @Test
    void theLaptopReachesTheLoginNodeByKeyAndNothingBehindIt() throws Exception {
        assertThat(testbed.output("laptop", "ssh", "-o", "BatchMode=yes", "cluster", "hostname"))
                .isEqualTo("login\n");
        assertThat(testbed.exec("laptop", "getent", "hosts", "nid1").succeeded()).isFalse();
        String nodeDaemon = "exec 3<>/dev/tcp/10.78.0.11/6818";
        assertThat(testbed.exec("login", "bash", "-c", nodeDaemon).succeeded()).isTrue();
        assertThat(testbed.exec("laptop", "bash", "-c", nodeDaemon).succeeded()).isFalse();
    }

    @Test
    void anMpiProgramIsOneWorldOverTwoNodes() throws Exception {
        String program =
                "from mpi4py import MPI; world = MPI.COMM_WORLD;"
                        + " print(world.rank, world.size, MPI.Get_processor_name())";
        String said =
                testbed.output(
                        "login",
                        "srun",
                        "--nodes=2",
                        "--ntasks=4",
                        "--ntasks-per-node=2",
                        "/usr/bin/python3",
                        "-c",
                        program);
        assertThat(said.lines())
                .containsExactlyInAnyOrder("0 4 nid1", "1 4 nid1", "2 4 nid2", "3 4 nid2");
    }

    @Test
    void aCutLineIsSilentUntilItIsMended() throws Exception {
        String[] ssh = {
            "ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=1", "cluster", "hostname"
        };
        testbed.cut();
        Outcome whileCut = testbed.exec("laptop", ssh);
        testbed.mend();
        assertThat(whileCut.exitStatus()).isEqualTo(255);
        assertThat(testbed.output("laptop", ssh)).isEqualTo("login\n");
    }

    @Test
    void statusAndStreamsOfAProgramComeThrough() throws Exception {
        Outcome outcome =
                testbed.exec(
                        Duration.ofSeconds(30),
                        "asked",
                        "login",
                        "sh",
                        "-c",
                        "cat; echo no >&2; exit 7");
        assertThat(outcome).isEqualTo(new Outcome(7, "asked", "no\n"));
    }

    @Test
    void aSignalReachesTheProgram() throws Exception {
        String untilTold =
                "trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.05; done";
        Process process = testbed.start("laptop", "bash", "-c", untilTold);
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("ready");
            process.toHandle().destroy(); // not Process.destroy(), which closes the streams too
            assertThat(said.readLine()).isEqualTo("told");
            assertThat(process.waitFor()).isEqualTo(9);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProgramThatIsGivenUpEndsInsideToo() throws Exception {
        assertThatThrownBy(
                        () -> testbed.exec(Duration.ofMillis(500), "", "control", "sleep", "7654"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not end within");
        assertThat(testbed.output("control", "ps", "-eo", "args")).doesNotContain("sleep 7654");
    }

    @Test
    void downLeavesNoProcessMountOrFile() throws Exception {
        List<String> namespaces = new ArrayList<>();
        Path directory;
        try (Testbed second = Testbed.up(Testbed.Options.small())) {
            directory = second.directory();
            assertThat(directory).isDirectory();
            for (String host : HOSTS) {
                namespaces.add(second.output(host, "readlink", "/proc/self/ns/pid").strip());
            }
            second.output("nid1", "sh", "-c", "setsid sleep 7654 >/dev/null 2>&1 &");
            assertThat(pidNamespaces()).containsAll(namespaces);
        }
        assertThat(pidNamespaces()).doesNotContainAnyElementsOf(namespaces);
        assertThat(directory).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mounts")))
                .doesNotContain(directory.toString());
    }

    /** The pid namespaces that some process of this machine lives in. */
    private static List<String> pidNamespaces() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.toList()) {
                try {
                    found.add(
                            Files.readSymbolicLink(process.resolve("ns").resolve("pid"))
                                    .toString());
                } catch (IOException e) {
                    // Not a process, or one that has ended since.
                }
            }
        }
        return found;
    }
}
