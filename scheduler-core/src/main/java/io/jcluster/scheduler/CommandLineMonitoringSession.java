package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.MonitoringSession;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.drmaa2.Reservation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A look at all that the workload manager shows, whoever made it. */
final class CommandLineMonitoringSession implements MonitoringSession {

    private final Dialect dialect;
    private final Site site;
    private final Watch watch;
    private final String contact;
    private final Function<String, Optional<Job>> ownJob;
    private final ReservationSessions reservations;
    private volatile boolean closed;

    /**
     * @param ownJob a job of one of the open job sessions there, by its id
     */
    CommandLineMonitoringSession(
            Dialect dialect,
            Site site,
            Function<String, Optional<Job>> ownJob,
            ReservationSessions reservations) {
        this.dialect = dialect;
        this.site = site;
        this.watch = site.watch();
        this.contact = site.contact();
        this.ownJob = ownJob;
        this.reservations = reservations;
    }

    boolean isOpen() {
        return !closed;
    }

    String contact() {
        return contact;
    }

    @Override
    public List<Reservation> getAllReservations() {
        requireOpen();
        return reservations.all(site, this::requireOpen);
    }

    @Override
    public List<Job> getAllJobs(@Nullable JobInfo filter) {
        requireOpen();
        return infos(filter).stream()
                .filter(info -> filter == null || filter.accepts(info))
                .flatMap(info -> info.jobId().map(id -> seen(id, info)).stream())
                .toList();
    }

    private List<JobInfo> infos(@Nullable JobInfo filter) {
        if (filter == null || filter.jobOwner().isEmpty()) {
            return watch.ask(dialect.listing());
        }
        var owner = filter.jobOwner().get();
        var listing = dialect.listingOf(owner);
        if (listing.isPresent()) {
            return watch.ask(listing.get());
        }
        var own = watch.ask(dialect.listing());
        if (own.stream().noneMatch(info -> info.jobOwner().equals(filter.jobOwner()))) {
            throw new DrmaaUnsupportedOperationException(
                    "the scheduler '"
                            + dialect.name()
                            + "' shows only the user's own jobs, and none of them is "
                            + owner
                            + "'s\ntry: a filter without jobOwner");
        }
        return own;
    }

    private Job seen(String id, JobInfo info) {
        return new ForeignJob(this, dialect, watch, id, info, ownJob.apply(id));
    }

    @Override
    public List<QueueInfo> getAllQueues(@Nullable Collection<String> names) {
        requireOpen();
        return dialect.queues()
                .map(queues -> named(queues, QueueInfo::name, names))
                .orElse(List.of());
    }

    @Override
    public List<MachineInfo> getAllMachines(@Nullable Collection<String> names) {
        requireOpen();
        return named(
                dialect.machines()
                        .orElseThrow(
                                () ->
                                        new DrmaaUnsupportedOperationException(
                                                "the scheduler '"
                                                        + dialect.name()
                                                        + "' cannot list machines")),
                MachineInfo::name,
                names);
    }

    private <T> List<T> named(
            Exchange<List<T>> question,
            Function<T, String> name,
            @Nullable Collection<String> names) {
        if (names == null) {
            return List.copyOf(watch.ask(question));
        }
        if (names.isEmpty()) {
            return List.of();
        }
        var wanted = Set.copyOf(names);
        return watch.ask(question).stream()
                .filter(thing -> wanted.contains(name.apply(thing)))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        watch.wake();
    }

    void requireOpen() {
        if (closed) {
            throw new InvalidSessionException("the monitoring session is closed");
        }
    }
}
