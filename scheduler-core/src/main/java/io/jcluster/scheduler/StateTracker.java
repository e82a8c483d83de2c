package io.jcluster.scheduler;

import static io.jcluster.drmaa2.JobState.DONE;
import static io.jcluster.drmaa2.JobState.FAILED;
import static io.jcluster.drmaa2.JobState.QUEUED;
import static io.jcluster.drmaa2.JobState.QUEUED_HELD;
import static io.jcluster.drmaa2.JobState.REQUEUED;
import static io.jcluster.drmaa2.JobState.REQUEUED_HELD;
import static io.jcluster.drmaa2.JobState.RUNNING;
import static io.jcluster.drmaa2.JobState.SUSPENDED;
import static io.jcluster.drmaa2.JobState.UNDETERMINED;

import io.jcluster.drmaa2.JobState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The path a job took between two observations. Looking now and then misses states, and an answer
 * may be late; DRMAA2 permits only certain transitions to be shown (GFD.231, job state model).
 */
final class StateTracker {

    /** The permitted transitions between states that are not final. */
    private static final Map<JobState, List<JobState>> NEXT =
            new EnumMap<>(
                    Map.of(
                            QUEUED, List.of(QUEUED_HELD, RUNNING),
                            QUEUED_HELD, List.of(QUEUED),
                            RUNNING, List.of(SUSPENDED, REQUEUED, DONE),
                            SUSPENDED, List.of(RUNNING),
                            REQUEUED, List.of(RUNNING, REQUEUED_HELD),
                            REQUEUED_HELD, List.of(REQUEUED),
                            DONE, List.of(),
                            FAILED, List.of(),
                            UNDETERMINED, List.of()));

    private StateTracker() {}

    /**
     * The states to pass through, the last one included; empty when nothing changes. A final state
     * is never left: a user may requeue a finished job, but it has been reported as finished.
     *
     * @param started whether there is evidence that the job ran at some time
     */
    static List<JobState> path(JobState last, JobState observed, boolean started) {
        if (last.isTerminated() || last == UNDETERMINED) {
            return List.of();
        }
        var target = last.isStarted() ? afterStart(observed) : observed;
        if (target == last) {
            return List.of();
        }
        if (target == FAILED || target == UNDETERMINED) {
            var path = new ArrayList<JobState>();
            if (target == FAILED && started && last.isQueued()) {
                path.addAll(shortest(last, RUNNING));
            }
            path.add(target);
            return path;
        }
        return shortest(last, target);
    }

    private static JobState afterStart(JobState observed) {
        return switch (observed) {
            case QUEUED -> REQUEUED;
            case QUEUED_HELD -> REQUEUED_HELD;
            default -> observed;
        };
    }

    private static List<JobState> shortest(JobState from, JobState to) {
        var paths = new EnumMap<JobState, List<JobState>>(JobState.class);
        paths.put(from, List.of());
        var open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            var state = open.remove();
            var path = paths.getOrDefault(state, List.of());
            if (state == to) {
                return path;
            }
            for (var next : NEXT.getOrDefault(state, List.of())) {
                if (!paths.containsKey(next)) {
                    var longer = new ArrayList<>(path);
                    longer.add(next);
                    paths.put(next, longer);
                    open.add(next);
                }
            }
        }
        throw new IllegalStateException("no way from " + from + " to " + to);
    }
}
