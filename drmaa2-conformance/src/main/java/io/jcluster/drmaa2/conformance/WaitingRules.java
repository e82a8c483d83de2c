package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The four waits, of a job and of a session. */
public abstract class WaitingRules extends Chapter {

    private static final Duration MOMENT = Duration.ofMillis(300);

    protected WaitingRules() {}

    @Test
    @Rule({111, 112, 114, 126})
    void aWaitReturnsWhenTheStateWasEnteredAndAtOnceAfterwards() throws InterruptedException {
        var job = run(quick());
        job.waitStarted(soon);
        job.waitTerminated(soon);
        job.waitStarted(Drmaa2.ZERO_TIME);
        job.waitTerminated(Drmaa2.ZERO_TIME);
        assertThat(job.getState()).isEqualTo(JobState.DONE);
        var running = running(sleeper());
        running.waitStarted(Drmaa2.ZERO_TIME);
    }

    @Test
    @Rule({113, 115})
    void aWaitInVainEndsWithItsTime() throws InterruptedException {
        var job = run(quick().submitAsHold(true));
        var some = List.of(job);
        for (var time : List.of(Drmaa2.ZERO_TIME, MOMENT)) {
            fails(DrmaaTimeoutException.class, () -> job.waitStarted(time));
            fails(DrmaaTimeoutException.class, () -> job.waitTerminated(time));
            fails(DrmaaTimeoutException.class, () -> session.waitAnyStarted(some, time));
            fails(DrmaaTimeoutException.class, () -> session.waitAnyTerminated(some, time));
        }
        var began = System.nanoTime();
        fails(DrmaaTimeoutException.class, () -> job.waitStarted(MOMENT));
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(MOMENT.toNanos());
        var running = running(sleeper());
        fails(DrmaaTimeoutException.class, () -> running.waitTerminated(Drmaa2.ZERO_TIME));
    }

    @Test
    @Rule(116)
    void aWaitWithoutLimitLastsUntilAnotherThreadReleasesTheJob() throws InterruptedException {
        var job = run(quick().submitAsHold(true));
        var waiting = inAnotherThread(() -> job.waitTerminated(Drmaa2.INFINITE_TIME));
        assertThat(waiting.failure).isNotDone();
        job.release();
        assertThat(waiting.failure.join()).isEmpty();
        assertThat(job.getState()).isEqualTo(JobState.DONE);
    }

    @Test
    @Rule(117)
    void aTimeThatIsNoneIsRefused() {
        var job = run(quick());
        var some = List.of(job);
        var negative = Duration.ofSeconds(-1);
        fails(InvalidArgumentException.class, () -> job.waitStarted(negative));
        fails(InvalidArgumentException.class, () -> job.waitTerminated(negative));
        fails(InvalidArgumentException.class, () -> session.waitAnyStarted(some, negative));
        fails(InvalidArgumentException.class, () -> session.waitAnyTerminated(some, negative));
    }

    @Test
    @Rule(118)
    void waitingForAnyGivesEachJobOnce() throws InterruptedException {
        var left = new ArrayList<Job>();
        for (var i = 0; i < 3; i++) {
            left.add(run(quick()));
        }
        var all = Set.copyOf(left);
        var given = new ArrayList<Job>();
        while (!left.isEmpty()) {
            var job = session.waitAnyTerminated(left, soon);
            assertThat(left).anyMatch(it -> it == job);
            given.add(job);
            left.remove(job);
        }
        assertThat(given).doesNotHaveDuplicates().hasSameElementsAs(all);
    }

    @Test
    @Rule(119)
    void onlyJobsOfTheSessionCanBeWaitedFor() throws InterruptedException {
        var job = run(quick());
        var foreign = newSession().runJob(quick().build());
        fails(InvalidArgumentException.class, () -> session.waitAnyStarted(List.of(), soon));
        fails(InvalidArgumentException.class, () -> session.waitAnyTerminated(List.of(), soon));
        fails(
                InvalidArgumentException.class,
                () -> session.waitAnyTerminated(List.of(job, foreign), soon));
        job.waitTerminated(soon);
        job.reap();
        fails(InvalidArgumentException.class, () -> session.waitAnyTerminated(List.of(job), soon));
    }

    @Test
    @Rule({120, 121})
    void waitingForAnyGivesTheOneThatCanStart() throws InterruptedException {
        var held = run(quick().submitAsHold(true));
        var free = run(quick());
        var ended = run(sleeper().submitAsHold(true));
        ended.terminate();
        ended.waitTerminated(soon);
        assertThat(session.waitAnyStarted(List.of(held, free), soon)).isSameAs(free);
        assertThat(session.waitAnyStarted(List.of(ended, free), soon)).isSameAs(free);
        fails(InvalidStateException.class, () -> ended.waitStarted(soon));
        fails(
                InvalidStateException.class,
                () -> session.waitAnyStarted(List.of(ended, ended), soon));
    }

    @Test
    @Rule(123)
    void aWaitEndsWithItsSession() throws InterruptedException {
        var job = run(sleeper().submitAsHold(true));
        var waiting = inAnotherThread(() -> job.waitStarted(Drmaa2.INFINITE_TIME));
        manager.closeJobSession(session);
        assertThat(waiting.failure.join().orElseThrow())
                .isInstanceOf(InvalidSessionException.class);

        var again = manager.openJobSession(session.sessionName());
        var same = again.getJobs();
        var destroyed = inAnotherThread(() -> again.waitAnyTerminated(same, Drmaa2.INFINITE_TIME));
        try {
            manager.destroyJobSession(session.sessionName());
            assertThat(destroyed.failure.join().orElseThrow())
                    .isInstanceOf(InvalidSessionException.class);
        } finally {
            try (var look = manager.openMonitoringSession()) {
                look.getAllJobs(JobInfo.builder().jobId(job.jobId()).build()).forEach(Chapter::end);
            }
        }
    }

    @Test
    @Rule(124)
    void aWaitEndsWhenItsThreadIsInterrupted() throws InterruptedException {
        var job = run(sleeper().submitAsHold(true));
        var waiting = inAnotherThread(() -> job.waitStarted(Drmaa2.INFINITE_TIME));
        waiting.thread.interrupt();
        assertThat(waiting.failure.join().orElseThrow()).isInstanceOf(InterruptedException.class);
    }

    /** A call in a thread that was seen to wait in it, and what it threw. */
    private record Waiting(Thread thread, CompletableFuture<Optional<Throwable>> failure) {}

    private Waiting inAnotherThread(ThrowingRunnable call) throws InterruptedException {
        var failure = new CompletableFuture<Optional<Throwable>>();
        var thread =
                new Thread(
                        () -> {
                            try {
                                call.run();
                                failure.complete(Optional.empty());
                            } catch (Throwable e) {
                                failure.complete(Optional.of(e));
                            }
                        });
        thread.setDaemon(true);
        thread.start();
        await(
                () ->
                        thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING
                                || failure.isDone(),
                () -> "a thread to wait");
        return new Waiting(thread, failure);
    }
}
