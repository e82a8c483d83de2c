package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaEvent;
import io.jcluster.drmaa2.DrmaaNotification;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events with nobody waiting for anything: the manager looks by itself. */
class CallbackTest {

    private static final JobTemplate JOB = JobTemplate.builder().remoteCommand("true").build();

    private final MadeUp world = new MadeUp();
    private final BlockingQueue<DrmaaNotification> events = new LinkedBlockingQueue<>();
    private CommandLineSessionManager manager;

    @BeforeEach
    void openAManager(@TempDir Path state) {
        var pace = new Pace(Duration.ofMillis(5), Duration.ofMillis(20));
        manager =
                new CommandLineSessionManager(
                        world, world, state, pace, Time.SYSTEM, Categories.NONE);
    }

    @AfterEach
    void closeIt() {
        manager.close();
    }

    private DrmaaNotification next() throws InterruptedException {
        var event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event within half a minute").isNotNull();
        return Optional.ofNullable(event).orElseThrow();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyStepIsToldAlsoTheOneNobodySaw() throws InterruptedException {
        assertThat(manager.supports(DrmaaCapability.CALLBACK)).isTrue();
        manager.registerEventNotification(events::add);
        var job = manager.createJobSession("work").runJob(JOB);
        world.queue.put(job.jobId(), "DONE 0 x");
        var running = next();
        assertThat(running.event()).isEqualTo(DrmaaEvent.NEW_STATE);
        assertThat(running.jobState()).contains(JobState.RUNNING);
        assertThat(running.sessionName()).isEqualTo("work");
        assertThat(running.jobId()).isEqualTo(job.jobId());
        assertThat(running.extensions()).containsEntry(Extensions.NOTIFICATION_SYNTHETIC, "true");
        var done = next();
        assertThat(done.jobState()).contains(JobState.DONE);
        assertThat(done.extensions()).doesNotContainKey(Extensions.NOTIFICATION_SYNTHETIC);
    }

    @Test
    void aSessionOpenedTwiceTellsOnce() throws InterruptedException {
        manager.registerEventNotification(events::add);
        var first = manager.createJobSession("work");
        manager.openJobSession("work");
        var job = first.runJob(JOB);
        world.queue.put(job.jobId(), "RUNNING - x");
        assertThat(next().jobState()).contains(JobState.RUNNING);
        world.queue.put(job.jobId(), "DONE 0 x");
        assertThat(next().jobState()).contains(JobState.DONE);
    }

    @Test
    void anotherReceiverTakesTheOldOnesPlaceAndNobodyHearsNothing() throws InterruptedException {
        var old = new LinkedBlockingQueue<DrmaaNotification>();
        manager.registerEventNotification(null);
        manager.registerEventNotification(old::add);
        manager.registerEventNotification(events::add);
        var session = manager.createJobSession("work");
        var job = session.runJob(JOB);
        world.queue.put(job.jobId(), "RUNNING - x");
        next();
        assertThat(old).isEmpty();
        manager.registerEventNotification(null);
        world.queue.put(job.jobId(), "DONE 0 x");
        job.waitTerminated(Duration.ofSeconds(30));
        assertThat(events).isEmpty();
        // And again somebody.
        manager.registerEventNotification(events::add);
        var other = session.runJob(JOB);
        world.queue.put(other.jobId(), "RUNNING - x");
        assertThat(next().jobId()).isEqualTo(other.jobId());
    }

    @Test
    void aReceiverThatThrowsHearsTheNextEventAllTheSame() throws InterruptedException {
        manager.registerEventNotification(
                event -> {
                    events.add(event);
                    throw new IllegalStateException("on purpose");
                });
        var job = manager.createJobSession("work").runJob(JOB);
        world.queue.put(job.jobId(), "DONE 0 x");
        assertThat(next().jobState()).contains(JobState.RUNNING);
        assertThat(next().jobState()).contains(JobState.DONE);
    }

    @Test
    void aSlowReceiverDelaysNoWait() throws InterruptedException {
        var gate = new CountDownLatch(1);
        manager.registerEventNotification(event -> await(gate));
        var job = manager.createJobSession("work").runJob(JOB);
        world.queue.put(job.jobId(), "DONE 0 x");
        job.waitTerminated(Duration.ofSeconds(30));
        gate.countDown();
    }

    @Test
    void aReceiverMaySubmitAndIsNeverCalledInsideItself() throws InterruptedException {
        var session = manager.createJobSession("work");
        var inside = new AtomicBoolean();
        var nested = new AtomicBoolean();
        var submitted = new AtomicBoolean();
        manager.registerEventNotification(
                event -> {
                    nested.compareAndSet(false, !inside.compareAndSet(false, true));
                    if (submitted.compareAndSet(false, true)) {
                        var another = session.runJob(JOB);
                        world.queue.put(another.jobId(), "DONE 0 x");
                    }
                    inside.set(false);
                    events.add(event);
                });
        var job = session.runJob(JOB);
        world.queue.put(job.jobId(), "DONE 0 x");
        var states = new ArrayList<JobState>();
        for (var i = 0; i < 4; i++) {
            states.add(next().jobState().orElseThrow());
        }
        assertThat(states).containsOnly(JobState.RUNNING, JobState.DONE);
        assertThat(nested).isFalse();
    }

    @Test
    void takingTheReceiverAwayWaitsForItsCallExceptFromInside() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var left = new AtomicBoolean();
        manager.registerEventNotification(
                event -> {
                    entered.countDown();
                    await(gate);
                    manager.registerEventNotification(null);
                    left.set(true);
                });
        var job = manager.createJobSession("work").runJob(JOB);
        world.queue.put(job.jobId(), "RUNNING - x");
        await(entered);
        var taker = new Thread(() -> manager.registerEventNotification(null));
        taker.start();
        gate.countDown();
        taker.join(30_000);
        assertThat(taker.isAlive()).isFalse();
        assertThat(left).isTrue();
    }

    @Test
    void whereTooManyEventsWaitTheLatestStateOfEachJobIsKept() throws InterruptedException {
        var gate = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        var delivery = new EventDelivery(4);
        delivery.to(
                Optional.of(
                        event -> {
                            events.add(event);
                            started.countDown();
                            await(gate);
                        }));
        delivery.post(event("a", JobState.RUNNING));
        await(started);
        for (var state : List.of(JobState.SUSPENDED, JobState.RUNNING, JobState.REQUEUED)) {
            delivery.post(event("b", state));
        }
        delivery.post(event("c", JobState.RUNNING));
        delivery.post(event("b", JobState.RUNNING));
        gate.countDown();
        assertThat(List.of(next(), next(), next()))
                .extracting(event -> event.jobId() + event.jobState().orElseThrow())
                .containsExactly("aRUNNING", "cRUNNING", "bRUNNING");
        delivery.to(Optional.empty());
    }

    private static DrmaaNotification event(String job, JobState state) {
        return DrmaaNotification.builder()
                .event(DrmaaEvent.NEW_STATE)
                .jobId(job)
                .sessionName("work")
                .jobState(state)
                .build();
    }
}
