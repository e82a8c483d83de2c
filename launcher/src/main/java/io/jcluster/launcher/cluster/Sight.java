package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A cluster as it was last seen.
 *
 * @param found what the scheduler and the line say
 * @param sidecar the job's own word; empty before the job has started
 * @param since when the scheduler was first heard to say this, by this machine's clock
 */
public record Sight(Survey.Found found, Optional<Sidecar> sidecar, Instant since) {

    public Sight {
        found = found.heard(sidecar);
    }

    /** Whether nothing more is to come of it. */
    public boolean over() {
        return found.state().equals("ended") || found.state().equals("lost");
    }

    /** What there is to show of it at this moment. */
    public WatchedCluster at(Instant now) {
        return new WatchedCluster(
                found, jobs(now), registered(), sidecar.map(Sidecar::phase), remark());
    }

    private OptionalInt registered() {
        return over() || sidecar.isEmpty() || sidecar.get().over()
                ? OptionalInt.empty()
                : OptionalInt.of(sidecar.get().registered());
    }

    private String remark() {
        if (!found.detail().isEmpty() || over() || sidecar.isEmpty()) {
            return found.detail();
        }
        Sidecar said = sidecar.get();
        return said.message()
                .orElse(
                        switch (said.phase()) {
                            case "running" -> "";
                            case "ended", "failed" -> "its job script has ended";
                            default -> ControllerWait.doing(said);
                        });
    }

    private List<WatchedJob> jobs(Instant now) {
        ClusterRecord cluster = found.cluster();
        List<String> ids = cluster.jobIds();
        return ids.stream().map(id -> job(id, ids.size() > 1, limit(cluster, id), now)).toList();
    }

    /** The time limit of one of the jobs, where it is known. */
    private static Optional<Duration> limit(ClusterRecord cluster, String job) {
        Optional<ClusterRecord.AddedWorld> world =
                cluster.added().stream()
                        .filter(it -> it.jobId().equals(Optional.of(job)))
                        .findFirst();
        if (world.isPresent()) {
            return world.get().walltime();
        }
        // The record has the engines' limit, not the controller's.
        return cluster.enginesJob().isEmpty() || !cluster.jobId().equals(Optional.of(job))
                ? cluster.walltime()
                : Optional.empty();
    }

    private WatchedJob job(String id, boolean ofSeveral, Optional<Duration> limit, Instant now) {
        Optional<JobInfo> seen =
                found.jobs().stream()
                        .filter(info -> info.jobId().equals(Optional.of(id)))
                        .findFirst();
        JobInfo info = seen.orElseGet(() -> JobInfo.builder().build());
        Optional<Duration> elapsed = elapsed(info, now);
        return new WatchedJob(
                id,
                ofSeveral ? info.jobState().map(Survey::word).orElse(found.state()) : found.state(),
                info.queueName(),
                info.allocatedMachines(),
                info.slots(),
                elapsed,
                over() || seen.isEmpty()
                        ? Optional.empty()
                        : limit.map(time -> positive(time.minus(elapsed.orElse(Duration.ZERO)))));
    }

    /** The scheduler's figure, carried on since it was given. */
    private Optional<Duration> elapsed(JobInfo info, Instant now) {
        boolean running = info.jobState().filter(state -> state == JobState.RUNNING).isPresent();
        if (info.wallclockTime().isPresent()) {
            Duration time = info.wallclockTime().get();
            return Optional.of(running ? time.plus(span(since, now)) : time);
        }
        Optional<Instant> end = running ? Optional.of(now) : info.finishTime();
        return info.dispatchTime().flatMap(start -> end.map(at -> span(start, at)));
    }

    /** Never negative: the clocks of two machines differ. */
    private static Duration span(Instant from, Instant to) {
        return positive(Duration.between(from, to));
    }

    private static Duration positive(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }
}
