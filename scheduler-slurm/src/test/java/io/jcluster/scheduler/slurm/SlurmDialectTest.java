package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Indices;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SlurmDialectTest {

    private static final SlurmDialect SLURM = new SlurmDialect();

    private static final String ALWAYS =
            """
            #SBATCH --no-requeue
            #SBATCH --open-mode=append
            #SBATCH --export=HOME,USER,LOGNAME,LANG
            """;

    private static final String QUIET = "#SBATCH --mail-type=NONE\n#SBATCH --output=";

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
    void aProgramIsRunInAJobBesideItsOtherSteps() {
        assertThat(SLURM.inJob("77", "nid00012.cluster.example"))
                .contains(
                        List.of(
                                "srun",
                                "--jobid=77",
                                "--overlap",
                                "--nodes=1",
                                "--ntasks=1",
                                "--nodelist=nid00012",
                                "--mpi=none",
                                "--unbuffered",
                                "--immediate=10"));
    }

    @Test
    void aScriptKeepsItsInterpreterInTheFirstLine() {
        assertScript(job(), "#!/bin/bash -l\n" + QUIET + "/dev/null\n" + ALWAYS + "\ndate\n");
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
                #SBATCH --time=1:30:00
                #SBATCH --nodes=2
                #SBATCH --ntasks-per-node=12
                #SBATCH --cpus-per-task=1
                #SBATCH --mem=4G
                #SBATCH --constraint=gpu&haswell
                #SBATCH --qos=high
                #SBATCH --gres=gpu:a100:2
                #SBATCH --exclusive=user
                #SBATCH --mail-type=NONE
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
                .startsWith("#!/bin/sh\n" + QUIET + "/dev/null\n" + ALWAYS + "\n")
                .contains(
                        "export DRMAA_JOB_ID=SLURM_JOB_ID\n",
                        "    export A='x y'\n",
                        "jc_directory=\"$HOME\"/'run 1'\n",
                        "jc_input=/dev/zero\n",
                        "jc_output=/tmp/out\n",
                        "    jc_become echo 'it'\\''s' ''\n");
    }

    @Test
    void aValueCannotSmuggleInAnotherLine() {
        assertThatThrownBy(
                        () -> JobScript.of(SLURM, job().jobName("a\n#SBATCH --nodes=900").build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("line break");
    }

    @Test
    void anArrayIsOneSubmission() {
        assertThat(arrayOf(new Indices(1, 9, 2, OptionalInt.of(4)))).contains("--array=1-9:2%4");
        assertThat(arrayOf(new Indices(1, 1000, 1, OptionalInt.empty())))
                .isEqualTo("sbatch --parsable --array=1-1000 --comment=jcluster:jc-abc");
        assertThat(arrayOf(new Indices(7, 8, 5, OptionalInt.of(1)))).contains("--array=7%1");
        assertThat(SLURM.arrays().orElseThrow().memberId("27", 3)).isEqualTo("27_3");
    }

    private static String arrayOf(Indices indices) {
        var template = job().extension(Extensions.TAG, "jc-abc").build();
        return SLURM.arrays()
                .orElseThrow()
                .submit(JobScript.of(SLURM, template), template, indices)
                .ran();
    }

    @Test
    void theJobIdMayComeWithTheClustersName() {
        assertThat(SlurmExchange.jobId(new Outcome(0, "19;lab\n", ""))).isEqualTo("19");
        assertThat(SlurmExchange.jobId(new Outcome(0, "18\n", ""))).isEqualTo("18");
        assertThatThrownBy(() -> SlurmExchange.jobId(new Outcome(0, "Submitted batch job 7", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTagIsInTheLineOfTheSubmissionToo() {
        var template =
                job().extension(Extensions.TAG, "jc-abc")
                        .extension("slurm_jt_comment", "my run")
                        .build();
        assertThat(SLURM.submit(JobScript.of(SLURM, template), template).ran())
                .isEqualTo("sbatch --parsable '--comment=my run jcluster:jc-abc'");
    }

    @Test
    void anotherUsersJobsAreAskedForByName() {
        assertThat(SLURM.listingOf("bob").orElseThrow().ran()).isEqualTo("squeue -u bob -t all");
        var unknown = new Outcome(0, "", "squeue: error: Invalid user: bob\n");
        assertThat(SLURM.listingOf("bob").orElseThrow().answered().test(unknown)).isFalse();
        assertThatThrownBy(() -> SLURM.listingOf("-x"))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> SLURM.listingOf("a,b"))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void manyMembersAreControlledAtOnce() {
        assertThat(SLURM.control(Action.HOLD, List.of("27_1", "27_2")).ran())
                .isEqualTo("scontrol hold 27_1,27_2");
        assertThat(SLURM.control(Action.TERMINATE, List.of("27_1", "27_2")).ran())
                .isEqualTo("scancel '27_[1-2]'");
        var suspend = SLURM.control(Action.SUSPEND, List.of("27_1", "27_2"));
        assertThat(suspend.ran()).isEqualTo("scancel -f -s STOP '27_[1-2]'");
        assertThat(suspend.question().argv().toString()).contains("kill $p");
        assertThat(SLURM.control(Action.RESUME, List.of("27")).question().argv().toString())
                .endsWith("sh, -f, -s, CONT, 27]");
    }

    @Test
    void everyExtensionIsDescribed() {
        assertThat(SLURM.jobTemplateExtensions().keySet())
                .allSatisfy(name -> assertThat(name).startsWith("slurm_jt_"));
        assertThat(SLURM.queueInfoExtensions()).containsKey("slurm_qi_default");
        assertThat(SLURM.machineInfoExtensions()).containsKey("slurm_mi_state");
    }
}
