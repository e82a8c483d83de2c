package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The job of the sbatch scripts written by hand for Piz Daint, from its bundled profile: two nodes
 * with a constraint, twelve engines on each, modules, mail, a log under the job's number. The
 * modules are a stand-in; the 24 engines share what CPUs this machine has.
 */
class ClassicDaintTest {

    private static final String PROFILE =
            """
            extends: piz-daint
            site: { login: cluster }
            resources: { nodes: 2, walltime: 10m }
            software: { epilogue: 'cp "$directory/job.log" ~/log-$SLURM_JOB_ID.out' }
            mail: { to: nobody@example.org, on: [begin, end, fail] }
            """;

    @Test
    void twelveRanksOnEachOfTwoNodesAsTheScriptByHandHadThem() throws Exception {
        try (Testbed testbed = Testbed.up(Person.withJcluster())) {
            Person ada = Person.ada(testbed);
            testbed.output(
                    "login",
                    "sh",
                    "-c",
                    "echo 'module() { echo \"module $*\" >>~/said; }' >~/.bash_profile");
            testbed.output(
                    "laptop",
                    "sh",
                    "-c",
                    "mkdir -p ~/.config/jcluster/profiles"
                            + " && printf %s \"$0\" >~/.config/jcluster/profiles/mine.yaml",
                    PROFILE);

            JsonNode cluster = ada.asks("submit", "--profile", "mine");

            String job = cluster.path("job").asText();
            assertThat(testbed.output("login", "scontrol", "show", "job", job))
                    .contains(
                            "NumNodes=2",
                            "NumTasks=24",
                            "Features=gpu",
                            "MailUser=nobody@example.org",
                            "MailType=BEGIN,END,FAIL");
            assertThat(testbed.output("login", "cat", "/home/alice/said").lines())
                    .contains("module load daint-gpu", "module load cray-python");
            String id = cluster.path("id").asText();
            assertThat(ada.runs("hello.py", "job_" + id).lines())
                    .containsExactlyElementsOf(
                            IntStream.range(0, 24)
                                    .mapToObj(
                                            rank ->
                                                    "Hello World from rank %d on host nid%d. total ranks=24"
                                                            .formatted(rank, rank / 12 + 1))
                                    .toList());
            ada.types("stop", id);
            Await.until(
                    "the log lies under the job's number",
                    () -> testbed.exec("login", "test", "-e", "log-" + job + ".out").succeeded());
        }
    }
}
