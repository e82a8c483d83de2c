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
 * <p>Where a method asks the workload manager, or has to connect to the place of a contact first,
 * it blocks for that and can fail with {@link DrmCommunicationException}; it says so. The others
 * read and write this machine's disk at most. Whatever keeps sessions fails with {@link
 * OutOfResourceException} when it cannot read or write them, any method with {@link
 * InternalException} on a fault of the implementation.
 */
public interface SessionManager extends DrmaaReflective, AutoCloseable {

    /**
     * The workload manager, without a version: "Slurm". For people; asks nobody (GFD.231,
     * SessionManager: drmsName).
     */
    String drmsName();

    /**
     * The version of the workload manager at the default contact. The first call blocks for one
     * command, later ones ask nobody (GFD.231, SessionManager: drmsVersion).
     *
     * @throws DrmCommunicationException if the workload manager does not answer
     */
    Version drmsVersion();

    /**
     * This implementation of the standard, by its vendor's name for it. For people; asks nobody
     * (GFD.231, SessionManager: drmaaName).
     */
    String drmaaName();

    /**
     * The version of the standard and of this implementation: the major part is 2, the minor part
     * the implementation's own. Asks nobody (GFD.231, SessionManager: drmaaVersion).
     */
    Version drmaaVersion();

    /**
     * Whether an optional part of the standard works here. Never fails and asks nobody; what it
     * denies is refused when it is used, except for {@link DrmaaCapability#BULK_JOBS_MAXPARALLEL},
     * which is then passed over (GFD.231, SessionManager: supports).
     *
     * @param capability null is not supported
     */
    boolean supports(@Nullable DrmaaCapability capability);

    /**
     * A new job session of a generated name at the default contact; fails as {@link
     * #createJobSession(String, String)} does (GFD.231, SessionManager: createJobSession with both
     * parameters UNSET).
     */
    default JobSession createJobSession() {
        return createJobSession(null, null);
    }

    /**
     * A new job session at the default contact; fails as {@link #createJobSession(String, String)}
     * does (GFD.231, SessionManager: createJobSession with contact UNSET).
     *
     * @param sessionName null for a generated, unique one
     */
    default JobSession createJobSession(@Nullable String sessionName) {
        return createJobSession(sessionName, null);
    }

    /**
     * A new job session, open on return and kept on disk. Blocks while the contact is reached for,
     * which asks nobody where the commands run on this machine (GFD.231, SessionManager:
     * createJobSession).
     *
     * @param sessionName null for a generated, unique one
     * @param contact null for the default one
     * @throws InvalidArgumentException if the name is taken or illegal, or the contact is unusable
     * @throws DrmCommunicationException if the contact cannot be reached
     * @throws OutOfResourceException if the session cannot be stored
     */
    JobSession createJobSession(@Nullable String sessionName, @Nullable String contact);

    /**
     * A session created before, by this or another program of this user on this machine. A session
     * that is open already gets a second, independent handle. Asks nobody: jobs are looked at when
     * they are asked for (GFD.231, SessionManager: openJobSession).
     *
     * @throws InvalidArgumentException if there is no such session, or its contact is unusable now
     * @throws OutOfResourceException if what is stored of it cannot be read
     */
    JobSession openJobSession(String sessionName);

    /**
     * Closes a handle; the session is on stable storage on return, and its jobs are not touched.
     * Waits under way on it end with {@link InvalidSessionException}. Asks nobody (GFD.231,
     * SessionManager: closeJobSession).
     *
     * @throws InvalidSessionException if it was closed or destroyed before
     * @throws OutOfResourceException if the session cannot be stored
     */
    void closeJobSession(JobSession session);

    /**
     * Forgets a session for good. Its jobs go on; whoever has it open gets {@link
     * InvalidSessionException} from now on. Asks nobody (GFD.231, SessionManager:
     * destroyJobSession).
     *
     * @throws InvalidArgumentException if there is no such session
     * @throws OutOfResourceException if what is stored of it cannot be removed
     */
    void destroyJobSession(String sessionName);

    /**
     * Every name that {@link #openJobSession} accepts, open or not; a snapshot, in no order. Asks
     * nobody (GFD.231, SessionManager: getJobSessionNames).
     */
    List<String> getJobSessionNames();

    /**
     * A new reservation session of a generated name at the default contact; fails as {@link
     * #createReservationSession(String, String)} does (GFD.231, SessionManager:
     * createReservationSession with both parameters UNSET).
     */
    default ReservationSession createReservationSession() {
        return createReservationSession(null, null);
    }

