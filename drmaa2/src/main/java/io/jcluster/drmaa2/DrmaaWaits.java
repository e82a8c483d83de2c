package io.jcluster.drmaa2;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits for all of many jobs, in sessions of any implementation. */
public final class DrmaaWaits {

    private DrmaaWaits() {}

    private interface Wait {
        void on(Job job, Duration left) throws InterruptedException;
    }

    /**
     * Blocks until every one of the jobs was started, or the time is over; an extra beside the
     * standard. Parameters and failures are those of {@link WaitAllSession#waitAllStarted}; a
     * session without it waits for one job after the other, and a job of another session goes
     * unnoticed.
     */
    public static void waitAllStarted(
            JobSession session, Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException {
        if (session instanceof WaitAllSession able) {
            able.waitAllStarted(jobs, timeout);
        } else {
            oneByOne(jobs, timeout, Job::waitStarted);
        }
    }

    /**
     * Blocks until every one of the jobs ended, or the time is over; an extra beside the standard.
     * Parameters and failures are those of {@link WaitAllSession#waitAllTerminated}; a session
     * without it waits for one job after the other, and a job of another session goes unnoticed.
     */
    public static void waitAllTerminated(
            JobSession session, Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException {
        if (session instanceof WaitAllSession able) {
            able.waitAllTerminated(jobs, timeout);
        } else {
            oneByOne(jobs, timeout, Job::waitTerminated);
        }
    }

    /** Each takes from the time the others leave; what has happened is not waited for. */
    private static void oneByOne(Collection<? extends Job> jobs, Duration timeout, Wait wait)
            throws InterruptedException {
        if (jobs.isEmpty()) {
            throw new InvalidArgumentException("no job to wait for");
        }
        var limit = TimeUnit.NANOSECONDS.convert(timeout);
        var start = System.nanoTime();
        for (var job : List.copyOf(jobs)) {
            var left = limit - (System.nanoTime() - start);
            wait.on(
                    job,
                    limit == Long.MAX_VALUE || limit < 0
                            ? timeout
                            : Duration.ofNanos(Math.max(0, left)));
        }
    }
}
