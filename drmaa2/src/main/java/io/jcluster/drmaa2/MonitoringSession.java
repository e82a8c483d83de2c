package io.jcluster.drmaa2;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at all that a workload manager shows this user, jobs of other programs included (GFD.231,
 * MonitoringSession). The lists are snapshots, in no order. {@link Job#reap} on a job found here
 * forgets this copy only.
 *
 * <p>Each of the lists blocks for one command and fails with {@link DrmCommunicationException} when
 * the workload manager does not answer, with {@link TryLaterException} when it is too busy, and
 * with {@link InvalidSessionException} once this is closed.
 */
public interface MonitoringSession extends AutoCloseable {

    /**
     * All reservations the user may see, whoever made them (GFD.231, MonitoringSession:
     * getAllReservations).
     *
     * @throws DrmaaUnsupportedOperationException if {@link DrmaaCapability#ADVANCE_RESERVATION} is
     *     not supported
     */
    List<Reservation> getAllReservations();

    /**
     * The user's own jobs, from wherever they were submitted (GFD.231, MonitoringSession:
     * getAllJobs with the filter UNSET).
     */
    default List<Job> getAllJobs() {
        return getAllJobs(null);
    }

    /**
     * The user's own jobs that the filter accepts, or those of its {@code jobOwner}, as far as the
     * workload manager shows them; none is an empty list (GFD.231, MonitoringSession: getAllJobs).
     *
     * @param filter null for every one
     * @throws DrmaaUnsupportedOperationException if the filter names another owner where the
     *     workload manager shows the user's own jobs only
     */
    List<Job> getAllJobs(@Nullable JobInfo filter);

    /** Every queue (GFD.231, MonitoringSession: getAllQueues with the names UNSET). */
    default List<QueueInfo> getAllQueues() {
        return getAllQueues(null);
    }

    /**
     * The queues of these names; unknown names are left out. Each can be the {@code queueName} of a
     * job template; where there are no queues the list is empty (GFD.231, MonitoringSession:
     * getAllQueues).
     *
     * @param names null for every queue; an empty collection for none
     */
    List<QueueInfo> getAllQueues(@Nullable Collection<String> names);

    /**
     * Every machine, also those that are down (GFD.231, MonitoringSession: getAllMachines with the
     * names UNSET).
     *
     * @throws DrmaaUnsupportedOperationException if the workload manager cannot list machines
     */
    default List<MachineInfo> getAllMachines() {
        return getAllMachines(null);
    }

    /**
     * The machines of these names, also those that are down; unknown names are left out (GFD.231,
     * MonitoringSession: getAllMachines).
     *
     * @param names null for every machine; an empty collection for none
     * @throws DrmaaUnsupportedOperationException if the workload manager cannot list machines
     */
    List<MachineInfo> getAllMachines(@Nullable Collection<String> names);

    /**
     * Closes this as {@link SessionManager#closeMonitoringSession} does, but may be called again;
     * an extra beside the standard. Asks nobody.
     */
    @Override
    void close();
}
