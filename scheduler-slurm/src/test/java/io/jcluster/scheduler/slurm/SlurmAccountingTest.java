package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmAccountingTest {

    private static final List<JobInfo> KNOWN =
            SlurmAccounting.read(Records.SEAL, Records.printed("sacct.txt"));

    /** Fields with | between, as people write them. */
    private static List<JobInfo> read(String lines) {
        return SlurmAccounting.read(Records.SEAL, lines.replace("|", Records.SEAL.word()));
    }

    private static String start(String id, String state, String submit, String name) {
        return id
                + "|"
                + state
                + "|0:0|0:0|"
                + submit
                + "|1795228482|1795228513|31|00:00:01||nid1|normal|a|q|10:00||"
                + name
                + "|alice|2\n";
    }

    @ParameterizedTest
    @CsvSource({
        "works, DONE, 0, ",
        "fails, FAILED, 3, ",
        "killed, FAILED, , SIGKILL",
        "badout, FAILED, , ",
        "timeout, FAILED, , SIGTERM",
        "cancelled, FAILED, , SIGTERM",
        "never, FAILED, , ",
        "requeued, REQUEUED, , ",
        "stopped, RUNNING, , ",
    })
    void theAccountingSaysHowAJobStands(
            String name, JobState state, @Nullable Integer status, @Nullable String signal) {
        var job = Records.named(KNOWN, name);
        assertThat(job.jobState()).contains(state);
        assertThat(job.exitStatus().stream().boxed().toList())
                .isEqualTo(status == null ? List.of() : List.of(status));
        assertThat(job.terminatingSignal().orElse(null)).isEqualTo(signal);
    }

    @Test
    void aJobHasItsTimesItsMemoryAndItsPlace() {
        var job = Records.named(KNOWN, "timeout");
        assertThat(job.wallclockTime()).contains(Duration.ofSeconds(81));
        assertThat(job.cpuTime()).contains(Duration.ZERO);
        assertThat(job.queueName()).contains("normal");
        assertThat(job.jobOwner()).contains("alice");
        assertThat(job.slots()).hasValue(1);
        assertThat(job.allocatedMachines()).hasSize(1);
        assertThat(job.extensions())
                .containsEntry("slurm_ji_maxrss_kb", "3200")
                .containsEntry("slurm_ji_time_limit", "00:01:00")
                .containsEntry("slurm_ji_account", "research");
        assertThat(Records.named(KNOWN, "never").dispatchTime()).isEmpty();
        assertThat(Records.named(KNOWN, "never").allocatedMachines()).isEmpty();
    }

    @Test
    void membersOfArraysAreKnownByTheirIndices() {
        assertThat(Records.ids(KNOWN)).contains("62_1", "62_2", "62_3");
    }

    @Test
    void membersThatWaitTogetherAreTheControllersAffair() {
        assertThat(read(start("30_[3-4]", "PENDING", "1795228481", "arr"))).isEmpty();
    }

    @Test
    void membersThatWereCancelledTogetherAreFoundByTheirArray() {
        assertThat(SlurmAccounting.of(List.of("30_3", "30_4", "31", "9+1")).ran())
                .isEqualTo("sacct -P -D -j 30,31,9+1");
        assertThat(read(start("30_[3-4%2]", "CANCELLED by 4001", "1795228481", "arr")))
                .hasSize(2)
                .allSatisfy(job -> assertThat(job.jobState()).contains(JobState.FAILED));
    }

    @Test
    void aMembersOwnRecordCountsMoreThanTheOneItSharedWhileItWaited() {
        var shared = start("30_[3-4]", "CANCELLED by 4001", "1795228481", "arr");
        var own = start("30_4", "COMPLETED", "1795228481", "arr");
        for (var text : List.of(shared + own, own + shared)) {
            assertThat(read(text))
                    .hasSize(2)
                    .filteredOn(job -> job.jobState().filter(JobState.DONE::equals).isPresent())
                    .extracting(job -> job.jobId().orElseThrow())
                    .containsExactly("30_4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "REQUEUED"})
    void anEarlierStartThatFailedIsNotTheEnd(String word) {
        var before = start("7", word, "1795228481", "again");
        assertThat(read(before + start("7", "PENDING", "1795228520", "again")))
                .singleElement()
                .satisfies(job -> assertThat(job.jobState()).contains(JobState.REQUEUED));
        assertThat(read(start("7", "RUNNING", "1795228520", "again") + before))
                .singleElement()
                .satisfies(job -> assertThat(job.jobState()).contains(JobState.RUNNING));
    }

    @Test
    void theTagIsFoundInTheLineOfTheSubmission() {
        var job =
                read(
                        "7|RUNNING|0:0||1795228481|1795228482|Unknown|31|||nid1|normal|a|q|10:00|"
                                + "sbatch --parsable --comment=my run jcluster:jc-7|x|alice|2\n");
        assertThat(job.get(0).extensions()).containsEntry(Extensions.INFO_TAG, "jc-7");
    }

    @Test
    void whoeverKeepsNoSuchLineOffersNoSearchInIt() {
        var questions = SlurmAccounting.since(Instant.ofEpochSecond(1795228481));
        assertThat(questions).hasSize(2);
        assertThat(questions.get(0).ran()).endsWith("-S uts1795228421");
        assertThat(
                        questions
                                .get(0)
                                .refusal()
                                .apply(
                                        new Outcome(
                                                1,
                                                "",
                                                "sacct: error: Invalid field requested:"
                                                        + " \"SubmitLine\""))
                                .kind())
                .isEqualTo(Refusal.Kind.NOT_OFFERED);
    }

    @Test
    void aNameWithALineBreakAndARecordInItIsJustAName() {
        var name = "x\n99|COMPLETED|0:0".replace("|", "!") + "\n" + "98\u001f7";
        var jobs = read(start("7", "RUNNING", "1795228481", name) + start("8", "FAILED", "1", "y"));
        assertThat(Records.ids(jobs)).containsExactly("7", "8");
        assertThat(jobs.get(0).jobName()).contains(name);
    }

    @Test
    void aNameThatTheAccountingChangedIsNotReported() {
        assertThat(read(start("7", "RUNNING", "1", "my `run`")).get(0).jobName()).isEmpty();
        assertThat(read(start("7", "COMPLETED", "1", "allocation")).get(0).jobName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Welcome to Daint\n", "7|RUNNING|0:0\n", "x.batch|a\n"})
    void anAnswerOfAnotherShapeIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noJobsAreAnEmptyList() {
        assertThat(read("")).isEmpty();
        assertThat(read("\n")).isEmpty();
    }
}
