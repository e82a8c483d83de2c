package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DrmaaCallback;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaEvent;
import io.jcluster.drmaa2.DrmaaNotification;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events as they are told to a callback, and attributes by their names. */
public abstract class EventRules extends Chapter {

    private SessionManager own;
    private JobSession watched;

    protected EventRules() {}

    /** A manager has one callback, so each test needs a manager of its own. */
    @BeforeEach
    void openForEvents() {
        own = anotherManager();
        watched = own.openJobSession(session.sessionName());
    }

    /** Registers a callback; where there are none, sees to it that this is said. */
    private boolean registered(DrmaaCallback callback) {
        if (own.supports(DrmaaCapability.CALLBACK)) {
            own.registerEventNotification(callback);
            return true;
        }
        fails(
                DrmaaUnsupportedOperationException.class,
                () -> own.registerEventNotification(callback));
        return false;
    }

    private static List<JobState> states(List<DrmaaNotification> events, Job job) {
        return events.stream()
                .filter(event -> event.jobId().equals(job.jobId()))
                .filter(event -> event.event() == DrmaaEvent.NEW_STATE)
                .flatMap(event -> event.jobState().stream())
                .toList();
    }

    private void awaitEnd(List<DrmaaNotification> events, Job job) throws InterruptedException {
        await(
                () -> states(events, job).stream().anyMatch(JobState::isTerminated),
                () -> "the end of " + job + " in " + events);
    }

    @Test
    @Rule({126, 157, 161})
    void theStepsOfAJobAreToldInOrder() throws InterruptedException {
        var events = new CopyOnWriteArrayList<DrmaaNotification>();
        if (!registered(events::add)) {
            return;
        }
        var job = watched.runJob(quick().build());
        awaitEnd(events, job);
        assertThat(states(events, job)).endsWith(JobState.RUNNING, JobState.DONE);
        assertThat(states(events, job)).doesNotHaveDuplicates();
        assertThat(events)
                .extracting(DrmaaNotification::sessionName)
                .containsOnly(watched.sessionName());
    }

    @Test
    @Rule(158)
    void onlyTheLastCallbackIsTold() throws InterruptedException {
        var first = new CopyOnWriteArrayList<DrmaaNotification>();
        var second = new CopyOnWriteArrayList<DrmaaNotification>();
        if (!registered(first::add)) {
            return;
        }
        own.registerEventNotification(second::add);
        awaitEnd(second, watched.runJob(quick().build()));
        assertThat(first).isEmpty();
        own.registerEventNotification(null);
        var told = List.copyOf(second);
        watched.runJob(quick().build()).waitTerminated(soon);
        own.registerEventNotification(null);
        assertThat(second).isEqualTo(told);
    }

    @Test
    @Rule(159)
    void aCallbackThatThrowsHearsOfWhatComesNext() throws InterruptedException {
        var events = new CopyOnWriteArrayList<DrmaaNotification>();
        if (!registered(
                event -> {
                    events.add(event);
                    throw new IllegalStateException("a callback of the tests that throws");
                })) {
            return;
        }
        awaitEnd(events, watched.runJob(quick().build()));
        awaitEnd(events, watched.runJob(quick().build()));
    }

    @Test
    @Rule({159, 160})
    void aSlowCallbackHoldsUpNothingAndIsNeverCalledTwiceAtOnce() throws InterruptedException {
        var goOn = new CountDownLatch(1);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var events = new CopyOnWriteArrayList<DrmaaNotification>();
        if (!registered(
                event -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    events.add(event);
                    inside.decrementAndGet();
                })) {
            return;
        }
        var job = watched.runJob(quick().build());
        job.waitTerminated(soon);
        assertThat(events).isEmpty();
        goOn.countDown();
        awaitEnd(events, job);
        assertThat(most).hasValue(1);
    }

    @Test
    @Rule(160)
    void aCallbackMaySubmitAJob() throws InterruptedException {
        var template = quick().build();
        var submitted = new CopyOnWriteArrayList<Job>();
        var events = new CopyOnWriteArrayList<DrmaaNotification>();
        if (!registered(
                event -> {
                    events.add(event);
                    if (submitted.isEmpty()) {
                        submitted.add(watched.runJob(template));
                    }
                })) {
            return;
        }
        watched.runJob(quick().build());
        await(() -> !submitted.isEmpty(), () -> "a job submitted by a callback");
        awaitEnd(events, submitted.get(0));
    }

    @Test
    @Rule(162)
    void everyExtensionCanBeDescribedSetAndRead() {
        var lists =
                List.of(
                        manager.jobTemplateImplSpec(),
                        manager.jobInfoImplSpec(),
                        manager.reservationTemplateImplSpec(),
                        manager.reservationInfoImplSpec(),
                        manager.queueInfoImplSpec(),
                        manager.machineInfoImplSpec(),
                        manager.notificationImplSpec());
        for (var names : lists) {
            assertThat(names).doesNotHaveDuplicates();
            for (var name : names) {
                assertThat(manager.describeExtension(name)).as(name).isNotBlank();
            }
        }
        for (var name : manager.jobTemplateImplSpec()) {
            var builder = JobTemplate.builder();
            manager.setInstanceValue(builder, name, "x");
            var template = builder.build();
            assertThat(manager.getInstanceValue(template, name)).contains("x");
            assertThat(manager.describeAttribute(template, name)).isNotBlank();
        }
        for (var name : manager.jobInfoImplSpec()) {
            var builder = JobInfo.builder();
            manager.setInstanceValue(builder, name, "x");
            assertThat(manager.getInstanceValue(builder.build(), name)).contains("x");
        }
    }

    @Test
    @Rule(163)
    void aNameNobodyKnowsAndATextThatIsNoValueAreRefused() {
        var builder = JobTemplate.builder();
        assertThatThrownBy(() -> manager.setInstanceValue(builder, "minSlots", "many"))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> manager.setInstanceValue(builder, "other_jt_word", "x"))
                .isInstanceOf(UnsupportedAttributeException.class);
        assertThatThrownBy(() -> manager.getInstanceValue(builder.build(), "other_jt_word"))
                .isInstanceOf(UnsupportedAttributeException.class);
        assertThatThrownBy(() -> manager.describeAttribute(builder.build(), "noSuchAttribute"))
                .isInstanceOf(UnsupportedAttributeException.class);
    }
}
