package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.SlotInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One job of a cluster at one moment.
 *
 * @param job the scheduler's id
 * @param state as for the cluster, in a word
 * @param queue the queue or partition; empty when the scheduler does not tell
 * @param machines where it runs; empty before the start and when the scheduler does not tell
 * @param cores the CPUs it has; empty when the scheduler does not tell
 * @param elapsed since its start; empty before it
 * @param left of its time limit, never below zero; empty when the limit is not known or the job is
 *     over
 */
public record WatchedJob(
        String job,
        String state,
        Optional<String> queue,
        List<SlotInfo> machines,
        OptionalInt cores,
        Optional<Duration> elapsed,
        Optional<Duration> left) {

    public WatchedJob {
        machines = List.copyOf(machines);
    }
}
