package io.jcluster.drmaa2;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named collection of jobs that outlives the program (GFD.231, JobSession). Safe for use by many
 * threads.
 *
 * <p>The waits of this interface and of {@link Job} follow the same rules. Zero tests once, {@link
 * Drmaa2#INFINITE_TIME} knows no limit, a negative time is refused. What counts is that a job
 * <em>has entered</em> the state, not that it is still in it. A condition that can never come true
 * any more does not block but ends in {@link InvalidStateException}. Waiting asks the workload
 * manager nothing of its own, so a state is seen one polling interval late.
 *
 * <p>Everything but the contact and the name fails with {@link InvalidSessionException} once the
 * session is closed or destroyed; a wait under way, at once.
 */
public interface JobSession extends AutoCloseable {

    /** Where the workload manager is, in normal form; the default contact when none was given. */
    String contact();

    String sessionName();

    /** The values that {@code jobCategory} can have here. */
    List<String> jobCategories();

    /** Every job of this session that was not reaped, in any state. A snapshot. */
    default List<Job> getJobs() {
        return getJobs(null);
    }

    /**
     * The jobs that the filter {@linkplain JobInfo#accepts accepts}; none is an empty list.
     *
     * @param filter null for every job
     * @throws InvalidArgumentException if the filter demands what is never reported here
     */
    List<Job> getJobs(@Nullable JobInfo filter);

    /**
     * A job array of this session, also from before it was opened.
     *
     * @throws InvalidArgumentException if there is none of that id
     */
    JobArray getJobArray(String jobArrayId);

    /**
     * Submits a job. On return it has an id and a state, and belongs to the session even if this
     * program ends now.
     *
     * @throws InvalidArgumentException if the template cannot be honoured; names the attributes
     * @throws UnsupportedAttributeException if an optional attribute or an extension is set that
     *     this implementation does not know
     * @throws DeniedByDrmsException if the workload manager refuses
     * @throws TryLaterException if it is too busy or too full for now
     */
    Job runJob(JobTemplate jobTemplate);

    /** As below, without a limit of members running at the same time. */
    default JobArray runBulkJobs(JobTemplate jobTemplate, int beginIndex, int endIndex, int step) {
        return runBulkJobs(jobTemplate, beginIndex, endIndex, step, Integer.MAX_VALUE);
    }

    /**
     * Submits one job for each index, all or nothing; fails as {@link #runJob} does.
     *
     * @param beginIndex the first index, at least 1
     * @param endIndex the last possible index, at least beginIndex
     * @param step from one index to the next, at least 1
     * @param maxParallel the most members running at the same time, at least 1; ignored without
     *     {@link DrmaaCapability#BULK_JOBS_MAXPARALLEL}
     */
    JobArray runBulkJobs(
            JobTemplate jobTemplate, int beginIndex, int endIndex, int step, int maxParallel);

    /**
     * Blocks until one of the jobs was started, and gives the first in the collection's order.
     *
     * @throws DrmaaTimeoutException if none was in time
     * @throws InvalidStateException if none can be any more
     * @throws InvalidArgumentException if there are no jobs, or some are of another session
     */
    Job waitAnyStarted(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException;

    /** As {@link #waitAnyStarted}, for the end of a job. */
    Job waitAnyTerminated(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException;

    /** As {@link SessionManager#closeJobSession}, but may be called again. */
    @Override
    void close();
}
