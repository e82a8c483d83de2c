package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to all members of a job array at once: after one look, with few commands, to those
 * whose state admits it. The others are passed over, as GFD.231 leaves open; only when there is no
 * member to do it to is that a failure.
 */
final class ArrayControl {

    private static final Logger LOG = LoggerFactory.getLogger(ArrayControl.class);

    private final Dialect dialect;
    private final Watch watch;
    private final Ledger ledger;

    ArrayControl(Dialect dialect, Watch watch, Ledger ledger) {
        this.dialect = dialect;
        this.watch = watch;
        this.ledger = ledger;
    }

    void control(TrackedArray array, Action action) {
        look(array);
        var suitable = watch.locked(() -> admitting(array, action));
        if (suitable.isEmpty()) {
            throw unsuitable(array, action);
        }
        if (action == Action.TERMINATE) {
            watch.locked(
                    () -> {
                        ledger.terminatedByUs(suitable);
                        return array;
                    });
        }
        var done = act(array, action, suitable);
        if (done.isEmpty()) {
            throw unsuitable(array, action);
        }
        if (action == Action.HOLD) {
            undoHoldOfRunning(array, done);
        }
    }

    /** Forgets the members that have ended. */
    void reap(TrackedArray array) {
        look(array);
        var ended = watch.locked(() -> array.jobs().stream().filter(TrackedJob::over).toList());
        var forgotten = new ArrayList<TrackedJob>();
        try {
            for (var job : ended) {
                dialect.forget(job.id()).ifPresent(watch::ask);
                forgotten.add(job);
            }
            var files =
                    forgotten.stream()
                            .flatMap(job -> job.exitFile().stream())
                            .filter(ExitFile::own)
                            .toList();
            Watch.inBatches(files).forEach(some -> watch.ask(ExitFile.remove(some)));
        } finally {
            watch.locked(
                    () -> {
                        ledger.reap(forgotten);
                        return array;
                    });
        }
    }

    private void look(TrackedArray array) {
        if (watch.locked(() -> array.jobs().stream().anyMatch(job -> !job.over()))) {
            watch.refresh();
        }
    }

    private static List<TrackedJob> admitting(TrackedArray array, Action action) {
        return array.jobs().stream().filter(job -> job.admits(action)).toList();
    }

    /** Does it to some members; gives those to which it was done. */
    private List<TrackedJob> act(TrackedArray array, Action action, List<TrackedJob> jobs) {
        var done = new ArrayList<TrackedJob>();
        Optional<DrmaaException> failure = Optional.empty();
        try {
            for (var some : array.whole() ? Watch.inBatches(jobs) : singly(jobs)) {
                try {
                    done.addAll(act(action, some));
                } catch (DrmCommunicationException | DrmaaUnsupportedOperationException always) {
                    throw always;
                } catch (DrmaaException refused) {
                    failure = failure.or(() -> Optional.of(refused));
                }
            }
        } finally {
            if (action == Action.TERMINATE) {
                watch.locked(
                        () -> {
                            ledger.endAcknowledged(done);
                            return done;
                        });
            }
        }
        failure.ifPresent(
                refused -> {
                    throw refused;
                });
        return done;
    }

    private static List<List<TrackedJob>> singly(List<TrackedJob> jobs) {
        return jobs.stream().map(List::of).toList();
    }

    /**
     * One command for some members. When it is said to come too late, it may have come in time for
     * some of them: it is given again for those that still admit it.
     */
    private List<TrackedJob> act(Action action, List<TrackedJob> some) {
        try {
            watch.act(dialect.control(action, some.stream().map(TrackedJob::id).toList()));
            return some;
        } catch (InvalidStateException changedMeanwhile) {
            LOG.debug("{}", changedMeanwhile.getMessage());
            if (some.size() == 1) {
                return List.of();
            }
        }
        watch.refresh();
        var left = watch.locked(() -> some.stream().filter(j -> j.admits(action)).toList());
        if (left.size() == some.size()) {
            return List.of();
        }
        var done =
                watch.locked(
                        () ->
                                some.stream()
                                        .filter(job -> !job.admits(action) && !job.over())
                                        .collect(Collectors.toCollection(ArrayList::new)));
        if (!left.isEmpty()) {
            done.addAll(act(action, left));
        }
        return done;
    }

    // As for a single job: a hold that came too late would bite when the job is requeued.
    private void undoHoldOfRunning(TrackedArray array, List<TrackedJob> held) {
        watch.refresh();
        var running =
                watch.locked(
                        () -> held.stream().filter(j -> j.state() == JobState.RUNNING).toList());
        if (!running.isEmpty() && act(array, Action.RELEASE, running).size() == held.size()) {
            throw new InvalidStateException(
                    "all members of job array "
                            + array.id()
                            + " started before they could be held");
        }
    }

    private static InvalidStateException unsuitable(TrackedArray array, Action action) {
        return new InvalidStateException(
                "cannot "
                        + action.verb()
                        + " job array "
                        + array.id()
                        + ": none of its members is in a state for that");
    }
}
