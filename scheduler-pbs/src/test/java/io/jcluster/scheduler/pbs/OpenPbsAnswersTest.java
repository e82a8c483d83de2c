package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPbsAnswersTest {

    private static final OpenPbsDialect PBS = new OpenPbsDialect();
    private static final Exchange<List<JobInfo>> LISTING = PBS.listing();
    private static final Exchange<List<JobInfo>> LISTING_AS_TEXT =
            LISTING.otherwise().orElseThrow();
    private static final Exchange<List<JobInfo>> HISTORY = PBS.lookUps(List.of("1")).get(0);

    private static List<JobInfo> listed(String record) {
        var outcome = Records.of("openpbs/" + record + ".txt");
        assertThat(LISTING.answered()).accepts(outcome);
        return LISTING.reader().apply(outcome);
    }

    private static JobInfo only(String record) {
        var jobs = listed(record);
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "fill, RUNNING, R/42",
        "wait, QUEUED, Q/10",
        "held, QUEUED_HELD, H/20",
        "dep, QUEUED_HELD, H/22",
        "later, QUEUED, W/30",
        "big, QUEUED, Q/10",
        "stq, QUEUED, Q/10",
        "suspended, SUSPENDED, S/43",
        "finished-e0, DONE, F/92",
        "finished-e1, FAILED, F/93",
        "deleted-running, FAILED, F/91",
        "exiting-badout, RUNNING, E/51",
    })
    void aRecordedJobIsInItsState(String record, JobState state, String substate) {
        var job = only(record);
        assertThat(job.jobState()).contains(state);
        assertThat(job.jobSubState()).contains(substate);
    }

    @Test
    void aRunningJobIsReadCompletely() {
        var job = only("fill");
        assertThat(job.jobId()).contains("23.pbs-head");
        assertThat(job.jobName()).contains("fill");
        assertThat(job.jobOwner()).contains("pbsuser");
        assertThat(job.submissionMachine()).contains("pbs-head");
        assertThat(job.queueName()).contains("workq");
        assertThat(job.allocatedMachines())
                .containsExactly(new SlotInfo("pbs-nid1", 8), new SlotInfo("pbs-nid2", 8));
        assertThat(job.slots()).hasValue(16);
        assertThat(job.submissionTime()).contains(Instant.parse("2026-11-21T02:04:26Z"));
        assertThat(job.dispatchTime()).contains(Instant.parse("2026-11-21T02:04:26Z"));
        assertThat(job.finishTime()).isEmpty();
        assertThat(job.wallclockTime()).contains(Duration.ZERO);
        assertThat(job.extensions())
                .containsEntry("pbs_ji_substate", "42")
                .containsEntry("pbs_ji_run_count", "1")
                .containsEntry(Extensions.INFO_RESTARTS, "0");
    }

    @ParameterizedTest
    @CsvSource({"e0, 0", "e1, 1", "e300, 44", "k9, 137", "badinterp, 127"})
    void anExitStatusIsTheShellsOwn(String record, int status) {
        var job = only("finished-" + record);
        assertThat(job.exitStatus()).hasValue(status);
        assertThat(job.terminatingSignal()).isEmpty();
        assertThat(job.finishTime()).isPresent();
    }

    @Test
    void aDeletedJobWasEndedByASignalAndNotByStatus271() {
        var job = only("deleted-running");
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.terminatingSignal()).contains("SIGTERM");
        assertThat(job.annotation().orElseThrow()).contains("terminated by pbsuser");
        assertThat(job.extensions()).containsEntry("pbs_ji_exit_raw", "271");
    }

    @Test
    void aTimeLimitIsSaidInWords() {
        var job = only("finished-wt");
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.annotation().orElseThrow()).startsWith("TimeLimit");
        assertThat(job.wallclockTime()).contains(Duration.ofSeconds(13));
    }

    @Test
    void aJobDeletedBeforeItsStartHasNoStatusAndNeverRan() {
        var job = only("finished-delq");
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.dispatchTime()).isEmpty();
        assertThat(job.annotation().orElseThrow()).startsWith("cancelled before start");
    }

    @Test
    void aBrokenDependencyIsExplainedAlthoughPbsSaysNothing() {
        assertThat(only("finished-depfail").annotation().orElseThrow())
                .contains("what it depended on did not happen");
    }

    @Test
    void outputThatCannotBeDeliveredIsNotTheEnd() {
        var job = only("exiting-badout");
        assertThat(job.jobState()).contains(JobState.RUNNING);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.finishTime()).isEmpty();
    }

    @Test
    void aJobThatCanNeverRunSaysSo() {
        var job = only("big");
        assertThat(job.extensions().get("pbs_ji_never_starts"))
                .startsWith("Can Never Run: Insufficient amount of resource: ncpus");
        assertThat(job.annotation().orElseThrow()).contains("ask for less");
        assertThat(only("stq").extensions()).doesNotContainKey("pbs_ji_never_starts");
    }

    @Test
    void theExpectedStartOfAWaitingJobIsReported() {
        assertThat(only("estimated").extensions())
                .containsEntry("pbs_ji_expected_start", "2026-11-21T02:36:57Z");
    }

    @Test
    void anArrayIsItsMembers() {
        var jobs = listed("array-running");
        assertThat(jobs)
                .extracting(job -> job.jobId().orElseThrow())
                .containsExactly(
                        "47[0].pbs-head", "47[1].pbs-head", "47[2].pbs-head", "47[3].pbs-head");
        assertThat(jobs).allMatch(job -> job.jobState().orElseThrow() == JobState.RUNNING);
    }

    @Test
    void membersThatEndedHaveTheirOwnStatusAndNotTheArrays() {
        var jobs = listed("array-over");
        assertThat(Records.job(jobs, "47[0].pbs-head").jobState()).contains(JobState.DONE);
        assertThat(Records.job(jobs, "47[1].pbs-head").exitStatus()).hasValue(1);
        assertThat(Records.job(jobs, "47[2].pbs-head").exitStatus()).hasValue(2);
        assertThat(Records.job(jobs, "47[3].pbs-head").terminatingSignal()).contains("SIGTERM");
    }

    /** Shapes seen with 23.06.06: the attributes of the array in place of the member's own. */
    private static String member(String letter, String more) {
        return "{\"Jobs\": {\"5[2].srv\": {\"Job_Name\": \"a\", \"Job_Owner\": \"u@srv\","
                + " \"job_state\": \""
                + letter
                + "\", \"Hold_Types\": \"n\", \"substate\": 93, \"stime\": 1795226812,"
                + " \"comment\": \"Job Array Began at Sat Nov 21 at 02:08 and failed\""
                + more
                + "}}}";
    }

    @Test
    void aQueuedMemberDoesNotTakeOverTheArraysExitStatus() {
        var jobs = LISTING.reader().apply(new Outcome(0, member("Q", ", \"Exit_status\": 1"), ""));
        assertThat(jobs.get(0).jobState()).contains(JobState.QUEUED);
        assertThat(jobs.get(0).exitStatus()).isEmpty();
        assertThat(jobs.get(0).dispatchTime()).isEmpty();
        assertThat(jobs.get(0).annotation()).isEmpty();
        assertThat(jobs.get(0).jobSubState()).contains("Q");
    }

    @Test
    void aMemberOfAHeldArrayIsHeldAlthoughItIsShownInQ() {
        var text = member("Q", "").replace("\"Hold_Types\": \"n\"", "\"Hold_Types\": \"u\"");
        assertThat(LISTING.reader().apply(new Outcome(0, text, "")).get(0).jobState())
                .contains(JobState.QUEUED_HELD);
    }

    @Test
    void aMemberWithoutARecordOfItsOwnIsOverOnlyWhereThereIsAHistory() {
        var gone = new Outcome(0, member("X", ", \"Exit_status\": 0"), "");
        assertThat(LISTING.reader().apply(gone)).isEmpty();
        var job = HISTORY.reader().apply(gone).get(0);
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.annotation()).contains("cancelled before start");
    }

    @Test
    void aMemberThatRanIsOverInX() {
        var over = new Outcome(0, member("X", ", \"run_count\": 1, \"Exit_status\": 0"), "");
        assertThat(LISTING.reader().apply(over).get(0).jobState()).contains(JobState.DONE);
    }

    @Test
    void nothingSelectedIsNoJobs() {
        var nothing = new Outcome(0, "", "");
        assertThat(LISTING.answered()).accepts(nothing);
        assertThat(LISTING.reader().apply(nothing)).isEmpty();
    }

    @Test
    void jsonWithoutJobsIsNoAnswerUnlessSomethingSaysWhy() {
        var outcome = Records.of("openpbs/empty-json.txt");
        assertThat(outcome.succeeded()).isTrue();
        assertThatThrownBy(() -> LISTING.reader().apply(outcome))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no complaint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown-json", "finished-json"})
    void jobsThatAreGoneAreAnAnswerWithoutJobs(String record) {
        assertThat(listed(record)).isEmpty();
    }

    @Test
    void aServerThatIsDownHasNotSaidThatThereAreNoJobs() {
        var outcome = Records.of("openpbs/server-down.txt");
        assertThat(LISTING.answered()).rejects(outcome);
        assertThat(LISTING.refusal().apply(outcome).kind()).isEqualTo(Refusal.Kind.UNREACHABLE);
    }

    @Test
    void aHistoryThatIsSwitchedOffIsNotOfferedRatherThanEmpty() {
        var all = Records.of("openpbs/no-history.txt");
        var said = "qstat: PBS is not configured to maintain job history 101.pbs-head\n";
        assertThat(all.stderr()).contains(said);
        var json = all.stdout().replaceAll("(?m)^rc=.*\n", "");
        var outcome = new Outcome(0, json, said);
        assertThat(HISTORY.answered()).rejects(outcome);
        assertThat(HISTORY.refusal().apply(outcome).kind()).isEqualTo(Refusal.Kind.NOT_OFFERED);
        assertThat(PBS.lookUps(List.of("101.pbs-head"))).hasSize(2);
        assertThat(PBS.lookUps(List.of("101.pbs-head")).get(1).ran()).doesNotContain("-x");
    }

    @Test
    void theOthersCountWhereOneJobOfSeveralIsUnknown() {
        var recorded = Records.of("openpbs/one-unknown.txt");
        var outcome = new Outcome(153, recorded.stdout(), recorded.stderr());
        assertThat(HISTORY.answered()).accepts(outcome);
        assertThat(HISTORY.reader().apply(outcome)).hasSize(1);
    }

    @Test
    void aNameThatLooksLikeANumberStaysTheName() {
        assertThat(only("odd-1e5").jobName()).contains("1e5");
        assertThat(only("odd-0x10").jobName()).contains("0x10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"odd-true", "odd-007"})
    void invalidJsonIsAskedForAgainAsText(String record) {
        var outcome = Records.of("openpbs/" + record + ".txt");
        assertThat(LISTING.answered()).accepts(outcome);
        assertThatThrownBy(() -> LISTING.reader().apply(outcome))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not JSON");
        assertThat(LISTING_AS_TEXT.ran()).endsWith("-w");
    }

    @Test
    void aVariableWithLineBreaksCannotForgeAttributes() {
        var attributes = Records.of("openpbs/variable-wide.txt").stdout();
        var text = "Job Id: 75.pbs-head\n    job_state = R\n    run_count = 1\n" + attributes;
        var job = LISTING_AS_TEXT.reader().apply(new Outcome(0, text, "")).get(0);
        assertThat(job.jobState()).contains(JobState.RUNNING);
        // The same job as plain qstat -f shows it has a second job_state line, which is never read.
        assertThat(Records.of("openpbs/variable-plain.txt").stdout())
                .contains("\n    job_state = Q\n");
    }

    @Test
    void theTextFormSaysTheSameAsJson() {
        var text =
                """
                Job Id: 23.pbs-head
                    Job_Name = fill
                    Job_Owner = pbsuser@pbs-head
                    job_state = R
                    queue = workq
                    ctime = Sat Nov  7 02:04:26 2026
                    exec_host = pbs-nid1/0*8+pbs-nid2/0*8
                    Resource_List.ncpus = 16
                    stime = Sat Nov  7 02:04:26 2026
                    substate = 42
                    Variable_List = PBS_O_HOME=/home/pbsuser,JCLUSTER_TAG=jcluster:jc-7,PBS_O_HOST=x
                    run_count = 1
                """;
        var job = LISTING_AS_TEXT.reader().apply(new Outcome(0, text, "")).get(0);
        assertThat(job.jobState()).contains(JobState.RUNNING);
        assertThat(job.slots()).hasValue(16);
        assertThat(job.dispatchTime()).contains(Instant.parse("2026-11-07T02:04:26Z"));
        assertThat(job.extensions()).containsEntry(Extensions.INFO_TAG, "jc-7");
    }

    @Test
    void aTagIsReadFromJsonToo() {
        var json =
                "{\"Jobs\": {\"1.s\": {\"job_state\": \"Q\", \"Variable_List\":"
                        + " {\"A\": \"x,JCLUSTER_TAG=jcluster:forged,\","
                        + " \"JCLUSTER_TAG\": \"jcluster:0001\"}}}}";
        assertThat(LISTING.reader().apply(new Outcome(0, json, "")).get(0).extensions())
                .containsEntry(Extensions.INFO_TAG, "0001");
    }

    @Test
    void aJobWhoseMachineDiedAndThatWasRemovedByForceHasNoStatus() {
        var json =
                "{\"Jobs\": {\"1.s\": {\"job_state\": \"F\", \"substate\": 91, \"run_count\": 1,"
                        + " \"stime\": 1795226812, \"obittime\": 1795226900}}}";
        var job = LISTING.reader().apply(new Outcome(0, json, "")).get(0);
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.exitStatus()).isEmpty();
        assertThat(job.annotation().orElseThrow()).contains("machine lost");
        var advice =
                PBS.control(Action.TERMINATE, List.of("1.s"))
                        .refusal()
                        .apply(new Outcome(209, "", "qdel: Server could not connect to MOM 1.s"));
        assertThat(advice.advice().orElseThrow()).contains("qdel -W force");
    }

    @Test
    void machinesAndQueuesAreListed() {
        var machines = PBS.machines().orElseThrow().reader().apply(Records.of("openpbs/nodes.txt"));
        assertThat(machines).hasSize(2);
        assertThat(machines.get(0).name()).isEqualTo("pbs-nid1");
        assertThat(machines.get(0).available()).isTrue();
        assertThat(machines.get(0).physMemory()).hasValue(24684096);
        assertThat(machines.get(0).extensions())
                .containsEntry("pbs_mi_jobs", "48[4].pbs-head,48[6].pbs-head");
        var queues = PBS.queues().orElseThrow().reader().apply(Records.of("openpbs/queues.txt"));
        assertThat(queues)
                .extracting(queue -> queue.name())
                .containsExactly("workq", "short", "restricted", "stopped", "limited");
    }

    @Test
    void theQueueOfAReservationIsNoQueueToChoose() {
        var json = "{\"Queue\": {\"R57\": {\"enabled\": \"True\", \"started\": \"False\"}}}";
        assertThat(PBS.queues().orElseThrow().reader().apply(new Outcome(0, json, ""))).isEmpty();
    }

    @Test
    void aReservationIsRead() {
        var all =
                PBS.reservations()
                        .orElseThrow()
                        .listing()
                        .reader()
                        .apply(Records.of("openpbs/reservation.txt"));
        assertThat(all).hasSize(1);
        assertThat(all.get(0).reservationId()).isEqualTo("R57.pbs-head");
        assertThat(all.get(0).reservedStartTime()).contains(Instant.parse("2026-11-21T02:13:00Z"));
        assertThat(all.get(0).reservedMachines()).containsExactly(new SlotInfo("pbs-nid1", 2));
        assertThat(all.get(0).usersACL()).containsExactly("pbsuser");
        assertThat(all.get(0).reservationName()).isEmpty();
    }

    @Test
    void itsVersionIsRead() {
        var said = Records.of("openpbs/versions.txt");
        assertThat(PBS.version().reader().apply(said)).isEqualTo("23.06.06");
    }
}
