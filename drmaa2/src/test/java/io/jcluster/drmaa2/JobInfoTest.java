package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobInfoTest {

    private static final JobInfo FRESH = JobInfo.builder().build();
    private static final JobInfo JOB = Samples.jobInfo();
    private static final Instant SUBMITTED = Instant.parse("2026-03-01T12:00:00.123456789Z");

    @Test
    void aFreshInfoHasNothingSet() {
        assertThat(FRESH.setAttributes()).isEmpty();
        assertThat(FRESH.toAttributes()).isEmpty();
        assertThat(FRESH.jobId()).isEmpty();
        assertThat(FRESH.exitStatus()).isEmpty();
        assertThat(FRESH.jobState()).isEmpty();
        assertThat(FRESH.allocatedMachines()).isEmpty();
        assertThat(FRESH.wallclockTime()).isEmpty();
        assertThat(FRESH.finishTime()).isEmpty();
    }

    @Test
    void everyAccessorGivesWhatWasSet() {
        assertThat(JOB.jobId()).contains("77");
        assertThat(JOB.jobName()).contains("engines");
        assertThat(JOB.exitStatus()).hasValue(3);
        assertThat(JOB.terminatingSignal()).contains("SIGTERM");
        assertThat(JOB.annotation()).contains("TimeLimit");
        assertThat(JOB.jobState()).contains(JobState.FAILED);
        assertThat(JOB.jobSubState()).contains("TIMEOUT");
        assertThat(JOB.allocatedMachines())
                .containsExactly(new SlotInfo("nid00012", 12), new SlotInfo("nid00003"));
        assertThat(JOB.submissionMachine()).contains("login1");
        assertThat(JOB.jobOwner()).contains("researcher");
        assertThat(JOB.slots()).hasValue(24);
        assertThat(JOB.queueName()).contains("debug");
        assertThat(JOB.wallclockTime()).contains(Duration.ofSeconds(61));
        assertThat(JOB.cpuTime()).contains(Duration.ofMillis(1500));
        assertThat(JOB.submissionTime()).contains(SUBMITTED);
        assertThat(JOB.dispatchTime()).contains(SUBMITTED.plusSeconds(1));
        assertThat(JOB.finishTime()).contains(SUBMITTED.plusSeconds(62));
        assertThat(JOB.extensions()).isEqualTo(Map.of("slurm_ji_reason", "TimeLimit"));
    }

    @Test
    void aFilterWithNothingSetAcceptsEveryJob() {
        assertThat(FRESH.accepts(JOB)).isTrue();
        assertThat(FRESH.accepts(FRESH)).isTrue();
    }

    static Stream<JobInfo.Builder> oneEqualAttribute() {
        return Stream.of(
                JobInfo.builder().jobId("77"),
                JobInfo.builder().jobName("engines"),
                JobInfo.builder().exitStatus(3),
                JobInfo.builder().terminatingSignal("SIGTERM"),
                JobInfo.builder().jobState(JobState.FAILED),
                JobInfo.builder().jobSubState("TIMEOUT"),
                JobInfo.builder().submissionMachine("login1"),
                JobInfo.builder().jobOwner("researcher"),
                JobInfo.builder().slots(24),
                JobInfo.builder().queueName("debug"),
                JobInfo.builder().extension("slurm_ji_reason", "TimeLimit"));
    }

    static Stream<JobInfo.Builder> oneReachedAttribute() {
        return Stream.of(
                JobInfo.builder().wallclockTime(Duration.ofSeconds(61)),
                JobInfo.builder().wallclockTime(Duration.ofSeconds(60)),
                JobInfo.builder().cpuTime(Duration.ofMillis(1500)),
                JobInfo.builder().cpuTime(Duration.ofMillis(1499)),
                JobInfo.builder().submissionTime(SUBMITTED),
                JobInfo.builder().submissionTime(SUBMITTED.minusNanos(1)),
                JobInfo.builder().dispatchTime(SUBMITTED.plusSeconds(1)),
                JobInfo.builder().dispatchTime(SUBMITTED),
                JobInfo.builder().finishTime(SUBMITTED.plusSeconds(62)),
                JobInfo.builder().finishTime(SUBMITTED));
    }

    static Stream<JobInfo.Builder> machinesOfTheJob() {
        return Stream.of(
                JobInfo.builder().allocatedMachines(List.of(new SlotInfo("nid00003"))),
                JobInfo.builder().allocatedMachines(List.of(new SlotInfo("nid00012"))),
                JobInfo.builder().allocatedMachines(List.of(new SlotInfo("nid00012", 12))),
                JobInfo.builder()
                        .allocatedMachines(
                                List.of(new SlotInfo("nid00003"), new SlotInfo("nid00012", 1))));
    }

    @ParameterizedTest
    @MethodSource({"oneEqualAttribute", "oneReachedAttribute", "machinesOfTheJob"})
    void aFilterAcceptsAJobThatAgreesAndNoneOfWhichItIsNotKnown(JobInfo.Builder filter) {
        assertThat(filter.build().accepts(JOB)).isTrue();
        assertThat(filter.build().accepts(FRESH)).isFalse();
    }

    static Stream<JobInfo.Builder> whatTheJobIsNot() {
        return Stream.of(
                JobInfo.builder().jobId("7"),
                JobInfo.builder().jobName("Engines"),
                JobInfo.builder().exitStatus(0),
                JobInfo.builder().terminatingSignal("SIGKILL"),
                JobInfo.builder().jobState(JobState.DONE),
                JobInfo.builder().jobSubState("FAILED"),
                JobInfo.builder().submissionMachine("login2"),
                JobInfo.builder().jobOwner("root"),
                JobInfo.builder().slots(23),
                JobInfo.builder().queueName("normal"),
                JobInfo.builder().extension("slurm_ji_reason", "None"),
                JobInfo.builder().wallclockTime(Duration.ofSeconds(62)),
                JobInfo.builder().cpuTime(Duration.ofMillis(1501)),
                JobInfo.builder().submissionTime(SUBMITTED.plusNanos(1)),
                JobInfo.builder().dispatchTime(SUBMITTED.plusSeconds(2)),
                JobInfo.builder().finishTime(SUBMITTED.plusSeconds(63)),
                JobInfo.builder().allocatedMachines(List.of(new SlotInfo("nid00099"))),
                JobInfo.builder().allocatedMachines(List.of(new SlotInfo("nid00012", 13))),
                JobInfo.builder().allocatedMachines(List.of(new SlotInfo("nid00003", 1))),
                JobInfo.builder()
                        .allocatedMachines(
                                List.of(new SlotInfo("nid00012"), new SlotInfo("nid00099"))),
                JobInfo.builder().jobId("77").jobState(JobState.DONE));
    }

    @ParameterizedTest
    @MethodSource("whatTheJobIsNot")
    void aFilterRefusesAJobThatDiffersInOnePoint(JobInfo.Builder filter) {
        assertThat(filter.build().accepts(JOB)).isFalse();
    }

    @Test
    void aFilterOfSeveralAttributesDemandsThemAll() {
        assertThat(JOB.accepts(JOB)).isTrue();
    }

    @Test
    void theAnnotationOfAFilterIsIgnored() {
        assertThat(JobInfo.builder().annotation("anything").build().accepts(JOB)).isTrue();
    }
}
