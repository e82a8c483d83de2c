package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The real Bodo of PyPI with the MPI that it needs, used as its guide has it: the functions go to
 * all ranks as source, and {@code calc_pi} is computed on all of them together.
 */
@Tag("long")
@EnabledIfSystemProperty(
        named = "jcluster.test.pypi",
        matches = "yes",
        disabledReason = "-Djcluster.test.pypi=yes runs it, where PyPI can be reached")
class BodoTest {

    /** A quarter of a gigabyte is downloaded, and a whole one unpacked. */
    private static final Duration DOWNLOAD = Duration.ofMinutes(20);

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Where each host has it: the hosts have different homes. */
    private static final String ENVIRONMENT = "/opt/bodo";

    private static final String PROFILE = "software: { venv: " + ENVIRONMENT + " }\n";

    private static Testbed testbed;
    private static Person alice;

    @BeforeAll
    static void up() throws Exception {
        testbed = Testbed.up(Person.withJcluster().withOwnHomes());
        Path made = testbed.directory().resolve("home/cluster/alice/bodo");
        appears("login");
        testbed.asRoot(LIMIT, "login", "/usr/bin/python3 -m venv " + ENVIRONMENT);
        // The testbed has no network, this machine has.
        runs(
                made.resolve("bin/python").toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "bodo",
                "mpich",
                "ipyparallel");
        for (String host : List.of("nid1", "nid2")) {
            appears(host);
            runs("cp", "-al", made + "/.", homeOf(host).resolve("bodo").toString());
        }
        alice = Person.alice(testbed);
        testbed.exec(
                LIMIT,
                PROFILE,
                "login",
                "sh",
                "-c",
                "mkdir -p ~/.config/jcluster/profiles && cat >~/.config/jcluster/profiles/bodo.yaml");
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void allRanksOfThisHostComputePiTogether() throws Exception {
        String id = alice.submits("--profile", "bodo", "-n", "3");
        assertThat(calculates(id)).containsExactlyElementsOf(answer("login", "login", "login"));
        alice.types("stop", id);
    }

    @Test
    void allRanksOfSeveralHostsComputePiTogether() throws Exception {
        String id = alice.submits("--profile", "bodo", "--hosts", "nid1:2,nid2:2");
        assertThat(calculates(id))
                .containsExactlyElementsOf(answer("nid1", "nid1", "nid2", "nid2"));
        alice.types("stop", id);
    }

    private static Stream<String> calculates(String id) throws InterruptedException {
        Outcome outcome =
                testbed.exec(
                        LIMIT, Person.resource("bodo_pi.py"), "login", "sh", "-c", program(id));
        assertThat(outcome.succeeded()).as(outcome.stdout() + outcome.stderr()).isTrue();
        return outcome.stdout().lines();
    }

    /** From a file: the source of what came over a pipe cannot be asked for. */
    private static String program(String id) {
        return "cat >~/bodo_pi.py && exec " + ENVIRONMENT + "/bin/python ~/bodo_pi.py job_" + id;
    }

    private static List<String> answer(String... hosts) {
        return Stream.concat(
                        Stream.of("pi %d 1 True".formatted(hosts.length)),
                        IntStream.range(0, hosts.length)
                                .mapToObj(
                                        rank ->
                                                "rank %d of %d on %s"
                                                        .formatted(
                                                                rank, hosts.length, hosts[rank])))
                .toList();
    }

    private static Path homeOf(String host) {
        return testbed.directory().resolve("home/" + host + "/of-" + host + "/alice");
    }

    private static void appears(String host) throws InterruptedException {
        testbed.asRoot(
                LIMIT,
                host,
                "mkdir ~alice/bodo %1$s; mount --bind ~alice/bodo %1$s".formatted(ENVIRONMENT));
    }

    private static void runs(String... words) throws IOException, InterruptedException {
        Path said = Files.createTempFile("bodo", ".log");
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            boolean ended = process.waitFor(DOWNLOAD.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended && process.exitValue() == 0)
                    .as("no Bodo to test with: %s said %s", words[0], Files.readString(said))
                    .isTrue();
        } finally {
            Files.delete(said);
        }
    }
}
