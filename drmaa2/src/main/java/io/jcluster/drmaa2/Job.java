package io.jcluster.drmaa2;

import java.time.Duration;
import java.util.Optional;

/**
 * A job of the workload manager (GFD.231, Job). Equal to another when contact and id are. Safe for
 * use by many threads.
 *
 * <p>The five controls return when the workload manager has accepted them, which may be before
 * their effect. They block for a look at the job, where its state may have changed, and one
 * command. They fail with {@link InvalidStateException} in a state that does not admit them, with
 * {@link DeniedByDrmsException} where the user may not, and with {@link
 * DrmaaUnsupportedOperationException} where the workload manager has no such control. For a job of
 * a {@link MonitoringSession} the workload manager alone decides about the state.
 *
 * <p>Whatever asks the workload manager fails with {@link DrmCommunicationException} when there is
 * no answer and with {@link TryLaterException} when it is too busy. After the session is closed,
 * only id, session name and template are left, everything else ends in {@link
 * InvalidSessionException}; after {@link #reap}, likewise in {@link InvalidArgumentException}.
 */
public interface Job {

    /** The id as the workload manager writes it. Asks nobody, never fails (GFD.231, Job: jobId). */
    String jobId();

    /**
     * The session that submitted the job; empty for a job that no session submitted. Asks nobody,
     * never fails (GFD.231, Job: sessionName).
     */
    Optional<String> sessionName();

    /**
     * A template equal to the one submitted; an empty one for a job that no session submitted. Asks
     * nobody, never fails (GFD.231, Job: jobTemplate).
     */
    JobTemplate jobTemplate();

    /**
     * Stops a RUNNING job, which becomes SUSPENDED (GFD.231, Job: suspend).
     *
     * @throws InvalidStateException if it is not RUNNING
     * @throws DeniedByDrmsException if the user may not
     */
    void suspend();

    /**
     * Lets a SUSPENDED job go on, which becomes RUNNING (GFD.231, Job: resume).
     *
     * @throws InvalidStateException if it is not SUSPENDED
     * @throws DeniedByDrmsException if the user may not
     */
    void resume();

    /**
     * Keeps a job from being started: QUEUED becomes QUEUED_HELD, REQUEUED becomes REQUEUED_HELD. A
     * hold that comes too late is taken back (GFD.231, Job: hold).
     *
     * @throws InvalidStateException if it is neither, or was started meanwhile
     * @throws DeniedByDrmsException if the user may not
     */
    void hold();

    /**
     * Lets a held job be started: QUEUED_HELD becomes QUEUED, REQUEUED_HELD becomes REQUEUED
     * (GFD.231, Job: release).
     *
     * @throws InvalidStateException if it is neither
     * @throws DeniedByDrmsException if the user may not, as when an administrator holds it
     */
    void release();

    /**
     * Ends a job that has not ended yet, queued or started, which becomes FAILED (GFD.231, Job:
     * terminate).
     *
     * @throws InvalidStateException if it has ended, or its state is UNDETERMINED
     * @throws DeniedByDrmsException if the user may not
     */
    void terminate();

    /**
     * Forgets a job that has ended, here and in its session; the workload manager's own records
     * stay. Blocks for a look at the job if it had not ended when last seen. A job of a {@link
     * MonitoringSession} has only this copy to forget (GFD.231, Job: reap).
     *
     * @throws InvalidStateException if it has not; whatever is asked of it afterwards ends in
     *     {@link InvalidArgumentException}
     * @throws OutOfResourceException if the session cannot be stored
     */
    void reap();

    /** The state alone of {@link #getStatus} (GFD.231, Job: getState without the sub-state). */
    default JobState getState() {
        return getStatus().state();
    }

    /**
     * The state and the workload manager's own word for it, of one observation. Blocks for a look
     * unless the job has ended or another caller looked a moment ago (GFD.231, Job: getState).
     *
     * @throws DrmCommunicationException if the workload manager does not answer; that never makes a
     *     job UNDETERMINED
     */
    JobStatus getStatus();

    /**
     * What is known of the job, all of one observation; that of a job that has ended is kept and
     * asks nobody. Otherwise blocks as {@link #getStatus} does. A job of a {@link
     * MonitoringSession} gives what that saw (GFD.231, Job: getInfo).
     *
     * @throws DrmCommunicationException if the workload manager does not answer
     */
    JobInfo getInfo();

    /**
     * Blocks until the job was started, by the rules of {@link JobSession}; a job that was
     * suspended, requeued or ended since was started too (GFD.231, Job: waitStarted).
     *
     * @param timeout from zero to {@link Drmaa2#INFINITE_TIME}
     * @throws DrmaaTimeoutException if it was not in time
     * @throws InvalidStateException if it ended without a start, or its state is UNDETERMINED
     * @throws InvalidArgumentException if the job was reaped, or the time is negative
     * @throws InvalidSessionException if the session is closed or destroyed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void waitStarted(Duration timeout) throws InterruptedException;

    /**
     * Blocks until the job ended, by the rules of {@link JobSession}; whether well or not, {@link
     * #getInfo} tells (GFD.231, Job: waitTerminated).
     *
     * @param timeout from zero to {@link Drmaa2#INFINITE_TIME}
     * @throws DrmaaTimeoutException if it did not in time
     * @throws InvalidStateException if its end can never be found out
     * @throws InvalidArgumentException if the job was reaped, or the time is negative
     * @throws InvalidSessionException if the session is closed or destroyed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void waitTerminated(Duration timeout) throws InterruptedException;
}
