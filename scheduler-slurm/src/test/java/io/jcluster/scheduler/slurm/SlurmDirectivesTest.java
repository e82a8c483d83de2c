package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmDirectivesTest {

    private static final SlurmDialect SLURM = new SlurmDialect();

    private static JobTemplate.Builder job() {
        return JobTemplate.builder().extension(Extensions.SCRIPT, "date\n");
    }

    /** What is said for every job. */
    private static final List<String> ALWAYS = lines(job());

    private static List<String> lines(JobTemplate.Builder template) {
        return JobScript.of(SLURM, template.build()).lines();
    }

    /** The directives that are there because of what was set. */
    private static String said(UnaryOperator<JobTemplate.Builder> set) {
        return String.join(
                "\n", lines(set.apply(job())).stream().filter(l -> !ALWAYS.contains(l)).toList());
    }

    @Test
    void everyAttributeOfTheStandardBecomesADirective() {
        assertThat(
                        said(
                                job ->
                                        job.jobName("psum")
                                                .queueName("debug")
                                                .accountingId("s1234")
                                                .reservationId("dr1")
                                                .minSlots(2)
                                                .candidateMachines(List.of("nid1", "nid2"))
                                                .minPhysMemory(2_000_000L)
                                                .machineOS(OperatingSystem.LINUX)
                                                .resourceLimit(
                                                        Drmaa2.WALLCLOCK_TIME,
                                                        Duration.ofMinutes(5))
                                                .startTime(Instant.ofEpochSecond(1795280000, 1))
                                                .deadlineTime(Instant.ofEpochSecond(1795290000, 1))
                                                .priority(-100)
                                                .email(List.of("a@b.ch", "c@d.ch"))
                                                .emailOnStarted(true)
                                                .emailOnTerminated(true)
                                                .outputPath("/scratch/out")
                                                .errorPath("/scratch/err")
                                                .submitAsHold(true)
                                                .rerunnable(true)))
                .isEqualTo(
                        """
                        #SBATCH --job-name=psum
                        #SBATCH --partition=debug
                        #SBATCH --account=s1234
                        #SBATCH --reservation=dr1
                        #SBATCH --ntasks=2
                        #SBATCH --nodelist=nid1,nid2
                        #SBATCH --nodes=2
                        #SBATCH --mem=2000000K
                        #SBATCH --time=0:05:00
                        #SBATCH --begin=uts1795280001
                        #SBATCH --deadline=uts1795290000
                        #SBATCH --nice=100
                        #SBATCH --mail-user=a@b.ch,c@d.ch
                        #SBATCH --mail-type=BEGIN,END,FAIL
                        #SBATCH --output=/scratch/out
                        #SBATCH --error=/scratch/err
                        #SBATCH --hold
                        #SBATCH --requeue""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nodes; 2-4; nodes=2-4",
                "ntasks_per_node; 12; ntasks-per-node=12",
                "cpus_per_task; 4; cpus-per-task=4",
                "mem; 0; mem=0",
                "mem_per_cpu; 500M; mem-per-cpu=500M",
                "mem_per_gpu; 16G; mem-per-gpu=16G",
                "tmp; 10G; tmp=10G",
                "constraint; (gpu&haswell)|mc; constraint=\"(gpu&haswell)|mc\"",
                "account; s1; account=s1",
                "qos; high; qos=high",
                "wckey; w; wckey=w",
                "gres; gpu:a100:2,shard:1; gres=gpu:a100:2,shard:1",
                "gpus; a100:2; gpus=a100:2",
                "gpus; 2; gpus=2",
                "gpus_per_node; 4; gpus-per-node=4",
                "gpus_per_task; 1; gpus-per-task=1",
                "licenses; matlab@db:2; licenses=matlab@db:2",
                "time; 1-12:30; time=1-12:30",
                "time; UNLIMITED; time=UNLIMITED",
                "time_min; 30; time-min=30",
                "nodelist; nid[1-4,7]; nodelist=nid[1-4,7]",
                "exclude; nid9; exclude=nid9",
                "switches; 1@30:00; switches=1@30:00",
                "dependency; afterok:12:13_4,afterany:14+5; dependency=afterok:12:13_4,afterany:14+5",
                "dependency; singleton; dependency=singleton",
                "dependency; afterok:1?afternotok:2; dependency=\"afterok:1?afternotok:2\"",
                "signal; B:USR1@120; signal=B:USR1@120",
                "mail_type; END,TIME_LIMIT_80; mail-type=END,TIME_LIMIT_80",
                "exclusive; true; exclusive",
                "exclusive; mcs; exclusive=mcs",
                "comment; my # run; comment=\"my # run\"",
                "native; --overcommit; overcommit",
                "native; --distribution=block:cyclic; distribution=block:cyclic",
            })
    void anExtensionBecomesTheOptionOfItsName(String name, String value, String option) {
        assertThat(said(job -> job.extension("slurm_jt_" + name, value)))
                .isEqualTo("#SBATCH --" + option);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nodes; 0",
                "nodes; two",
                "ntasks_per_node; -1",
                "mem; 4 G",
                "mem; lots",
                "account; a b",
                "gpus; a100",
                "time; soon",
                "time; 1:2:3:4",
                "nodelist; a b",
                "switches; @10",
                "dependency; 12",
                "dependency; afterok",
                "signal; usr1",
                "mail_type; SOMETIMES",
                "exclusive; maybe",
                "native; wrong",
                "native; -n 3",
                "native; --comment=mine",
                "native; --comm=mine",
                "native; --array=1-3",
                "native; --clusters=other",
            })
    void aMalformedValueIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> said(job -> job.extension("slurm_jt_" + name, value)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("slurm_jt_" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "accountingId, a, slurm_jt_account, b",
        "minPhysMemory, 1024, slurm_jt_mem, 2M",
        "minPhysMemory, 1024, slurm_jt_mem_per_cpu, 1M",
        "slurm_jt_mem, 1M, slurm_jt_mem_per_gpu, 1M",
        "jobName, x, slurm_jt_native, --job-name=y",
        "queueName, x, slurm_jt_native, --partition=y",
    })
    void whatContradictsItselfIsRefused(String one, String value, String other, String another) {
        assertThatThrownBy(() -> said(job -> job.attribute(one, value).attribute(other, another)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(other);
    }

    @Test
    void whatSaysTheSameTwiceIsSaidOnce() {
        assertThat(
                        said(
                                job ->
                                        job.accountingId("a")
                                                .extension("slurm_jt_account", "a")
                                                .minPhysMemory(2048L * 1024)
                                                .extension("slurm_jt_mem", "2G")))
                .isEqualTo("#SBATCH --account=a\n#SBATCH --mem=2097152K");
    }

    @ParameterizedTest
    @CsvSource({
        "5400, 90, true",
        "5400, 90:00, true",
        "5399, 1:30:00, true",
        "90000, 1-1, true",
        "90060, 1-1:1, true",
        "5400, 91, false",
        "5400, UNLIMITED, false",
    })
    void twoTimeLimitsAreComparedInMinutes(long seconds, String time, boolean same) {
        var template =
                job().resourceLimit(Drmaa2.WALLCLOCK_TIME, seconds)
                        .extension("slurm_jt_time", time);
        if (same) {
            assertThat(lines(template)).filteredOn(l -> l.contains("--time=")).hasSize(1);
        } else {
            assertThatThrownBy(() -> lines(template))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("slurm_jt_time");
        }
    }

    @Test
    void moreSlotsThanNodesTimesTasksAreRefusedWithAllThreeNumbers() {
        assertThatThrownBy(
                        () ->
                                said(
                                        job ->
                                                job.minSlots(25)
                                                        .extension("slurm_jt_nodes", "2")
                                                        .extension(
                                                                "slurm_jt_ntasks_per_node", "12")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContainingAll("25", "slurm_jt_nodes=2", "=12", "24");
    }

    @Test
    void machinesToChooseFromAreRefusedSinceSlurmWouldTakeThemAll() {
        assertThatThrownBy(() -> said(job -> job.candidateMachines(List.of("a", "b"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("takes all that are named");
        assertThat(said(job -> job.candidateMachines(List.of("a"))))
                .isEqualTo("#SBATCH --nodelist=a\n#SBATCH --nodes=1");
        assertThatThrownBy(() -> said(job -> job.candidateMachines(List.of("a b"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("candidateMachines");
        assertThatThrownBy(
                        () ->
                                said(
                                        job ->
                                                job.candidateMachines(List.of("a"))
                                                        .extension("slurm_jt_nodelist", "a")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("slurm_jt_nodelist");
    }

    @Test
    void whatSlurmCannotBeAskedForIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> said(job -> job.machineArch(CpuArchitecture.X64)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("slurm_jt_constraint");
        assertThatThrownBy(() -> said(job -> job.machineOS(OperatingSystem.AIX)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("LINUX");
        assertThatThrownBy(() -> said(job -> job.maxSlots(4)))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining("maxSlots");
        assertThatThrownBy(() -> said(job -> job.extension("slurm_jt_clusters", "x")))
                .isInstanceOf(UnsupportedAttributeException.class);
    }

    @Test
    void aKindOfGpuIsPutBeforeTheirNumber() {
        assertThat(
                        lines(
                                job().extension("slurm_jt_gpus_per_node", "4")
                                        .extension("slurm_jt_gpu_type", "a100")))
                .contains("#SBATCH --gpus-per-node=a100:4");
        assertThat(
                        lines(
                                job().extension("slurm_jt_gpus_per_task", "v100:1")
                                        .extension("slurm_jt_gpu_type", "a100")))
                .contains("#SBATCH --gpus-per-task=v100:1");
    }

    @Test
    void aDirectiveThatASiteRefusesIsLeftOutAndCanBeSaidInOtherWords() {
        var lines =
                lines(
                        job().extension("slurm_jt_mem", "4G")
                                .extension("slurm_jt_drop", "mem,--export,requeue,no-requeue")
                                .extension(
                                        "slurm_jt_native", "--mem=0\n--export=NIL\n--switches 1"));
        assertThat(lines)
                .contains("#SBATCH --mem=0", "#SBATCH --export=NIL", "#SBATCH --switches=1")
                .noneMatch(line -> line.contains("4G") || line.contains("requeue"));
        assertThatThrownBy(() -> lines(job().extension("slurm_jt_drop", "comment")))
                .hasMessageContaining("slurm_jt_drop cannot leave out --comment");
        assertThatThrownBy(() -> lines(job().extension("slurm_jt_native", "--mem=1\u0007")))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void nobodyGetsMailThatWasNotAskedFor() {
        assertThat(ALWAYS).contains("#SBATCH --mail-type=NONE");
        assertThat(lines(job().emailOnStarted(true))).contains("#SBATCH --mail-type=NONE");
        assertThat(lines(job().email(List.of("a@b")))).contains("#SBATCH --mail-type=NONE");
        assertThat(said(job -> job.email(List.of("a@b")).emailOnStarted(true)))
                .isEqualTo("#SBATCH --mail-user=a@b\n#SBATCH --mail-type=BEGIN");
        assertThat(lines(job().extension("slurm_jt_native", "--mail-type=END")))
                .contains("#SBATCH --mail-type=END")
                .doesNotContain("#SBATCH --mail-type=NONE");
        assertThatThrownBy(
                        () ->
                                lines(
                                        job().email(List.of("a@b"))
                                                .emailOnStarted(true)
                                                .extension("slurm_jt_native", "--mail-type=END")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("slurm_jt_native");
        assertThatThrownBy(() -> said(job -> job.email(List.of("a@b,c@d"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("email");
    }

    @Test
    void aHigherPriorityIsALowerNice() {
        assertThat(said(job -> job.priority(5))).isEqualTo("#SBATCH --nice=-5");
        assertThat(said(job -> job.priority(0))).isEmpty();
        assertThatThrownBy(() -> said(job -> job.priority(Integer.MIN_VALUE)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("priority");
    }

    @Test
    void aStartThatHasComeIsNone() {
        assertThat(said(job -> job.startTime(Drmaa2.NOW))).isEmpty();
        assertThat(said(job -> job.startTime(Instant.EPOCH)))
                .isEqualTo("#SBATCH --begin=uts1000000");
        assertThatThrownBy(() -> said(job -> job.deadlineTime(Instant.EPOCH)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("deadlineTime");
    }

    /** Each of these was seen to arrive as it was meant (22.05.8). */
    @Test
    void hardTextsArriveAsTheyWereMeant() {
        assertThat(said(job -> job.jobName("a b %j \"q\" 's ä # \\ x")))
                .isEqualTo("#SBATCH --job-name=\"a b %j \\\"q\\\" 's ä # \\\\ x\"");
        assertThat(said(job -> job.outputPath("/tmp/100% ä \" ' #.log")))
                .isEqualTo("#SBATCH --output=\"/tmp/100%% ä \\\" ' #.log\"");
        assertThat(said(job -> job.outputPath("/tmp/back\\slash 50%.log")))
                .isEqualTo("#SBATCH --output=\"/tmp/back\\\\\\\\slash 50%.log\"");
        assertThat(said(job -> job.outputPath(Drmaa2.HOME_DIRECTORY + "/none")))
                .isEqualTo("#SBATCH --output=./none");
    }
}
