package io.jcluster.drmaa2;

import java.util.concurrent.CompletableFuture;

/**
 * A job that tells by itself when it starts and ends, without a thread that waits for it; an extra
 * beside the standard. {@link DrmaaFutures} has the same for every job.
 *
 * <p>A future fails with what the blocking wait would throw. Cancelling one does nothing to the
 * job.
 */
public interface AsyncJob extends Job {

    /**
     * What is known of the job once it was started; an extra beside {@link Job#waitStarted}, with
     * its meaning of a start and without its limit. Returns at once.
     *
     * @throws InvalidArgumentException if the job was reaped
     * @throws InvalidSessionException if the session is closed or destroyed
     */
    CompletableFuture<JobInfo> waitStartedAsync();

    /**
     * What is known of the job once it has ended, well or not; an extra beside {@link
     * Job#waitTerminated}, without its limit. Returns at once.
     *
     * @throws InvalidArgumentException if the job was reaped
     * @throws InvalidSessionException if the session is closed or destroyed
     */
    CompletableFuture<JobInfo> waitTerminatedAsync();
}
