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

    /** What is known of the job once it was started. */
    CompletableFuture<JobInfo> waitStartedAsync();

    /** What is known of the job once it has ended. */
    CompletableFuture<JobInfo> waitTerminatedAsync();
}
