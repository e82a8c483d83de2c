package io.jcluster.drmaa2;

import java.util.concurrent.CompletableFuture;

/**
 * The start and the end of jobs as futures, for jobs of any implementation. Where the
 * implementation has no {@link AsyncJob}s, each call costs a daemon thread until it is over.
 */
public final class DrmaaFutures {

    private DrmaaFutures() {}

    private interface Wait {
        void run() throws InterruptedException;
    }

    /**
     * What is known of the job once it was started, by the rules of {@link Job#waitStarted} and
     * without a limit; an extra beside the standard. Returns at once; the future fails with what
     * the wait throws, and cancelling it does nothing to the job. An {@link AsyncJob} that cannot
     * be waited for is refused at once instead.
     */
    public static CompletableFuture<JobInfo> waitStartedAsync(Job job) {
        return job instanceof AsyncJob async
                ? async.waitStartedAsync()
                : future(job, () -> job.waitStarted(Drmaa2.INFINITE_TIME));
    }

    /**
     * What is known of the job once it has ended, by the rules of {@link Job#waitTerminated} and
     * without a limit; an extra beside the standard. Returns at once; the future fails with what
     * the wait throws, and cancelling it does nothing to the job. An {@link AsyncJob} that cannot
     * be waited for is refused at once instead.
     */
    public static CompletableFuture<JobInfo> waitTerminatedAsync(Job job) {
        return job instanceof AsyncJob async
                ? async.waitTerminatedAsync()
                : future(job, () -> job.waitTerminated(Drmaa2.INFINITE_TIME));
    }

    private static CompletableFuture<JobInfo> future(Job job, Wait wait) {
        var future = new CompletableFuture<JobInfo>();
        var thread =
                new Thread(
                        () -> {
                            try {
                                wait.run();
                                future.complete(job.getInfo());
                            } catch (InterruptedException | RuntimeException | Error failure) {
                                future.completeExceptionally(failure);
                            }
                        },
                        "drmaa2-future-" + job.jobId());
        thread.setDaemon(true);
        thread.start();
        return future;
    }
}
