package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmDialectTest {

    private static final SlurmDialect SLURM = new SlurmDialect();

    private static final String ALWAYS =
            """
            #SBATCH --no-requeue
            #SBATCH --open-mode=append
            #SBATCH --export=HOME,USER,LOGNAME,LANG
            """;

    private static JobTemplate.Builder job() {
        return JobTemplate.builder().extension(Extensions.SCRIPT, "#!/bin/bash -l\ndate\n");
    }

    private static void assertScript(JobTemplate.Builder template, String text) {
        assertThat(JobScript.of(SLURM, template.build())).hasToString(text);
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(Dialects.named("slurm")).isInstanceOf(SlurmDialect.class);
        assertThat(Dialects.names()).contains("slurm");
        assertThatThrownBy(() -> Dialects.named("lsf"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("one of")
                .hasMessageContaining("slurm");
    }

    @Test
    void aScriptKeepsItsInterpreterInTheFirstLine() {
        assertScript(job(), "#!/bin/bash -l\n#SBATCH --output=/dev/null\n" + ALWAYS + "\ndate\n");
    }

    @Test
    void everythingAskedForBecomesADirective() {
        assertScript(
                job().jobName("ipyparallel")
                        .queueName("debug")
                        .accountingId("s1234")
                        .minSlots(24)
                        .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofMinutes(90))
                        .outputPath(Drmaa2.HOME_DIRECTORY + "/.jcluster/100%/job.log")
                        .joinFiles(true)
                        .submitAsHold(true)
                        .extension("slurm_jt_nodes", "2")
                        .extension("slurm_jt_ntasks_per_node", "12")
                        .extension("slurm_jt_cpus_per_task", "1")
                        .extension("slurm_jt_mem", "4G")
                        .extension("slurm_jt_constraint", "gpu&haswell")
                        .extension("slurm_jt_qos", "high")
                        .extension("slurm_jt_gres", "gpu:a100:2")
                        .extension("slurm_jt_exclusive", "user")
                        .extension("slurm_jt_comment", "my \"run\"")
                        .extension("slurm_jt_native", "--switches=1\n--overcommit\n")
                        .extension(Extensions.TAG, "jc-abc"),
                """
                #!/bin/bash -l
                #SBATCH --job-name=ipyparallel
                #SBATCH --partition=debug
                #SBATCH --account=s1234
                #SBATCH --ntasks=24
                #SBATCH --nodes=2
                #SBATCH --ntasks-per-node=12
                #SBATCH --cpus-per-task=1
                #SBATCH --mem=4G
                #SBATCH --constraint=gpu&haswell
                #SBATCH --qos=high
                #SBATCH --gres=gpu:a100:2
                #SBATCH --exclusive=user
                #SBATCH --time=1:30:00
                #SBATCH --output=.jcluster/100%%/job.log
                #SBATCH --hold
                #SBATCH --no-requeue
                #SBATCH --open-mode=append
                #SBATCH --export=HOME,USER,LOGNAME,LANG
                #SBATCH --comment="my \\"run\\" jcluster:jc-abc"
                #SBATCH --switches=1
                #SBATCH --overcommit

                date
                """);
    }

    @Test
    void aRerunnableJobMayBeRequeued() {
        assertThat(JobScript.of(SLURM, job().rerunnable(true).build()).lines())
                .contains("#SBATCH --requeue")
                .doesNotContain("#SBATCH --no-requeue");
    }

    @Test
    void aTimeLimitIsRoundedUpToMinutes() {
        assertThat(limit(1)).contains("#SBATCH --time=0:01:00");
        assertThat(limit(3600)).contains("#SBATCH --time=1:00:00");
        assertThat(limit(86_461)).contains("#SBATCH --time=24:02:00");
    }

    private static String limit(long seconds) {
        return JobScript.of(SLURM, job().resourceLimit(Drmaa2.WALLCLOCK_TIME, seconds).build())
                .text();
    }

    @Test
    void aCommandGetsAScriptThatSetsUpWhatItNeeds() {
        var template =
                JobTemplate.builder()
                        .remoteCommand("echo")
                        .args("it's", "")
                        .jobEnvironment(Map.of("A", "x y"))
                        .workingDirectory(Drmaa2.HOME_DIRECTORY + "/run 1")
                        .inputPath("/dev/zero")
                        .outputPath("/tmp/out")
                        .build();
        // The script opens the command's files itself: Slurm has nothing to write.
        assertThat(JobScript.of(SLURM, template).text())
                .startsWith("#!/bin/sh\n#SBATCH --output=/dev/null\n" + ALWAYS + "\n")
                .contains(
                        "export DRMAA_JOB_ID=SLURM_JOB_ID\n",
                        "    export A='x y'\n",
                        "jc_directory=\"$HOME\"/'run 1'\n",
                        "jc_input=/dev/zero\n",
                        "jc_output=/tmp/out\n",
                        "    jc_become echo 'it'\\''s' ''\n");
    }

    @ParameterizedTest
    @CsvSource({
        "slurm_jt_native, wrong",
        "slurm_jt_native, --comment=mine",
        "slurm_jt_native, -n 3",
        "slurm_jt_exclusive, maybe",
    })
    void aMalformedExtensionIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> JobScript.of(SLURM, job().extension(name, value).build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aValueCannotSmuggleInAnotherLine() {
        assertThatThrownBy(
                        () -> JobScript.of(SLURM, job().jobName("a\n#SBATCH --nodes=900").build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("line break");
    }

    @ParameterizedTest
    @CsvSource({
        "bad-partition, INVALID, sinfo",
        "bad-account, DENIED, sacctmgr",
        "bad-constraint, INVALID, features",
        "bad-gres, INVALID, %G",
        "bad-option, INVALID, ''",
        "invalid-time, INVALID, ''",
        "too-much-mem, INVALID, ask for less",
        "crlf, INVALID, dos2unix",
        "empty, INVALID, ''",
        "no-shebang, INVALID, ''",
        "controller-down, UNREACHABLE, scontrol ping",
    })
    void aRefusalIsUnderstood(String name, Refusal.Kind kind, String advice) {
        var said = Records.text("refusals/sbatch-" + name + ".txt");
        var script = JobScript.of(SLURM, job().build());
        var refusal = SLURM.submit(script, job().build()).refusal().apply(new Outcome(1, "", said));
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.advice().orElse("")).contains(advice);
    }

    @Test
    void aTimeOutAtSubmissionLeavesTheOutcomeOpen() {
        var script = JobScript.of(SLURM, job().build());
        var said =
                "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation";
        assertThat(SLURM.submit(script, job().build()).refusal().apply(new Outcome(1, "", said)))
                .extracting(Refusal::kind)
                .isEqualTo(Refusal.Kind.UNKNOWN_OUTCOME);
    }
}
