package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.scheduler.CommandLineJob.Milestone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The futures of a session's jobs. However many there are, one thread waits for all of them, as any
 * waiter does, and is there only while one is open.
 */
final class Promises {

    private record Promise(
            TrackedJob job, Milestone milestone, CompletableFuture<JobInfo> future) {}

    private final Watch watch;
    private final Runnable requireOpen;
    private final List<Promise> open = new ArrayList<>();
    private boolean waiting;

    /**
     * @param requireOpen fails when the session is closed
     */
    Promises(Watch watch, Runnable requireOpen) {
        this.watch = watch;
        this.requireOpen = requireOpen;
    }

    CompletableFuture<JobInfo> on(TrackedJob job, Milestone milestone) {
        var promise = new Promise(job, milestone, new CompletableFuture<>());
        watch.locked(
                () -> {
                    if (!settled(promise)) {
                        open.add(promise);
                        start();
                    }
                    return open;
                });
        return promise.future();
    }

    private void start() {
        if (!waiting) {
            var thread = new Thread(this::run, "jcluster-futures");
            thread.setDaemon(true);
            thread.start();
            waiting = true;
        }
    }

    /** Whoever hangs something on the future does it on a thread that is nobody's. */
    private static boolean settled(Promise promise) {
        try {
            if (!promise.milestone().hasPassed(promise.job())) {
                return promise.future().isDone();
            }
            var info = promise.job().info();
            promise.future().completeAsync(() -> info);
        } catch (RuntimeException failure) {
            fail(promise, failure);
        }
        return true;
    }

    private static void fail(Promise promise, RuntimeException failure) {
        promise.future()
                .completeAsync(
                        () -> {
                            throw failure;
                        });
    }

    private void run() {
        try {
            watch.await(
                    Drmaa2.INFINITE_TIME,
                    "the jobs",
                    () -> {
                        requireOpen.run();
                        open.removeIf(Promises::settled);
                        waiting = !open.isEmpty();
                        return waiting ? Optional.empty() : Optional.of(true);
                    });
        } catch (InterruptedException | RuntimeException failure) {
            var told =
                    failure instanceof RuntimeException known
                            ? known
                            : new IllegalStateException(failure);
            watch.locked(
                    () -> {
                        open.forEach(promise -> fail(promise, told));
                        open.clear();
                        waiting = false;
                        return open;
                    });
        }
    }
}
