package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Python of the jobs, looked at and made. The testbed has no network: the packages are wheels
 * made of Debian's own, which pip installs as it does any other.
 */
class EnvTest {

    private static final String PROFILE =
            """
            # the testbed
            site: { login: cluster, scheduler: slurm }
            software:
              # nothing to load here
              environment: { HERE: there }
            """;

    private static final String FILE = ".config/jcluster/profiles/bed.yaml";

    private static Testbed testbed;
    private static Person ada;
    private static String wheels = "";

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "mkdir -p ~/.config/jcluster/profiles && printf %s \"$1\" >~/" + FILE,
                "sh",
                PROFILE);
        wheels = testbed.output("laptop", "sh", "-c", "echo ~/wheels").strip();
        Outcome packed =
                testbed.exec(
                        Person.PATIENCE,
                        Person.resource("wheels.py"),
                        "laptop",
                        "python3",
                        "-",
                        wheels);
        assertThat(packed.succeeded()).as(packed.stderr()).isTrue();
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void whatAJobWouldFindIsSaidWithItsVersions() throws Exception {
        JsonNode findings = ada.asks("env", "check", "--profile", "bed");
        assertThat(seen(findings, "python")).contains("/usr/bin/python3", "ipyparallel ");
        assertThat(seen(findings, "mpi4py")).contains(" with Open MPI", "built with Open MPI");
    }

    @Test
    void anEnvironmentIsMadeWithoutANetworkRunsAClusterAndIsNotTouchedAgain() throws Exception {
        JsonNode made = ada.asks("env", "create", "--profile", "bed", "--wheels", wheels);
        String directory = made.path("environment").asText();
        assertThat(directory).isEqualTo("/home/alice/.jcluster/env/bed");
        assertThat(made.path("recorded").asBoolean()).isTrue();
        assertThat(seen(made.path("findings"), "python")).contains(directory + "/bin/python");
        assertThat(seen(made.path("findings"), "mpi4py")).contains(" with Open MPI");
        assertThat(testbed.output("laptop", "cat", FILE))
                .isEqualTo(
                        PROFILE.replace("software:\n", "software:\n  venv: " + directory + "\n"));
        assertThat(testbed.output("login", "sh", "-c", "ls -A " + directory))
                .doesNotContain(".wheels");

        String id =
                ada.submits("--profile", "bed", "-n", "2", "--python", directory + "/bin/python");
        assertThat(ada.asks("status", id).path("software").path("executable").asText())
                .isEqualTo(directory + "/bin/python");
        assertThat(ada.runs("hello.py", "job_" + id)).contains("rank 1");
        ada.types("stop", id);

        String before = listing(directory);
        Outcome again = ada.tries("env", "create", "--profile", "bed", "--wheels", wheels);
        assertThat(again.exitStatus()).isEqualTo(2);
        assertThat(again.stderr()).contains(directory, "already");
        assertThat(listing(directory)).isEqualTo(before);
    }

    @Test
    void whatCannotBeMadeIsTakenAwayAndThePackageThatIsMissingIsNamed() throws Exception {
        String incomplete = wheels + "-incomplete";
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "mkdir " + incomplete + " && cp " + wheels + "/mpi4py* " + incomplete);
        Outcome failed =
                ada.tries(
                        "env",
                        "create",
                        "--profile",
                        "bed",
                        "--name",
                        "half",
                        "--wheels",
                        incomplete);
        assertThat(failed.exitStatus()).as(failed.stderr()).isEqualTo(2);
        assertThat(failed.stderr())
                .contains("ipyparallel", "nothing is left of it", "goes into")
                .doesNotContain("[1]");
        assertThat(isThere("half")).isFalse();
        assertThat(testbed.output("laptop", "cat", FILE)).doesNotContain("half");
    }

    @Test
    void anInterruptTakesTheHalfMadeEnvironmentAway() throws Exception {
        Process making =
                testbed.start(
                        "laptop",
                        ada.jcluster(),
                        "env",
                        "create",
                        "--profile",
                        "bed",
                        "--name",
                        "cut",
                        "--wheels",
                        wheels);
        Await.until("it has been begun", () -> isThere("cut/bin"));
        making.destroy();
        assertThat(making.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Await.until("nothing is left of it", () -> !isThere("cut"));
        assertThat(testbed.output("laptop", "cat", FILE)).doesNotContain("cut");
    }

    private static boolean isThere(String name) throws InterruptedException {
        return testbed.exec("login", "test", "-e", "/home/alice/.jcluster/env/" + name).succeeded();
    }

    private static String listing(String directory) throws InterruptedException {
        return testbed.output("login", "sh", "-c", "ls -lR " + directory + " | cksum");
    }

    private static String seen(JsonNode findings, String name) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(finding -> finding.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding " + name + " in " + findings))
                .path("seen")
                .asText();
    }
}
