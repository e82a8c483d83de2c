package io.jcluster.drmaa2;

import java.time.Duration;
import java.util.Optional;

/**
 * A job of the workload manager (GFD.231, Job). Equal to another when contact and id are. Safe for
 * use by many threads.
 *
 * <p>The five controls return when the workload manager has accepted them, which may be before
 * their effect; they fail with {@link InvalidStateException} in a state that does not admit them
 * and with {@link DeniedByDrmsException} where the user may not. After the session is closed, only
 * id, session name and template are left; after {@link #reap}, likewise.
 */
public interface Job {

    /** As the workload manager writes it. Asks nobody. */
    String jobId();

    /** Empty for a job that no session submitted. */
    Optional<String> sessionName();

    /** Equal to the one submitted; an empty one for a job that no session submitted. */
    JobTemplate jobTemplate();

    /** Stops a RUNNING job. */
    void suspend();

    /** Lets a SUSPENDED job go on. */
    void resume();

    /** Keeps a QUEUED or REQUEUED job from being started. */
    void hold();

    /** Lets a QUEUED_HELD or REQUEUED_HELD job be started. */
    void release();

    /** Ends a job that has not ended yet, queued or started. */
    void terminate();

    /**
     * Forgets a job that has ended.
     *
     * @throws InvalidStateException if it has not; whatever is asked of it afterwards ends in
     *     {@link InvalidArgumentException}
     */
    void reap();

    default JobState getState() {
        return getStatus().state();
    }

    /** The state and the workload manager's own word for it, of one observation. */
    JobStatus getStatus();

    /** What is known of the job, all of one observation. */
    JobInfo getInfo();

    /**
     * Blocks until the job was started, by the rules of {@link JobSession}.
     *
     * @throws DrmaaTimeoutException if it was not in time
     * @throws InvalidStateException if it ended without a start
     */
    void waitStarted(Duration timeout) throws InterruptedException;

    /**
     * Blocks until the job ended, by the rules of {@link JobSession}.
     *
     * @throws DrmaaTimeoutException if it did not in time
     * @throws InvalidStateException if its end can never be found out
     */
    void waitTerminated(Duration timeout) throws InterruptedException;
}
