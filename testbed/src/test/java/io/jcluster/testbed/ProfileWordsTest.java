package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A profile with many words, on a real Slurm: what it asks for is what the job is. */
class ProfileWordsTest {

    private static final String PROFILE =
            """
            site: { login: cluster, scheduler: slurm, requires: [walltime], max-walltime: 1h, cores-per-node: 12 }
            resources: { tasks-per-node: 2, walltime: 10m }
            engines: { count: 4, arguments: [--log-level=DEBUG] }
            software:
              purge: true
              module-use: ~/modules
              modules: [gcc/12]
              prologue: PATH=$HOME/bin:$PATH
              environment: { GREETING: it's me }
              container: { image: ~/ipp.sif, options: [--nv] }
              epilogue: |
                echo "epilogue $GREETING" >>~/said
                false
            launch: { bind: none }
            mail: { to: nobody@example.org, on: [end, fail] }
            directives: { add: ["--nice=3"], drop: [no-requeue] }
            """;

    /**
     * Stand-ins for what the testbed has not: environment modules, and a runtime of containers. The
     * real one is not to be had in the container, and a process of it stays between the job and
     * what runs there (Apptainer 1.5.3).
     */
    private static final String STAND_INS =
            """
            mkdir -p ~/bin
            cat >~/bin/apptainer <<'END'
            #!/bin/bash
            echo "container ${*:1:3}" >>~/said
            shift 3 # exec, the option, the image
            PATH=${PATH//"$HOME/bin:"/} "$@" <&0 &
            trap 'kill -TERM $!' TERM
            wait $!
            END
            chmod +x ~/bin/apptainer
            echo 'module() { echo "module $*" >>~/said; }' >~/.bash_profile
            """;

    private static Testbed testbed;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        testbed.output("login", "bash", "-c", STAND_INS);
        testbed.output(
                "laptop",
                "bash",
                "-c",
                "mkdir -p ~/.config/jcluster/profiles && printf %s \"$0\""
                        + " >~/.config/jcluster/profiles/words.yaml",
                PROFILE);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @Test
    void whatAProfileSaysReachesTheJobAndItsEnginesAreOneWorld() throws Exception {
        JsonNode cluster = ada.asks("submit", "--profile", "words");

        assertThat(cluster.path("phase").asText()).isEqualTo("ready");
        assertThat(cluster.path("engines").asInt()).isEqualTo(4);
        String job = cluster.path("job").asText();
        assertThat(testbed.output("login", "scontrol", "show", "job", job))
                .contains(
                        "Nice=3",
                        "TimeLimit=00:10:00",
                        "NumTasks=4",
                        "MailUser=nobody@example.org",
                        "MailType=END,FAIL",
                        "Requeue=1");
        assertThat(ada.types("script", job)).contains("--cpu-bind=none", "--log-level=DEBUG");

        ada.types("stop", cluster.path("id").asText());
        Await.until("the epilogue has run", () -> said().contains("epilogue"));
        assertThat(said().lines().distinct())
                .containsExactly(
                        "module purge",
                        "module use /home/alice/modules",
                        "module load gcc/12",
                        "container exec --nv /home/alice/ipp.sif",
                        "epilogue it's me");
    }

    @Test
    void moreThanTheSiteHasIsRefusedBeforeAnybodyIsAsked() throws Exception {
        assertThat(ada.tries("submit", "--profile", "words", "-t", "2h").stderr())
                .contains(
                        "a walltime of 2h (--walltime) is more than the 1h that this site allows");
        assertThat(
                        ada.tries(
                                        "submit",
                                        "--profile",
                                        "words",
                                        "--tasks-per-node",
                                        "4",
                                        "--cpus-per-task",
                                        "4")
                                .stderr())
                .contains("4 engines on a node x 4 CPUs each = 16, and a node here has 12 cores");
    }

    @Test
    void noEnvironmentIsMadeBesideAContainer() throws Exception {
        Outcome refused = ada.tries("env", "create", "--profile", "words");
        assertThat(refused.exitStatus()).isEqualTo(2);
        assertThat(refused.stderr()).contains("is in the container ~/ipp.sif", "into the image");
    }

    private static String said() throws InterruptedException {
        return testbed.output("login", "cat", "/home/alice/said");
    }
}
