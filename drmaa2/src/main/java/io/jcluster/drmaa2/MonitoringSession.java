package io.jcluster.drmaa2;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at all that a workload manager shows this user, jobs of other programs included (GFD.231,
 * MonitoringSession). The lists are snapshots. {@link Job#reap} on a job found here forgets this
 * copy only.
 */
public interface MonitoringSession extends AutoCloseable {

    /**
     * All reservations the user may see.
     *
     * @throws DrmaaUnsupportedOperationException if {@link DrmaaCapability#ADVANCE_RESERVATION} is
     *     not supported
     */
    List<Reservation> getAllReservations();

    /** The user's own jobs, from wherever they were submitted. */
    default List<Job> getAllJobs() {
        return getAllJobs(null);
    }

    /**
     * The user's own jobs that the filter accepts, or those of its {@code jobOwner}, as far as the
     * workload manager shows them.
     *
     * @param filter null for every one
     */
    List<Job> getAllJobs(@Nullable JobInfo filter);

    default List<QueueInfo> getAllQueues() {
        return getAllQueues(null);
    }

    /**
     * The queues of these names; unknown names are left out.
     *
     * @param names null for every queue
     */
    List<QueueInfo> getAllQueues(@Nullable Collection<String> names);

    default List<MachineInfo> getAllMachines() {
        return getAllMachines(null);
    }

    /**
     * The machines of these names, also those that are down; unknown names are left out.
     *
     * @param names null for every machine
     */
    List<MachineInfo> getAllMachines(@Nullable Collection<String> names);

    /** As {@link SessionManager#closeMonitoringSession}, but may be called again. */
    @Override
    void close();
}
