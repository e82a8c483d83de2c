package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorqueAnswersTest {

    private static final TorqueDialect TORQUE = new TorqueDialect();

    private static List<JobInfo> listed(String user, String xml) {
        return TORQUE.listing().reader().apply(new Outcome(0, user + "\n" + xml, ""));
    }

    private static List<JobInfo> recorded() {
        return listed("pbsuser", Records.of("torque/jobs.txt").stdout());
    }

    private static String job(String attributes) {
        return "<?xml version=\"1.0\"?>\n<Data><Job><Job_Id>7.tq</Job_Id>"
                + "<Job_Owner>u@tq</Job_Owner>"
                + attributes
                + "</Job></Data>";
    }

    @ParameterizedTest
    @CsvSource({
        "0, DONE",
        "8, FAILED",
        "14, FAILED",
        "16, QUEUED",
        "17, RUNNING",
        "18, QUEUED_HELD",
        "19, QUEUED",
        "20, QUEUED_HELD",
    })
    void aRecordedJobIsInItsState(String number, JobState state) {
        assertThat(Records.job(recorded(), number + ".tq-head").jobState()).contains(state);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2:ppn=4, 8", "2:ppn=4:big+1:ppn=2, 10", "nid7:ppn=3+nid8, 4"})
    void aWaitingJobHasTheSlotsThatItAskedFor(String nodes, int slots) {
        var said =
                job(
                        "<job_state>Q</job_state><Resource_List><nodes>"
                                + nodes
                                + "</nodes></Resource_List>");
        assertThat(listed("u", said).get(0).slots()).hasValue(slots);
    }

    @Test
    void aFinishedJobIsReadCompletely() {
        var job = Records.job(recorded(), "0.tq-head");
        assertThat(job.exitStatus()).hasValue(0);
        assertThat(job.jobName()).contains("okjob");
        assertThat(job.jobOwner()).contains("pbsuser");
        assertThat(job.allocatedMachines()).containsExactly(new SlotInfo("tq-nid1", 1));
        assertThat(job.submissionTime()).contains(Instant.ofEpochSecond(1795228514));
        assertThat(job.dispatchTime()).contains(Instant.ofEpochSecond(1795228514));
        assertThat(job.finishTime()).contains(Instant.ofEpochSecond(1795228516));
        assertThat(job.wallclockTime()).contains(Duration.ofSeconds(2));
        assertThat(job.submissionMachine()).contains("tq-head");
    }

    @Test
    void aJobThatWasDeletedBeforeItRanHasNoSignalWhateverItsNumber() {
        var job =
                listed(
                                "u",
                                job(
                                        "<job_state>C</job_state><exit_status>271</exit_status>"
                                                + "<depend>afterok:3.tq</depend><comment>Job deleted as"
                                                + " result of dependency on job 3.tq</comment>"))
                        .get(0);
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.terminatingSignal()).isEmpty();
        assertThat(job.dispatchTime()).isEmpty();
        assertThat(job.annotation().orElseThrow())
                .startsWith("cancelled before start")
                .contains("dependency on job 3.tq");
    }

    @Test
    void aTimeLimitIsMinus11HereAndNoRequeue() {
        var job =
                listed(
                                "u",
                                job(
                                        "<job_state>C</job_state><exit_status>-11</exit_status>"
                                                + "<start_time>1795228514</start_time>"))
                        .get(0);
        assertThat(job.jobState()).contains(JobState.FAILED);
        assertThat(job.annotation().orElseThrow()).startsWith("TimeLimit");
    }

    /** nodes=2:ppn=3, two machines by name, procs beside a queue's default for nodes, nothing. */
    @ParameterizedTest
    @CsvSource({"186, 6", "187, 3", "188, 3", "189, 1"})
    void aWaitingJobHasTheSlotsItAskedFor(String number, int slots) {
        var jobs = listed("alice", Records.of("torque/waiting.txt").stdout());
        assertThat(Records.job(jobs, number + ".control").slots()).hasValue(slots);
    }

    @Test
    void whatIsOfOthersIsLeftOut() {
        assertThat(listed("somebody", Records.of("torque/jobs.txt").stdout())).isEmpty();
    }

    @Test
    void aMemberOfAnArrayHasTheNameOfTheArray() {
        var job =
                listed(
                                "u",
                                job("<Job_Name>arr-1</Job_Name><job_array_id>1</job_array_id>"
                                                + "<job_state>C</job_state><exit_status>1</exit_status>"
                                                + "<start_time>1795228514</start_time>"
                                                + "<Variable_List>PBS_ARRAYID=1,JCLUSTER_TAG=jcluster:t,PBS_O_HOST=h</Variable_List>")
                                        .replace("7.tq", "29[1].tq-head"))
                        .get(0);
        assertThat(job.jobName()).contains("arr");
        assertThat(job.jobId()).contains("29[1].tq-head");
        assertThat(job.exitStatus()).hasValue(1);
        assertThat(job.extensions()).containsEntry(Extensions.INFO_TAG, "t");
    }

    @Test
    void anEmptyListingIsNoJobsAndSilenceWithAComplaintIsNot() {
        assertThat(listed("u", "")).isEmpty();
        assertThat(listed("u", "<?xml version=\"1.0\"?>\n<Data></Data>\n")).isEmpty();
        var complaint = new Outcome(0, "u\n", "qstat: something\n");
        assertThatThrownBy(() -> TORQUE.listing().reader().apply(complaint))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServerThatIsDownHasNotSaidThatThereAreNoJobs() {
        var all = Records.all("torque/server-down.txt").map(Records.Told::outcome).toList();
        assertThat(all).hasSize(3);
        var listing = all.get(0);
        var outcome = new Outcome(listing.exitStatus(), "u\n", listing.stderr());
        assertThat(TORQUE.listing().answered()).rejects(outcome);
        for (var said : all) {
            assertThat(PbsRefusals.TABLE.apply(said).kind()).isEqualTo(Refusal.Kind.UNREACHABLE);
        }
    }

    @Test
    void suspendingIsRefusedToAUser() {
        var said = Records.of("torque/suspend-refused.txt");
        var qsig = TORQUE.control(Action.SUSPEND, List.of("544.control"));
        assertThat(qsig.answered()).rejects(said);
        assertThat(qsig.refusal().apply(said).kind()).isEqualTo(Refusal.Kind.DENIED);
    }

    @Test
    void aDeletionIsWaitedForAsLongAsTheServerTriesADeadMachine() {
        var told = Records.all("torque/first-machine-dead.txt").toList();
        var qdel = TORQUE.control(Action.TERMINATE, List.of("0.control"));
        assertThat(told.get(0).outcome().stderr()).contains("real\t0m43");
        assertThat(told.get(2).outcome().stdout()).contains("timeout_for_job_delete = 120");
        assertThat(qdel.question().timeout()).isGreaterThan(Duration.ofMinutes(2));
        assertThat(qdel.refusal().apply(told.get(0).outcome()).kind())
                .isEqualTo(Refusal.Kind.UNREACHABLE);
    }

    @Test
    void aTruncatedListingIsNoAnswer() {
        var text = Records.of("torque/jobs.txt").stdout();
        assertThatThrownBy(() -> listed("pbsuser", text.substring(0, text.length() / 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the XML of TORQUE");
    }

    @Test
    void anEntityFromOutsideIsNeverFetched() {
        var xml =
                "<!DOCTYPE Data [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n"
                        + "<Data><Job><Job_Id>7.tq</Job_Id><Job_Name>&x;</Job_Name></Job></Data>";
        assertThatThrownBy(() -> listed("u", xml)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void slotsAreCountedInIndices() {
        assertThat(ExecHosts.read("tq-nid2/0-3+tq-nid1/0,2-3"))
                .containsExactly(new SlotInfo("tq-nid2", 4), new SlotInfo("tq-nid1", 3));
        assertThat(ExecHosts.read("n1/1+n1/0+n2/0"))
                .containsExactly(new SlotInfo("n1", 2), new SlotInfo("n2", 1));
    }

    @Test
    void machinesAndQueuesAreListed() {
        var machines =
                TORQUE.machines().orElseThrow().reader().apply(Records.of("torque/nodes.txt"));
        assertThat(machines).extracting(node -> node.name()).containsExactly("tq-nid1", "tq-nid2");
        assertThat(machines.get(0).machineArch()).contains(CpuArchitecture.X64);
        assertThat(machines.get(0).load()).hasValue(0.24);
        assertThat(machines.get(0).physMemory()).hasValue(24684096);
        var queues = TORQUE.queues().orElseThrow().reader().apply(Records.of("torque/queues.txt"));
        assertThat(queues)
                .extracting(queue -> queue.name())
                .containsExactly("default", "debug", "restricted");
    }

    @Test
    void itsVersionIsReadFromItsComplaints() {
        var said = Records.of("torque/versions.txt");
        assertThat(TORQUE.version().answered()).accepts(said);
        assertThat(TORQUE.version().reader().apply(said)).isEqualTo("master");
    }
}
