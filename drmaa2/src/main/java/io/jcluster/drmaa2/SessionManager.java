package io.jcluster.drmaa2;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way into one workload manager (GFD.231, SessionManager); from {@link
 * Drmaa2#sessionManager()}. Safe for use by many threads.
 *
 * <p>Sessions are named per user and implementation, and outlive the program: 1 to 100 of the
 * characters {@code A-Z a-z 0-9 . _ + -}, the first a letter or digit, upper and lower case
 * different. Job sessions and reservation sessions have names of their own. A contact says where
 * the workload manager is; its form is the implementation's, and it never holds a password.
 *
 * <p>Calls may ask the workload manager and can then fail with {@link DrmCommunicationException}.
 */
public interface SessionManager extends DrmaaReflective, AutoCloseable {

    /** The workload manager, without a version: "Slurm". */
    String drmsName();

    /** The version of the workload manager at the default contact. Asked once. */
    Version drmsVersion();

    /** This implementation of the standard. */
    String drmaaName();

    /** The major part is 2, the minor part the implementation's own version. */
    Version drmaaVersion();

    /** Whether an optional part of the standard works here. Never fails; null is not supported. */
    boolean supports(@Nullable DrmaaCapability capability);

    /** A new job session of a generated name at the default contact. */
    default JobSession createJobSession() {
        return createJobSession(null, null);
    }

    /** A new job session at the default contact. */
    default JobSession createJobSession(@Nullable String sessionName) {
        return createJobSession(sessionName, null);
    }

    /**
     * A new job session, open on return.
     *
     * @param sessionName null for a generated, unique one
     * @param contact null for the default one
     * @throws InvalidArgumentException if the name is taken or illegal, or the contact is unusable
     */
    JobSession createJobSession(@Nullable String sessionName, @Nullable String contact);

    /**
     * A session created before, by this or another program of this user on this machine. A session
     * that is open already gets a second, independent handle.
     *
     * @throws InvalidArgumentException if there is no such session
     */
    JobSession openJobSession(String sessionName);

    /**
     * Closes a handle; the session is on stable storage on return, and its jobs are not touched.
     *
     * @throws InvalidSessionException if it was closed or destroyed before
     * @throws OutOfResourceException if the session cannot be stored
     */
    void closeJobSession(JobSession session);

    /**
     * Forgets a session for good. Its jobs go on; whoever has it open gets {@link
     * InvalidSessionException} from now on.
     *
     * @throws InvalidArgumentException if there is no such session
     */
    void destroyJobSession(String sessionName);

    /** Every name that {@link #openJobSession} accepts. */
    List<String> getJobSessionNames();

    /** A new reservation session of a generated name at the default contact. */
    default ReservationSession createReservationSession() {
        return createReservationSession(null, null);
    }

    /** A new reservation session at the default contact. */
    default ReservationSession createReservationSession(@Nullable String sessionName) {
        return createReservationSession(sessionName, null);
    }

    /**
     * As {@link #createJobSession(String, String)}, for reservations.
     *
     * @throws DrmaaUnsupportedOperationException as all five methods on reservation sessions, if
     *     {@link DrmaaCapability#ADVANCE_RESERVATION} is not supported
     */
    ReservationSession createReservationSession(
            @Nullable String sessionName, @Nullable String contact);

    /** As {@link #openJobSession}, for reservations. */
    ReservationSession openReservationSession(String sessionName);

    /** As {@link #closeJobSession}, for reservations. */
    void closeReservationSession(ReservationSession session);

    /** As {@link #destroyJobSession}, for reservations. */
    void destroyReservationSession(String sessionName);

    /** Every name that {@link #openReservationSession} accepts. */
    List<String> getReservationSessionNames();

    /** A look at the workload manager at the default contact. */
    default MonitoringSession openMonitoringSession() {
        return openMonitoringSession(null);
    }

    /**
     * A look at the workload manager, without name or memory.
     *
     * @param contact null for the default one
     */
    MonitoringSession openMonitoringSession(@Nullable String contact);

    /**
     * Closes a look at the workload manager.
     *
     * @throws InvalidSessionException if it was closed before
     */
    void closeMonitoringSession(MonitoringSession session);

    /**
     * Sends what happens to the jobs of open sessions to one receiver, in place of the one before.
     *
     * @param callback null for nobody: after return nothing is delivered any more; the call waits
     *     for a delivery under way, unless it is made from inside it
     * @throws DrmaaUnsupportedOperationException if {@link DrmaaCapability#CALLBACK} is not
     *     supported
     */
    void registerEventNotification(@Nullable DrmaaCallback callback);

    /** Closes every session and ends every thread. The next look-up gives a fresh manager. */
    @Override
    void close();
}