    /**
     * A new reservation session at the default contact; fails as {@link
     * #createReservationSession(String, String)} does (GFD.231, SessionManager:
     * createReservationSession with contact UNSET).
     *
     * @param sessionName null for a generated, unique one
     */
    default ReservationSession createReservationSession(@Nullable String sessionName) {
        return createReservationSession(sessionName, null);
    }

    /**
     * A new reservation session; blocks and fails as {@link #createJobSession(String, String)} does
     * (GFD.231, SessionManager: createReservationSession).
     *
     * @param sessionName null for a generated, unique one
     * @param contact null for the default one
     * @throws DrmaaUnsupportedOperationException as all five methods on reservation sessions, if
     *     {@link DrmaaCapability#ADVANCE_RESERVATION} is not supported
     * @throws InvalidArgumentException if the name is taken or illegal, or the contact is unusable
     * @throws DrmCommunicationException if the contact cannot be reached
     * @throws OutOfResourceException if the session cannot be stored
     */
    ReservationSession createReservationSession(
            @Nullable String sessionName, @Nullable String contact);

    /**
     * A reservation session created before, as {@link #openJobSession} has it for jobs. Asks nobody
     * (GFD.231, SessionManager: openReservationSession).
     *
     * @throws DrmaaUnsupportedOperationException if reservations are not supported
     * @throws InvalidArgumentException if there is no such session, or its contact is unusable now
     * @throws OutOfResourceException if what is stored of it cannot be read
     */
    ReservationSession openReservationSession(String sessionName);

    /**
     * Closes a handle; the reservations stay. Asks nobody (GFD.231, SessionManager:
     * closeReservationSession).
     *
     * @throws DrmaaUnsupportedOperationException if reservations are not supported
     * @throws InvalidSessionException if it was closed or destroyed before
     * @throws OutOfResourceException if the session cannot be stored
     */
    void closeReservationSession(ReservationSession session);

    /**
     * Forgets a session for good; the reservations stay, and open handles end in {@link
     * InvalidSessionException}. Asks nobody (GFD.231, SessionManager: destroyReservationSession).
     *
     * @throws DrmaaUnsupportedOperationException if reservations are not supported
     * @throws InvalidArgumentException if there is no such session
     * @throws OutOfResourceException if what is stored of it cannot be removed
     */
    void destroyReservationSession(String sessionName);

    /**
     * Every name that {@link #openReservationSession} accepts; a snapshot, in no order. Asks nobody
     * (GFD.231, SessionManager: getReservationSessionNames).
     *
     * @throws DrmaaUnsupportedOperationException if reservations are not supported
     */
    List<String> getReservationSessionNames();

    /**
     * A look at the workload manager at the default contact; fails as {@link
     * #openMonitoringSession(String)} does (GFD.231, SessionManager: openMonitoringSession with
     * contact UNSET).
     */
    default MonitoringSession openMonitoringSession() {
        return openMonitoringSession(null);
    }

    /**
     * A look at the workload manager, without name or memory, open on return. Blocks while the
     * contact is reached for (GFD.231, SessionManager: openMonitoringSession).
     *
     * @param contact null for the default one
     * @throws InvalidArgumentException if the contact is unusable
     * @throws DrmCommunicationException if the contact cannot be reached
     */
    MonitoringSession openMonitoringSession(@Nullable String contact);

    /**
     * Closes a look at the workload manager; asks nobody (GFD.231, SessionManager:
     * closeMonitoringSession).
     *
     * @throws InvalidSessionException if it was closed before
     */
    void closeMonitoringSession(MonitoringSession session);

    /**
     * Sends what happens to the jobs of open sessions to one receiver, in place of the one before.
     * Asks nobody; while there is a receiver, jobs are looked at in the background (GFD.231,
     * SessionManager: registerEventNotification).
     *
     * @param callback null for nobody: after return nothing is delivered any more; the call waits
     *     for a delivery under way, unless it is made from inside it
     * @throws DrmaaUnsupportedOperationException if {@link DrmaaCapability#CALLBACK} is not
     *     supported
     */
    void registerEventNotification(@Nullable DrmaaCallback callback);

    /**
     * Closes every session and ends every thread; an extra beside the standard. Jobs are not
     * touched, a second call does nothing, and the next look-up gives a fresh manager.
     */
    @Override
    void close();
}
