package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.scheduler.Extensions;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmDetailTest {

    private static final String SEAL = Records.SEAL.word();

    private static final List<JobInfo> ENDED = read(Records.printed("scontrol-ended.txt"));
    private static final List<JobInfo> WAITING = read(Records.printed("scontrol-waiting.txt"));
    private static final List<JobInfo> LAB = read(Records.printed("scontrol-lab.txt"));

    private static List<JobInfo> read(String text) {
        return SlurmDetail.read(Records.SEAL, text);
    }

    /** A recorded answer about a job whose name has become another one. */
    private static String renamed(String name) {
        return Records.printed("scontrol-ended.txt")
                .replace("JobName=fails ", "JobName=" + name + " ");
    }

    @Test
    void theDetailSaysHowAJobEnded() {
        var fails = Records.named(ENDED, "fails");
        assertThat(fails.jobState()).contains(JobState.FAILED);
        assertThat(fails.exitStatus()).hasValue(3);
        assertThat(fails.submissionMachine()).contains("login");
        assertThat(fails.jobOwner()).contains("alice");
        assertThat(fails.dispatchTime()).isPresent();
        assertThat(fails.finishTime()).isPresent();
        assertThat(fails.extensions())
                .containsEntry(Extensions.INFO_RESTARTS, "0")
                .containsEntry("slurm_ji_account", "research")
                .containsEntry("slurm_ji_time_limit", "1-00:00:00");
        assertThat(Records.named(ENDED, "works").exitStatus()).hasValue(0);
        assertThat(Records.named(ENDED, "killed").terminatingSignal()).contains("SIGKILL");
        assertThat(Records.named(ENDED, "killed").exitStatus()).isEmpty();
        assertThat(Records.named(ENDED, "shellkill").exitStatus()).hasValue(137);
        assertThat(Records.named(ENDED, "cancelled").terminatingSignal()).contains("SIGTERM");
        assertThat(Records.named(ENDED, "never").annotation()).contains("cancelled before start");
        assertThat(Records.named(ENDED, "never").dispatchTime()).isEmpty();
    }

    @Test
    void fiftyThreeIsNoSignalButAnOutputFileThatCouldNotBeOpened() {
        for (var job : List.of(Records.named(ENDED, "badout"), Records.named(LAB, "badout"))) {
            assertThat(job.terminatingSignal()).isEmpty();
            assertThat(job.exitStatus()).isEmpty();
            assertThat(job.annotation().orElse("")).contains("output file");
        }
    }

    @Test
    void aTimeLimitIsNamed() {
        var job = Records.named(LAB, "timeout");
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.terminatingSignal()).contains("SIGTERM");
        assertThat(job.annotation().orElse("")).startsWith("TimeLimit");
        assertThat(job.wallclockTime()).contains(Duration.ofSeconds(70));
    }

    @Test
    void aReasonWithACommaIsExplained() {
        assertThat(Records.named(LAB, "draind").annotation().orElse(""))
                .startsWith("ReqNodeNotAvail, UnavailableNodes:nid00001; nodes it needs");
    }

    @ParameterizedTest
    @CsvSource({
        "requeued, REQUEUED, PENDING",
        "reqheld, REQUEUED_HELD, PENDING",
        "special, REQUEUED_HELD, SPECIAL_EXIT",
        "stopped, SUSPENDED, STOPPED",
    })
    void aJobThatRanBeforeIsRequeuedNotQueued(String name, JobState state, String word) {
        assertThat(Records.named(ENDED, name).jobState()).contains(state);
        assertThat(Records.named(ENDED, name).jobSubState()).contains(word);
    }

    @Test
    void aMemberOfAnArrayIsKnownByItsIndex() {
        assertThat(Records.ids(ENDED)).contains("62_2").doesNotContain("64");
        assertThat(Records.ids(WAITING)).contains("44_3", "44_7");
    }

    @Test
    void membersThatWaitTogetherShareARecord() {
        var shared =
                Records.printed("scontrol-waiting.txt")
                        .replace("ArrayTaskId=7 ", "ArrayTaskId=1,5-11:2%2 ");
        assertThat(Records.ids(read(shared))).contains("44_7");
        assertThat(Records.ids(read(shared.replace("5-11:2", "5,9,11")))).doesNotContain("44_7");
    }

    @Test
    void anAnswerAboutAnotherJobIsPassedOver() {
        var text = Records.printed("scontrol-ended.txt").replace("JobId=51 ", "JobId=15 ");
        assertThat(Records.ids(read(text))).doesNotContain("51", "15").contains("50");
    }

    @Test
    void anUnknownJobIsLeftOut() {
        assertThat(read(SEAL + " 424242\n" + SEAL + "\n")).isEmpty();
        assertThat(read(SEAL + " 9_3\nJob 9_3 not found\n" + SEAL + "\n")).isEmpty();
        assertThat(Records.ids(WAITING)).doesNotContain("424242");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " JobState=COMPLETED ExitCode=0:0",
                "x JobState=COMPLETED Reason=None Dependency=(null) Requeue=0 Restarts=0",
                "x\nJobId=99 JobName=y UserId=root(0) JobState=COMPLETED",
                "x UserId=root(0) GroupId=root(0) MCS_label=N/A",
                "x\n UserId=root(0) GroupId=root(0) MCS_label=N/A Priority=1 Nice=0 Account=a QOS=b"
                        + " JobState=COMPLETED Reason=\ny",
                "",
                "\"it's\" JobName=b",
            })
    void whateverANameHoldsTheStateIsSlurms(String name) {
        var jobs = read(renamed(name));
        var job = jobs.stream().filter(j -> j.jobId().filter("51"::equals).isPresent());
        assertThat(job)
                .singleElement()
                .satisfies(
                        j -> {
                            assertThat(j.jobState()).contains(JobState.FAILED);
                            assertThat(j.exitStatus()).hasValue(3);
                            assertThat(j.jobOwner()).contains("alice");
                            assertThat(j.jobName().orElse("")).isEqualTo(name.strip());
                        });
        assertThat(Records.ids(jobs)).doesNotContain("99");
    }

    @Test
    void aNameThatIsAWholeRecordIsPassedOver() {
        var whole =
                Records.printed("scontrol-ended.txt")
                        .lines()
                        .filter(line -> line.startsWith("JobId=50 "))
                        .findFirst()
                        .orElseThrow();
        assertThat(Records.ids(read(renamed(whole)))).doesNotContain("51").contains("50", "52");
        var comment =
                Records.printed("scontrol-ended.txt").replace(" Power= ", " Comment=" + whole);
        assertThat(read(comment)).isEmpty();
    }

    @Test
    void aNameThatBorrowsTheEndOfTheRecordIsPassedOver() {
        var beginning =
                "x UserId=root(0) GroupId=root(0) MCS_label=N/A Priority=1 Nice=0 Account=a QOS=b"
                        + " JobState=COMPLETED Reason=";
        assertThat(Records.ids(read(renamed(beginning)))).doesNotContain("51").contains("50");
    }

    @Test
    void aReasonOfTheSitesOwnIsNotInTheWay() {
        var text =
                Records.printed("scontrol-ended.txt")
                        .replace("Reason=NonZeroExitCode", "Reason=site_says:a=b_(c)");
        assertThat(Records.named(read(text), "fails").annotation()).contains("site says:a=b (c)");
    }

    @Test
    void aRecordedForgeryStaysHeld() {
        var job = Records.named(WAITING, "JobState=COMPLETED ExitCode=0:0");
        assertThat(job.jobState()).contains(JobState.QUEUED_HELD);
        assertThat(job.exitStatus()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Welcome",
                "0123456789abcdef0123456789abcdef 51\nWelcome\n0123456789abcdef0123456789abcdef\n",
                "0123456789abcdef0123456789abcdef 51\nJobId=51 JobName=x",
                "0123456789abcdef0123456789abcdef 51",
            })
    void anAnswerThatIsNotWholeIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unknownJobsAreAnAnswerAndASilentControllerIsNot() {
        var answered = SlurmDetail.of(List.of("7", "8_1")).answered();
        var unknown = "slurm_load_jobs error: Invalid job id specified\n";
        assertThat(answered.test(new Outcome(1, "", unknown + unknown))).isTrue();
        assertThat(answered.test(new Outcome(0, "Job 8_1 not found", ""))).isTrue();
        var silent =
                "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n";
        assertThat(answered.test(new Outcome(1, "", unknown + silent))).isFalse();
    }

    @Test
    void manyJobsMayTakeLonger() {
        var few = SlurmDetail.of(List.of("7")).question().timeout();
        var many = SlurmDetail.of(Collections.nCopies(1000, "7")).question().timeout();
        assertThat(many).isGreaterThan(few.plusSeconds(30));
    }
}
