package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmStateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PENDING; QUEUED",
                "RUNNING; RUNNING",
                "SUSPENDED; SUSPENDED",
                "COMPLETED; DONE",
                "CANCELLED; FAILED",
                "CANCELLED by 1000; FAILED",
                "FAILED; FAILED",
                "TIMEOUT; FAILED",
                "NODE_FAIL; FAILED",
                "PREEMPTED; FAILED",
                "BOOT_FAIL; FAILED",
                "DEADLINE; FAILED",
                "OUT_OF_MEMORY; FAILED",
                "COMPLETING; RUNNING",
                "CONFIGURING; RUNNING",
                "RUNNING,CONFIGURING; RUNNING",
                "RUNNING+CONFIGURING; RUNNING",
                "STAGE_OUT; RUNNING",
                "SIGNALING; RUNNING",
                "RESIZING; RUNNING",
                "STOPPED; SUSPENDED",
                "REQUEUED; REQUEUED",
                "REQUEUE_FED; REQUEUED",
                "EXPEDITING; REQUEUED",
                "REQUEUE_HOLD; REQUEUED_HELD",
                "SPECIAL_EXIT; REQUEUED_HELD",
                "RESV_DEL_HOLD; QUEUED_HELD",
                "REVOKED; UNDETERMINED",
                "LAUNCH_FAILED; UNDETERMINED",
                "SOMETHING_NEW; UNDETERMINED",
                "?; UNDETERMINED",
            })
    void everyWordHasItsState(String word, JobState state) {
        assertThat(SlurmState.of(SlurmState.firstWord(word), "None", false, false))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "JobHeldUser",
        "JobHeldAdmin",
        "JobHoldMaxRequeue",
        "launch failed requeued held",
        "job_requeued_in_held_state",
    })
    void aPendingJobIsHeldForTheseReasons(String reason) {
        assertThat(SlurmState.of("PENDING", reason, false, false)).isEqualTo(JobState.QUEUED_HELD);
        assertThat(SlurmState.of("PENDING", reason, false, true)).isEqualTo(JobState.REQUEUED_HELD);
    }

    @Test
    void priorityNoughtHoldsAPendingJobButNotASuspendedOne() {
        assertThat(SlurmState.of("PENDING", "None", true, false)).isEqualTo(JobState.QUEUED_HELD);
        assertThat(SlurmState.of("SUSPENDED", "None", true, false)).isEqualTo(JobState.SUSPENDED);
    }

    @Test
    void aPendingJobThatRanBeforeIsRequeued() {
        assertThat(SlurmState.of("PENDING", "BeginTime", false, true)).isEqualTo(JobState.REQUEUED);
        assertThat(SlurmState.of("PENDING", "None", true, true)).isEqualTo(JobState.REQUEUED_HELD);
        assertThat(SlurmState.of("RESV_DEL_HOLD", "None", false, true))
                .isEqualTo(JobState.REQUEUED_HELD);
        assertThat(SlurmState.of("RUNNING", "None", false, true)).isEqualTo(JobState.RUNNING);
    }
}
