package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.tunnel.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster whose controller and engines are separate jobs is one cluster all the same. */
class SeparateJobsTest {

    private static Testbed testbed;
    private static Laptop laptop;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Laptop.options());
        laptop = new Laptop(testbed);
        ada = Person.ada(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void clear() throws InterruptedException {
        laptop.clear();
    }

    @Test
    void theEnginesOfTwoNodesAndTheControllerAreOneCluster() throws InterruptedException {
        ada.types(separate("--nodes", "2", "--tasks-per-node", "4", "-n", "8"));
        JsonNode cluster = laptop.onlyCluster();
        String id = cluster.path("id").asText();
        assertThat(laptop.queue())
                .containsExactlyInAnyOrder(
                        cluster.path("job").asText(), cluster.path("engines_job").asText());
        assertThat(cluster.path("state").asText()).isEqualTo("ready");
        assertThat(ada.runs("hello.py", "job_" + id))
                .contains("rank 0 on host nid1. total ranks=8", "rank 7 on host nid2.");
        assertThat(ada.types("script", id, "--job", "engines"))
                .contains("#SBATCH --dependency=after:" + cluster.path("job").asText());
        ada.types("stop", id);
        laptop.assertNothingIsLeft();
    }

    @Test
    void heldEnginesAreReleasedWhenTheControllerHasAnswered() throws InterruptedException {
        ada.types(separate("-n", "2", "--hold", "--detach"));
        JsonNode cluster = laptop.onlyCluster();
        Laptop.await(
                () -> laptop.holds("control", "squeue -h -t R -o %A | grep -q ."),
                "the controller to run");
        assertThat(reason(cluster.path("engines_job").asText())).isEqualTo("JobHeldUser");
        assertThat(laptop.onlyCluster().path("state").asText()).isEqualTo("held");

        String id = cluster.path("id").asText();
        assertThat(ada.types("connect", id)).contains("READY");
        ada.types("stop", id);
        laptop.assertNothingIsLeft();
    }

    @Test
    void anEnginesJobThatIsCancelledInTheQueueBreaksTheCluster() throws InterruptedException {
        ada.types(separate("-n", "2", "--hold", "--detach"));
        JsonNode cluster = laptop.onlyCluster();
        String id = cluster.path("id").asText();
        testbed.output("login", "scancel", cluster.path("engines_job").asText());

        Laptop.await(() -> state().equals("broken"), "the list to say so");
        assertThat(laptop.onlyCluster().path("detail").asText())
                .startsWith("the engines' job " + cluster.path("engines_job").asText())
                .endsWith("jcluster stop " + id);
        Outcome connect = ada.tries("connect", id);
        assertThat(connect.exitStatus()).isNotZero();
        assertThat(connect.stderr())
                .contains(
                        "the engines' job "
                                + cluster.path("engines_job").asText()
                                + " ended before the engines were there");
        ada.types("stop", id);
        laptop.assertNothingIsLeft();
    }

    @Test
    void theEndOfTheControllerIsTheEndOfTheEngines() throws InterruptedException {
        ada.types(separate("-n", "2"));
        testbed.output("login", "scancel", laptop.onlyCluster().path("job").asText());
        Laptop.await(() -> state().equals("ended"), "both jobs to end");
    }

    @Test
    void theEndOfTheEnginesIsTheEndOfTheController() throws InterruptedException {
        ada.types(separate("-n", "2"));
        testbed.output("login", "scancel", laptop.onlyCluster().path("engines_job").asText());
        Laptop.await(() -> state().equals("ended"), "both jobs to end");
        assertThat(laptop.well("status", laptop.list().get(0).path("id").asText()))
                .contains("the engines' job ended with status");
    }

    @Test
    void aControllerWhoseEnginesAreRefusedIsTakenBack() throws InterruptedException {
        write(
                """
                cat >refused.yaml <<'END'
                site: { login: cluster, scheduler: slurm }
                resources: { queue: nosuch }
                controller: { layout: separate, queue: normal }
                END
                """);
        Outcome refused = ada.tries("submit", "--profile", "refused", "-n", "2");
        assertThat(refused.exitStatus()).isNotZero();
        assertThat(refused.stderr()).contains("nosuch");
        laptop.assertNothingIsLeft();
    }

    @Test
    void enginesThatCanNeverStartTakeTheControllerAlong() throws InterruptedException {
        Outcome refused = ada.tries(separate("-n", "99", "--nodes", "99"));
        assertThat(refused.exitStatus()).isEqualTo(3);
        assertThat(refused.stderr()).contains("will never start").contains("cleared away");
        laptop.assertNothingIsLeft();
    }

    @Test
    void aSubmissionThatIsKilledBetweenTheTwoJobsLeavesATruthfulList() throws Exception {
        try (Gate gate = Gate.at(testbed, "login", "/usr/bin/sbatch", Gate.Side.BEFORE)) {
            Process submission = laptop.start(separate("-n", "2"));
            gate.awaitSomebody(laptop);
            gate.letOneThrough();
            gate.awaitSomebody(laptop); // the controller is submitted, its engines are not
            testbed.asRoot(
                    Laptop.PATIENCE, "laptop", "pkill -KILL -f io.jcluster.launcher.cli.Main");
            assertThat(submission.waitFor()).isNotZero();
        }
        JsonNode cluster = laptop.onlyCluster();
        assertThat(laptop.queue()).contains(cluster.path("job").asText());
        String id = cluster.path("id").asText();
        ada.types("stop", id);
        laptop.assertNothingIsLeft();
    }

    @Test
    void jobScriptsOfTheSitesOwnAreWhatRuns() throws InterruptedException {
        write(
                """
                cat >own.yaml <<'END'
                site: { login: cluster, scheduler: slurm }
                controller: { layout: separate }
                templates: { controller: own-controller.sh, engines: own-engines.sh }
                END
                cat >own-controller.sh <<'END'
                #!/bin/bash -l
                #SBATCH --job-name=our_controller
                {{cluster|lines}}
                END
                cat >own-engines.sh <<'END'
                #!/bin/bash -l
                #SBATCH --job-name=our_engines
                export FROM_TEMPLATE="it's ours"
                {{cluster|lines}}
                END
                """);
        String id = ada.submits("--profile", "own", "-n", "2");
        assertThat(testbed.output("control", "squeue", "-h", "-o", "%j").lines())
                .containsExactlyInAnyOrder("our_controller", "our_engines");
        assertThat(
                        testbed.exec(
                                        Laptop.PATIENCE,
                                        """
                                        import os, ipyparallel as ipp
                                        rc = ipp.Client(profile="job_%s")
                                        print(rc[:].apply_sync(lambda: os.environ["FROM_TEMPLATE"]))
                                        """
                                                .formatted(id)
                                                .replace("lambda: os", "lambda: __import__('os')"),
                                        "laptop",
                                        "python3",
                                        "-")
                                .stdout())
                .contains("it's ours");
    }

    /** Runs a script in the laptop's directory of profiles. */
    private static void write(String script) throws InterruptedException {
        Outcome outcome =
                testbed.exec(
                        Laptop.PATIENCE,
                        "mkdir -p ~/.config/jcluster/profiles && cd ~/.config/jcluster/profiles || exit\n"
                                + script,
                        "laptop",
                        "sh");
        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
    }

    private static String state() {
        try {
            JsonNode all = laptop.list();
            return all.isEmpty() ? "" : all.get(0).path("state").asText();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String reason(String job) throws InterruptedException {
        return testbed.output("control", "squeue", "-h", "-j", job, "-o", "%r").strip();
    }

    private static String[] separate(String... more) {
        List<String> words = new ArrayList<>(List.of(Laptop.submit("--layout", "separate")));
        words.addAll(List.of("-t", "10m"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }
}
