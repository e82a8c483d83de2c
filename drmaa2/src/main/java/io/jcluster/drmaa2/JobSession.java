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
 * manager nothing of its own, so a state is seen one polling interval late. An interrupt ends a
 * wait.
 *
 * <p>Everything but the contact and the name fails with {@link InvalidSessionException} once the
 * session is closed or destroyed; a wait under way, at once. Whatever asks the workload manager, as
 * its comment says, fails with {@link DrmCommunicationException} when there is no answer; a wait
 * with time left tries again instead.
 */
public interface JobSession extends AutoCloseable {

    /**
     * Where the workload manager is, in normal form; the default contact when none was given. Asks
     * nobody, also after close (GFD.231, JobSession: contact).
     */
    String contact();

    /**
     * The name that {@link SessionManager#openJobSession} accepts, never empty. Asks nobody, also
     * after close (GFD.231, JobSession: sessionName).
     */
    String sessionName();

    /**
     * The values that {@code jobCategory} can have here; may be none. Asks nobody (GFD.231,
     * JobSession: jobCategories).
     */
    List<String> jobCategories();

    /**
     * Every job of this session that was not reaped, in any state; as {@link #getJobs(JobInfo)}
     * (GFD.231, JobSession: getJobs with the filter UNSET).
     */
    default List<Job> getJobs() {
        return getJobs(null);
    }

    /**
     * The jobs that the filter {@linkplain JobInfo#accepts accepts}; none is an empty list. A
     * snapshot, in no order. Blocks for one look at the workload manager where the filter or a
     * submission without an answer makes one necessary (GFD.231, JobSession: getJobs).
     *
     * @param filter null for every job
     * @throws InvalidArgumentException if the filter demands what is never reported here
     */
    List<Job> getJobs(@Nullable JobInfo filter);

    /**
     * A job array of this session, also from before it was opened. Asks nobody, except after a
     * submission without an answer (GFD.231, JobSession: getJobArray).
     *
     * @throws InvalidArgumentException if there is none of that id
     */
    JobArray getJobArray(String jobArrayId);

    /**
     * Submits a job. On return it has an id and a state, and belongs to the session even if this
     * program ends now. Blocks for one command, which is never given twice: when its answer is lost
     * and a look does not find the job either, that is a failure of communication, and the session
     * gets the job as soon as it is seen (GFD.231, JobSession: runJob).
     *
     * @throws InvalidArgumentException if the template cannot be honoured; names the attributes
     * @throws UnsupportedAttributeException if an optional attribute or an extension is set that
     *     this implementation does not know
     * @throws DeniedByDrmsException if the workload manager refuses
     * @throws TryLaterException if it is too busy or too full for now
     * @throws DrmCommunicationException if it does not answer; the job may exist all the same
     * @throws OutOfResourceException if the session cannot be stored
     * @throws ImplementationSpecificException if the submission fails in a way of its own
     */
    Job runJob(JobTemplate jobTemplate);

    /**
     * Submits one job for each index, without a limit of members running at the same time; as
     * {@link #runBulkJobs(JobTemplate, int, int, int, int)} (GFD.231, JobSession: runBulkJobs with
     * maxParallel UNSET).
     *
     * @param beginIndex the first index, at least 1
     * @param endIndex the last possible index, at least beginIndex
     * @param step from one index to the next, at least 1
     */
    default JobArray runBulkJobs(JobTemplate jobTemplate, int beginIndex, int endIndex, int step) {
        return runBulkJobs(jobTemplate, beginIndex, endIndex, step, Integer.MAX_VALUE);
    }

    /**
     * Submits one job for each index, all or nothing; blocks and fails as {@link #runJob} does, for
     * one command or, where the workload manager has no such arrays, one for each member (GFD.231,
     * JobSession: runBulkJobs).
     *
     * @param beginIndex the first index, at least 1
     * @param endIndex the last possible index, at least beginIndex
     * @param step from one index to the next, at least 1
     * @param maxParallel the most members running at the same time, at least 1; ignored without
     *     {@link DrmaaCapability#BULK_JOBS_MAXPARALLEL}
     * @throws InvalidArgumentException if an index, the step or the limit is out of range, the
     *     array is larger than the workload manager allows, or the template cannot be honoured
     */
    JobArray runBulkJobs(
            JobTemplate jobTemplate, int beginIndex, int endIndex, int step, int maxParallel);

    /**
     * Blocks until one of the jobs was started, and gives the first in the collection's order; the
     * others are left as they are (GFD.231, JobSession: waitAnyStarted).
     *
     * @param jobs at least one, all of this session; the same one may be there twice
     * @param timeout from zero to {@link Drmaa2#INFINITE_TIME}
     * @throws DrmaaTimeoutException if none was in time
     * @throws InvalidStateException if none can be any more
     * @throws InvalidArgumentException if there are no jobs, some are of another session or were
     *     reaped, or the time is negative
     * @throws InvalidSessionException if the session is closed or destroyed, also while waiting
     * @throws DrmCommunicationException if the time is zero and the workload manager does not
     *     answer
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Job waitAnyStarted(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException;

    /**
     * Blocks until one of the jobs ended, and gives the first in the collection's order; parameters
     * and failures as for {@link #waitAnyStarted} (GFD.231, JobSession: waitAnyTerminated).
     *
     * @throws DrmaaTimeoutException if none ended in time
     * @throws InvalidStateException if the end of none can ever be found out
     */
    Job waitAnyTerminated(Collection<? extends Job> jobs, Duration timeout)
            throws InterruptedException;

    /**
     * Closes this handle as {@link SessionManager#closeJobSession} does, but may be called again;
     * an extra beside the standard. Asks nobody.
     */
    @Override
    void close();
}
