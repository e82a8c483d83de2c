package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.DrmaaEvent;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateNewsTest {

    private final StateNews news = new StateNews(info(JobState.QUEUED));

    private static JobInfo info(JobState state, String... machines) {
        return JobInfo.builder()
                .jobId("1")
                .jobState(state)
                .allocatedMachines(List.of(machines).stream().map(SlotInfo::new).toList())
                .build();
    }

    private List<String> tell(JobInfo info) {
        return news.tell("work", "1", info, Instant.EPOCH).stream()
                .map(event -> event.event() + " " + event.jobState().orElseThrow())
                .toList();
    }

    @Test
    void nothingNewIsNoNews() {
        assertThat(news.none(info(JobState.QUEUED))).isTrue();
        assertThat(tell(info(JobState.QUEUED))).isEmpty();
    }

    @Test
    void otherMachinesAfterARequeueAreAMigration() {
        tell(info(JobState.RUNNING, "node1"));
        assertThat(tell(info(JobState.REQUEUED, "node1"))).containsExactly("NEW_STATE REQUEUED");
        assertThat(tell(info(JobState.RUNNING, "node2")))
                .containsExactly("NEW_STATE RUNNING", DrmaaEvent.MIGRATED + " RUNNING");
        assertThat(news.none(info(JobState.RUNNING, "node2"))).isTrue();
    }

    @Test
    void machinesThatBecomeKnownAreNoMigration() {
        tell(info(JobState.RUNNING));
        assertThat(tell(info(JobState.RUNNING, "node1"))).isEmpty();
        tell(info(JobState.REQUEUED));
        assertThat(tell(info(JobState.RUNNING, "node1"))).containsExactly("NEW_STATE RUNNING");
    }
}
