package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobState;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StateTrackerTest {

    /** GFD.231's transitions, written down a second time on purpose. */
    private static final Map<JobState, Set<String>> PERMITTED =
            Map.of(
                    JobState.QUEUED, Set.of("QUEUED_HELD", "RUNNING", "FAILED", "UNDETERMINED"),
                    JobState.QUEUED_HELD, Set.of("QUEUED", "FAILED", "UNDETERMINED"),
                    JobState.RUNNING,
                            Set.of("SUSPENDED", "REQUEUED", "DONE", "FAILED", "UNDETERMINED"),
                    JobState.SUSPENDED, Set.of("RUNNING", "FAILED", "UNDETERMINED"),
                    JobState.REQUEUED, Set.of("RUNNING", "REQUEUED_HELD", "FAILED", "UNDETERMINED"),
                    JobState.REQUEUED_HELD, Set.of("REQUEUED", "FAILED", "UNDETERMINED"),
                    JobState.DONE, Set.of(),
                    JobState.FAILED, Set.of(),
                    JobState.UNDETERMINED, Set.of());

    @ParameterizedTest
    @EnumSource(JobState.class)
    void whateverIsObservedOnlyPermittedStepsAreTaken(JobState last) {
        for (var observed : JobState.values()) {
            for (var started : new boolean[] {false, true}) {
                var state = last;
                for (var next : StateTracker.path(last, observed, started)) {
                    assertThat(PERMITTED.get(state))
                            .as("%s, observed %s", last, observed)
                            .contains(next.name());
                    state = next;
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED, SUSPENDED, '[RUNNING, SUSPENDED]'",
        "QUEUED, DONE, '[RUNNING, DONE]'",
        "QUEUED, REQUEUED_HELD, '[RUNNING, REQUEUED, REQUEUED_HELD]'",
        "QUEUED_HELD, DONE, '[QUEUED, RUNNING, DONE]'",
        "SUSPENDED, DONE, '[RUNNING, DONE]'",
        "RUNNING, QUEUED, '[REQUEUED]'",
        "RUNNING, QUEUED_HELD, '[REQUEUED, REQUEUED_HELD]'",
        "REQUEUED_HELD, DONE, '[REQUEUED, RUNNING, DONE]'",
        "RUNNING, RUNNING, '[]'",
        "DONE, RUNNING, '[]'",
        "FAILED, QUEUED, '[]'",
        "RUNNING, FAILED, '[FAILED]'",
    })
    void missedStatesAreFilledIn(JobState last, JobState observed, String path) {
        assertThat(StateTracker.path(last, observed, false)).hasToString(path);
    }

    @Test
    void aFailureWithEvidenceOfAStartPassesThroughRunning() {
        assertThat(StateTracker.path(JobState.QUEUED_HELD, JobState.FAILED, true))
                .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.FAILED);
        assertThat(StateTracker.path(JobState.QUEUED_HELD, JobState.FAILED, false))
                .containsExactly(JobState.FAILED);
    }
}
