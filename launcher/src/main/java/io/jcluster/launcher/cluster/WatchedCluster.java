package io.jcluster.launcher.cluster;

import io.jcluster.launcher.agent.Hold;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.EngineKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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

    private static final Set<String> RUNNING = Set.of("running", "ready");

    public WatchedCluster {
        jobs = List.copyOf(jobs);
    }

    /** What it has used; empty before its start, and where nobody charges for anything. */
    public Optional<Usage> usage() {
        boolean charged =
                Dialects.find(found.cluster().scheduler())
                        .filter(dialect -> dialect.queues().isPresent())
                        .isPresent();
        return charged ? Usage.of(jobs) : Optional.empty();
    }

    /**
     * That its time is nearly over. The sentence stays the same while the time runs out, so that it
     * is news once.
     */
    public Optional<String> warning() {
        Duration before = found.cluster().request().warnBefore();
        return left().filter(left -> left.compareTo(before) <= 0).map(left -> sentence(before));
    }

    /** The same sentence ahead of time, for the agent's log; empty where it is true already. */
    Optional<Hold.Notice> notice(Instant now) {
        Duration before = found.cluster().request().warnBefore();
        return left().filter(left -> left.compareTo(before) > 0)
                .map(
                        left ->
                                new Hold.Notice(
                                        now.plus(left).minus(before),
                                        "cluster "
                                                + found.cluster().id()
                                                + " has "
                                                + sentence(before)));
    }

    /**
     * The time of that of its running jobs which ends first: with one that joined it does not end.
     */
    private Optional<Duration> left() {
        return jobs.stream()
                .filter(job -> found.cluster().ownJobIds().contains(job.job()))
                .filter(job -> RUNNING.contains(job.state()))
                .flatMap(job -> job.left().stream())
                .min(Comparator.naturalOrder());
    }

    private String sentence(Duration before) {
        String left = "less than " + Cost.inWords(before) + " of its time left";
        return found.cluster().kind() == EngineKind.MPJ
                ? left // Another run of a program is no more of this one.
                : left + "; jcluster restart " + found.cluster().id() + " --overlap begins another";
    }
}
