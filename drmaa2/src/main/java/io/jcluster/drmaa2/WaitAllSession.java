package io.jcluster.drmaa2;

import java.time.Duration;
import java.util.Collection;

/**
 * A job session that can wait for all of many jobs at once; an extra beside the standard, whose
 * waits are for one job or for any. {@link DrmaaWaits} has the same for every session.
 */
public interface WaitAllSession extends JobSession {

    /**
     * Blocks until every one of the jobs was started, by the rules of {@link JobSession}; an extra
     * beside the standard.
     *
     * @param jobs at least one, all of this session
     * @param timeout for all of them together, from zero to {@link Drmaa2#INFINITE_TIME}
     * @throws DrmaaTimeoutException if some were not in time
     * @throws InvalidStateException as soon as one can be started no more
     * @throws InvalidArgumentException if there are no jobs, some are of another session or were
     *     reaped, or the time is negative
     * @throws InvalidSessionException if the session is closed or destroyed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void waitAllStarted(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException;

    /**
     * Blocks until every one of the jobs ended, by the rules of {@link JobSession}; an extra beside
     * the standard. Parameters and other failures as for {@link #waitAllStarted}.
     *
     * @throws DrmaaTimeoutException if some did not in time
     * @throws InvalidStateException as soon as the end of one can never be found out
     */
    void waitAllTerminated(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException;
}
