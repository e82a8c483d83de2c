package io.jcluster.launcher.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A cluster at one moment of a watch.
 *
 * @param found what the scheduler and the line say
 * @param jobs one or more; none when nothing is known of them
 * @param registered how many engines have registered, by the job's own word; empty unless it runs
 * @param jobPhase as in {@link Sidecar#phase}; empty before the job has started
 * @param remark the scheduler's reason for the state, else what the job is about just now; may be
 *     empty
 */
public record WatchedCluster(
        Survey.Found found,
        List<WatchedJob> jobs,
        OptionalInt registered,
        Optional<String> jobPhase,
        String remark) {

    public WatchedCluster {
        jobs = List.copyOf(jobs);
    }
}
