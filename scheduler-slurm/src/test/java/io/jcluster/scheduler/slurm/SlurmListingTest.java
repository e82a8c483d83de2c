package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Extensions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmListingTest {

    private static final String SEAL = Records.SEAL.word();

    private static final List<JobInfo> WAITING = read(Records.printed("squeue-waiting.txt"));
    private static final List<JobInfo> ENDED = read(Records.printed("squeue-ended.txt"));

    private static List<JobInfo> read(String text) {
        return SlurmListing.read(Records.SEAL, text);
    }

    /** A line as squeue prints it. */
    private static String line(String id, String state, String comment, String name) {
        return String.join(
                        "\u001f",
                        id,
                        state,
                        "None\u001f1\u001fnormal\u001falice\u001fa\u001fq",
                        "1795268000\u001f1795268001\u001fN/A\u001f0:07\u001f10:00\u001f1\u001fnid1",
                        comment)
                + SEAL
                + name
                + SEAL
                + "\n";
    }

    @Test
    void aRunningJobHasItsTimesNodesAndTag() {
        assertThat(Records.named(WAITING, "ipcluster"))
                .isEqualTo(
                        JobInfo.builder()
                                .jobId("35")
                                .jobName("ipcluster")
                                .jobState(JobState.RUNNING)
                                .jobSubState("RUNNING")
                                .jobOwner("alice")
                                .queueName("normal")
                                .slots(24)
                                .submissionTime(Instant.ofEpochSecond(1795269192))
                                .dispatchTime(Instant.ofEpochSecond(1795269192))
                                .wallclockTime(Duration.ofSeconds(7))
                                .allocatedMachines(
                                        List.of(new SlotInfo("nid1"), new SlotInfo("nid2")))
                                .extension("slurm_ji_nodelist", "nid[1-2]")
                                .extension("slurm_ji_account", "research")
                                .extension("slurm_ji_qos", "normal")
                                .extension("slurm_ji_time_limit", "10:00")
                                .extension(Extensions.INFO_TAG, "jc-abc")
                                .build());
    }

    @ParameterizedTest
    @CsvSource({
        "waits for others, QUEUED, Resources",
        "pend_tl, QUEUED, PartitionTimeLimit; the time limit is longer",
        "pend_down, QUEUED, PartitionDown; the partition starts no jobs",
        "pend_dep, QUEUED, Dependency",
        "pend_begin, QUEUED, BeginTime",
        "pend_held, QUEUED_HELD, JobHeldUser",
        "two_queues, QUEUED, PartitionDown",
    })
    void aWaitingJobSaysWhy(String name, JobState state, String annotation) {
        var job = Records.named(WAITING, name);
        assertThat(job.jobState()).contains(state);
        assertThat(job.annotation().orElse("")).startsWith(annotation);
        assertThat(job.dispatchTime()).isEmpty();
        assertThat(job.finishTime()).isEmpty();
    }

    @Test
    void aWaitingJobHasAnExpectedStartWhereSlurmHasOne() {
        assertThat(Records.named(WAITING, "waits for others").extensions())
                .containsEntry("slurm_ji_expected_start", "2026-11-21T14:03:12Z")
                .containsEntry("slurm_ji_comment", "mine")
                .containsEntry(Extensions.INFO_TAG, "jc-def");
        assertThat(Records.named(WAITING, "pend_tl").extensions())
                .doesNotContainKey("slurm_ji_expected_start");
    }

    @Test
    void severalCandidateQueuesAreNotAQueue() {
        assertThat(Records.named(WAITING, "two_queues").queueName()).isEmpty();
    }

    @Test
    void membersOfAnArrayThatWaitTogetherAreListedOneByOne() {
        var members =
                WAITING.stream()
                        .filter(job -> job.jobName().filter("arr"::equals).isPresent())
                        .toList();
        assertThat(Records.ids(members))
                .containsExactly("44_1", "44_3", "44_5", "44_7", "44_9", "44_11");
        assertThat(members)
                .allSatisfy(
                        job -> {
                            assertThat(job.jobState()).contains(JobState.QUEUED_HELD);
                            assertThat(job.extensions())
                                    .containsEntry(Extensions.INFO_TAG, "jc-arr")
                                    .containsEntry("slurm_ji_array_job_id", "44");
                        });
        assertThat(members.get(5).extensions()).containsEntry("slurm_ji_array_task_id", "11");
    }

    @Test
    void aMemberThatWasDetachedIsListedByItsIndex() {
        var member = WAITING.stream().filter(job -> job.jobId().equals(Optional.of("30_3")));
        assertThat(member)
                .singleElement()
                .satisfies(job -> assertThat(job.jobName()).contains("arr3"));
    }

    @Test
    void partsOfAHeterogeneousJobHaveIdsOfTheirOwn() {
        assertThat(Records.ids(WAITING)).contains("46+0", "46+1");
    }

    @Test
    void howAJobEndedIsSaidAsFarAsTheListingKnows() {
        assertThat(Records.named(ENDED, "works").jobState()).contains(JobState.DONE);
        assertThat(Records.named(ENDED, "works").exitStatus()).hasValue(0);
        assertThat(Records.named(ENDED, "works").finishTime()).isPresent();
        assertThat(Records.named(ENDED, "fails").jobState()).contains(JobState.FAILED);
        assertThat(Records.named(ENDED, "fails").exitStatus()).isEmpty();
        assertThat(Records.named(ENDED, "cancelled").annotation()).contains("cancelled");
        assertThat(Records.named(ENDED, "cancelled").dispatchTime()).isPresent();
        assertThat(Records.named(ENDED, "never").annotation()).contains("cancelled before start");
        assertThat(Records.named(ENDED, "never").dispatchTime()).isEmpty();
        assertThat(Records.named(ENDED, "stopped").jobState()).contains(JobState.SUSPENDED);
        assertThat(Records.named(ENDED, "reqheld").jobState().orElseThrow())
                .isIn(JobState.QUEUED_HELD, JobState.REQUEUED_HELD);
        assertThat(Records.named(ENDED, "special").jobState()).contains(JobState.REQUEUED_HELD);
    }

    @Test
    void anUnknownWordIsKeptAsSubState() {
        var job = read(line("7", "QUANTUM_STATE", "(null)", "new")).get(0);
        assertThat(job.jobState()).contains(JobState.UNDETERMINED);
        assertThat(job.jobSubState()).contains("QUANTUM_STATE");
    }

    @Test
    void aNameWithARecordInItIsJustAName() {
        var forged = line("99", "COMPLETED", "(null)", "victim").replace(SEAL, "guess");
        var jobs = read(line("7", "RUNNING", "two\nlines \u001f |", "x\n" + forged));
        assertThat(Records.ids(jobs)).containsExactly("7");
        assertThat(jobs.get(0).jobState()).contains(JobState.RUNNING);
        assertThat(jobs.get(0).jobName().orElse("")).startsWith("x\n99");
    }

    @Test
    void aRecordedNameWithARecordInItIsJustAName() {
        assertThat(Records.ids(WAITING)).doesNotContain("99").contains("48", "49");
        assertThat(Records.named(WAITING, "JobState=COMPLETED ExitCode=0:0").jobState())
                .contains(JobState.QUEUED_HELD);
    }

    @Test
    void theSealIsAnotherOneForEachQuestion() {
        assertThat(SlurmListing.own().question().argv())
                .isNotEqualTo(SlurmListing.own().question().argv());
    }

    @Test
    void noJobsAreAnEmptyList() {
        assertThat(read("")).isEmpty();
        assertThat(read("\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Welcome to Daint",
                "7\u001fRUNNING",
                "7\u001fRUNNING" + "0123456789abcdef0123456789abcdef",
                "JOBID"
                        + "0123456789abcdef0123456789abcdef"
                        + "NAME"
                        + "0123456789abcdef0123456789abcdef\n",
            })
    void anAnswerOfAnotherShapeIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerThatIsCutOffIsRefused() {
        var text = line("7", "RUNNING", "(null)", "a") + line("8", "RUNNING", "(null)", "b");
        for (var length = text.length() / 2 + 1; length < text.length() - 1; length++) {
            var cut = text.substring(0, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tenThousandJobsAreRead() {
        var text = new StringBuilder();
        for (var i = 1; i <= 5_000; i++) {
            text.append(line(String.valueOf(i), "RUNNING", "jcluster:jc-" + i, "job " + i));
        }
        text.append(line("6000_[1-5000%100]", "PENDING", "(null)", "array"));
        assertThat(read(text.toString())).hasSize(10_000);
    }
}
