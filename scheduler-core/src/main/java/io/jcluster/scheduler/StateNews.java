package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaEvent;
import io.jcluster.drmaa2.DrmaaNotification;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been told of one job, and so what is news of it: every step of the state model, also
 * those that nobody saw, and a move to other machines after a requeue.
 */
final class StateNews {

    private JobState told;
    private List<String> machines;
    private boolean requeued;

    StateNews(JobInfo info) {
        this.told = state(info);
        this.machines = machines(info);
    }

    boolean none(JobInfo info) {
        return state(info) == told && !moved(info);
    }

    /** The events since the last time; from now on they are told. */
    List<DrmaaNotification> tell(String session, String jobId, JobInfo info, Instant now) {
        var events = new ArrayList<DrmaaNotification>();
        if (state(info) != told) {
            var path = StateTracker.path(told, state(info), info.dispatchTime().isPresent());
            for (var state : path) {
                requeued |= state == JobState.REQUEUED;
                var event = event(DrmaaEvent.NEW_STATE, session, jobId, state, now);
                if (state != state(info)) {
                    event.extension(Extensions.NOTIFICATION_SYNTHETIC, "true");
                }
                events.add(event.build());
            }
            told = state(info);
        }
        if (moved(info)) {
            events.add(event(DrmaaEvent.MIGRATED, session, jobId, told, now).build());
            requeued = false;
        }
        if (!machines(info).isEmpty()) {
            machines = machines(info);
        }
        return events;
    }

    private boolean moved(JobInfo info) {
        if (!requeued) {
            return false;
        }
        var now = machines(info);
        return !now.isEmpty() && !machines.isEmpty() && !now.equals(machines);
    }

    private static DrmaaNotification.Builder event(
            DrmaaEvent event, String session, String jobId, JobState state, Instant now) {
        return DrmaaNotification.builder()
                .event(event)
                .sessionName(session)
                .jobId(jobId)
                .jobState(state)
                .extension(Extensions.NOTIFICATION_OBSERVED_AT, now.toString());
    }

    private static JobState state(JobInfo info) {
        return info.jobState().orElse(JobState.UNDETERMINED);
    }

    private static List<String> machines(JobInfo info) {
        return info.allocatedMachines().stream().map(SlotInfo::machineName).sorted().toList();
    }
}
