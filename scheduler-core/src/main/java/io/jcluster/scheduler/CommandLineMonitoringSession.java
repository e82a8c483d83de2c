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
import org.jspecify.annotations.Nullable;

/** A look at all jobs of the user, whoever submitted them. */
final class CommandLineMonitoringSession implements MonitoringSession {

    private final Dialect dialect;
    private final Watch watch;
    private final String contact;
    private volatile boolean closed;

    CommandLineMonitoringSession(Dialect dialect, Watch watch, String contact) {
        this.dialect = dialect;
        this.watch = watch;
        this.contact = contact;
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public List<Reservation> getAllReservations() {
        requireOpen();
        throw CommandLineSessionManager.noReservations();
    }

    @Override
    public List<Job> getAllJobs(@Nullable JobInfo filter) {
        requireOpen();
        return watch.ask(dialect.listing()).stream()
                .filter(info -> filter == null || filter.accepts(info))
                .<Job>map(info -> new ForeignJob(dialect, watch, contact, info))
                .toList();
    }

    @Override
    public List<QueueInfo> getAllQueues(@Nullable Collection<String> names) {
        requireOpen();
        throw new DrmaaUnsupportedOperationException("lists of queues are not supported yet");
    }

    @Override
    public List<MachineInfo> getAllMachines(@Nullable Collection<String> names) {
        requireOpen();
        throw new DrmaaUnsupportedOperationException("lists of machines are not supported yet");
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new InvalidSessionException("the monitoring session is closed");
        }
    }
}
