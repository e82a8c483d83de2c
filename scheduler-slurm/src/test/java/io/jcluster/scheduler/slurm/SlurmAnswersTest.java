package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Extensions;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmAnswersTest {

    private static final List<JobInfo> WAITING =
            SlurmAnswers.squeue(Records.printed("squeue-waiting.txt"));

    private static final List<JobInfo> DETAILS =
            SlurmAnswers.scontrol(Records.printed("scontrol.txt"));

    private static final List<JobInfo> LAB =
            SlurmAnswers.scontrol(Records.printed("scontrol-lab.txt"));

    @Test
    void aRunningJobHasItsTimesNodesAndTag() {
        assertThat(Records.named(WAITING, "ipcluster"))
                .isEqualTo(
                        JobInfo.builder()
                                .jobId("48")
                                .jobName("ipcluster")
                                .jobState(JobState.RUNNING)
                                .jobSubState("RUNNING")
                                .jobOwner("root")
                                .queueName("normal")
                                .slots(24)
                                .submissionTime(Instant.ofEpochSecond(1795235300))
                                .dispatchTime(Instant.ofEpochSecond(1795235300))
                                .wallclockTime(Duration.ofSeconds(5))
                                .allocatedMachines(List.of(new SlotInfo("n1"), new SlotInfo("n2")))
                                .extension("slurm_ji_nodelist", "n[1-2]")
                                .extension(Extensions.INFO_TAG, "jc-abc")
                                .build());
    }

    @ParameterizedTest
    @CsvSource({
        "waits for others, QUEUED, Resources",
        "pend_tl, QUEUED, PartitionTimeLimit; the time limit is longer",
        "pend_down, QUEUED, PartitionDown; the partition starts no jobs",
        "pend_many, QUEUED, PartitionNodeLimit; more nodes than",
        "pend_dep, QUEUED, Dependency",
        "pend_begin, QUEUED, BeginTime",
        "pend_held, QUEUED_HELD, JobHeldUser",
        "two_queues, QUEUED, Nodes required for job are DOWN",
    })
    void aWaitingJobSaysWhy(String name, JobState state, String annotation) {
        var job = Records.named(WAITING, name);
        assertThat(job.jobState()).contains(state);
        assertThat(job.annotation().orElse("")).startsWith(annotation);
        assertThat(job.dispatchTime()).isEmpty();
        assertThat(job.finishTime()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pend_tl, true",
        "pend_many, true",
        "waits for others, false",
        "pend_down, false",
        "pend_dep, false",
        "pend_held, false",
    })
    void onlyAJobThatWaitsInVainIsSaidNeverToStart(String name, boolean never) {
        assertThat(Records.named(WAITING, name).extensions().containsKey("slurm_ji_never_starts"))
                .isEqualTo(never);
    }

    @Test
    void aWaitingJobHasAnExpectedStartWhereSlurmHasOne() {
        assertThat(Records.named(WAITING, "waits for others").extensions())
                .containsEntry("slurm_ji_expected_start", "2026-11-21T04:38:20Z")
                .containsEntry(Extensions.INFO_TAG, "jc-def");
        assertThat(Records.named(WAITING, "pend_tl").extensions())
                .doesNotContainKey("slurm_ji_expected_start");
    }

    @Test
    void severalCandidateQueuesAreNotAQueue() {
        assertThat(Records.named(WAITING, "two_queues").queueName()).isEmpty();
    }

    @Test
    void aJobThatEndedWithoutNodesNeverStarted() {
        var ended = SlurmAnswers.squeue(Records.printed("squeue-ended.txt"));
        assertThat(Records.named(ended, "waits for others").dispatchTime()).isEmpty();
        assertThat(Records.named(ended, "ipcluster").dispatchTime()).isPresent();
        assertThat(Records.named(ended, "works").jobState()).contains(JobState.DONE);
        assertThat(Records.named(ended, "long").jobState()).contains(JobState.RUNNING);
    }

    @Test
    void aLineOfAnotherShapeIsRefused() {
        assertThatThrownBy(() -> SlurmAnswers.squeue(new Outcome(0, "Welcome to Daint\n", "")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SlurmAnswers.jobId(new Outcome(0, "Submitted batch job 7", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theJobIdMayComeWithTheClustersName() {
        assertThat(SlurmAnswers.jobId(new Outcome(0, "19;lab\n", ""))).isEqualTo("19");
        assertThat(SlurmAnswers.jobId(new Outcome(0, "18\n", ""))).isEqualTo("18");
    }

    @Test
    void theDetailSaysHowAJobEnded() {
        var fails = Records.named(DETAILS, "fails");
        assertThat(fails.jobState()).contains(JobState.FAILED);
        assertThat(fails.exitStatus()).hasValue(3);
        assertThat(fails.submissionMachine()).contains("localhost");
        assertThat(fails.extensions()).containsEntry(Extensions.INFO_RESTARTS, "0");
        assertThat(Records.named(DETAILS, "works").exitStatus()).hasValue(0);
        var killed = Records.named(DETAILS, "killed");
        assertThat(killed.terminatingSignal()).contains("SIGKILL");
        assertThat(killed.exitStatus()).isEmpty();
        var cancelled = Records.named(DETAILS, "waits for others");
        assertThat(cancelled.annotation()).contains("cancelled before start");
        assertThat(cancelled.extensions()).containsEntry(Extensions.INFO_TAG, "jc-def");
    }

    @Test
    void fiftyThreeIsNoSignalButAnOutputFileThatCouldNotBeOpened() {
        for (var job : List.of(Records.named(DETAILS, "badout"), Records.named(LAB, "badout"))) {
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

    /** The rows are those of recorded answers of sacct 22.05.8, in our order of columns. */
    @Test
    void accountingKnowsTheSignalOnlyFromTheBatchStep() {
        var jobs =
                SlurmAnswers.sacct(
                        new Outcome(
                                0,
                                """
                                29|CANCELLED by 4001|0:0|1795228481|1795228482|1795228513|31|12|nid[00001-00002]|normal|labuser|jcluster:x|ipcluster
                                29.batch|CANCELLED|0:15|1795228482|1795228482|1795228513|31|6|nid00001|||jcluster:x|batch
                                30|CANCELLED by 4001|0:0|1795228484|None|1795228511|0|24|None assigned|normal|labuser||pend_resources
                                38|FAILED|3:0|1795228516|1795228517|1795228517|0|1|nid00001|normal|labuser||a|b
                                39|COMPLETED|0:0|1795228518|1795228520|1795228520|0|1|nid00001||labuser||allocation
                                """,
                                ""));
        assertThat(jobs).hasSize(4);
        var running = Records.named(jobs, "ipcluster");
        assertThat(running.terminatingSignal()).contains("SIGTERM");
        assertThat(running.annotation()).contains("cancelled");
        assertThat(running.extensions()).containsEntry(Extensions.INFO_TAG, "x");
        var pending = Records.named(jobs, "pend_resources");
        assertThat(pending.annotation()).contains("cancelled before start");
        assertThat(pending.dispatchTime()).isEmpty();
        assertThat(pending.allocatedMachines()).isEmpty();
        assertThat(Records.named(jobs, "a|b").exitStatus()).hasValue(3);
        assertThat(jobs)
                .filteredOn(job -> job.jobId().filter("39"::equals).isPresent())
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.jobState()).contains(JobState.DONE);
                            assertThat(job.jobName()).isEmpty();
                            assertThat(job.queueName()).isEmpty();
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nid[00001-00002,00010];[nid00001, nid00002, nid00010]",
                "n1;[n1]",
                "a1,b[8-11],c;[a1, b8, b9, b10, b11, c]",
                "r[1-2]n[1-2];[r1n1, r1n2, r2n1, r2n2]",
                "n[1-2]-ib;[n1-ib, n2-ib]",
            })
    void aNodeListIsExpanded(String list, String names) {
        assertThat(NodeList.expand(list)).hasToString(names);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, 0:0, 0, ",
        "FAILED, 137:0, 137, ",
        "FAILED, 9:0, 9, ",
        "FAILED, 0:9, , SIGKILL",
        "FAILED, 0:53, , ",
        "OUT_OF_MEMORY, 0:125, , ",
        "NODE_FAIL, 0:1, , ",
        "CANCELLED, 0:0, , ",
        "TIMEOUT, 0:15, , SIGTERM",
        "FAILED, 0:35, , SIG35",
        "FAILED, nonsense, , ",
    })
    void anExitCodeIsReadByTheState(
            String word, String code, @Nullable Integer status, @Nullable String signal) {
        var info = JobInfo.builder();
        SlurmExit.read(word, code, info);
        assertThat(info.build().exitStatus().stream().boxed().toList())
                .isEqualTo(status == null ? List.of() : List.of(status));
        assertThat(info.build().terminatingSignal().orElse(null)).isEqualTo(signal);
    }
}
