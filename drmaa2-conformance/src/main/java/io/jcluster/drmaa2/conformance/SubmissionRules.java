package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

/** Submission: what is accepted, what is refused, and where and when a job runs. */
public abstract class SubmissionRules extends Chapter {

    private static final int AT_ONCE = 40;
    private static final int THREADS = 8;

    protected SubmissionRules() {}

    @Test
    @Rule({45, 46, 47})
    void aSessionGainsTheJobsThatAreSubmitted() {
        assertThat(session.sessionName()).isNotEmpty();
        assertThat(session.getJobs()).isEmpty();
        var template = quick().jobName("one").build();
        var one = session.runJob(template);
        assertThat(one.jobId()).isNotEmpty();
        assertThat(one.sessionName()).contains(session.sessionName());
        assertThat(one.jobTemplate()).isEqualTo(template);
        assertThat(session.getJobs()).containsExactly(one);
        var other = run(quick());
        assertThat(other.jobId()).isNotEqualTo(one.jobId());
        assertThat(session.getJobs()).containsExactlyInAnyOrder(one, other);
    }

    @Test
    @Rule(48)
    void aJobNeedsACommand() {
        invalid("remoteCommand", installation().template());
    }

    @Test
    @Rule(49)
    void aCategoryIsOneOfThoseThereAre() throws InterruptedException {
        invalid("jobCategory", quick().jobCategory("no-such-category"));
        for (var category : session.jobCategories()) {
            ended(quick().jobCategory(category));
        }
    }

    @Test
    @Rule(50)
    void aQueueThatIsNotThereIsRefused() {
        var builder = quick().queueName("no-such-queue");
        if (honours("queueName", builder)) {
            invalid("queueName", builder);
        }
    }

    @Test
    @Rule(51)
    void everyQueueOfTheListIsAccepted() throws InterruptedException {
        if (!honours("queueName", quick().queueName("any"))) {
            return;
        }
        List<QueueInfo> queues;
        try (var look = manager.openMonitoringSession()) {
            queues = look.getAllQueues();
        }
        assertThat(queues).isNotEmpty();
        for (var queue : queues) {
            var info = done(quick().queueName(queue.name()));
            assertThat(info.queueName()).contains(queue.name());
        }
    }

    @Test
    @Rule(54)
    void aVariableHasANameThatAShellKnows() {
        for (var name : List.of("A B", "1X", "", "A-B", "A\nB")) {
            invalid("jobEnvironment", quick().jobEnvironment(Map.of(name, "x")));
        }
    }

    @Test
    @Rule({57, 62})
    void aPathIsAbsoluteOrStartsWithAPlaceholder() {
        for (var path :
                List.of(
                        "relative",
                        "./x",
                        "/a/" + Drmaa2.HOME_DIRECTORY + "/b",
                        "/a/" + Drmaa2.WORKING_DIRECTORY)) {
            invalid("workingDirectory", quick().workingDirectory(path));
            invalid("inputPath", quick().inputPath(path));
            invalid("outputPath", quick().outputPath(path));
            invalid("errorPath", quick().errorPath(path));
        }
        invalid("workingDirectory", quick().workingDirectory(Drmaa2.WORKING_DIRECTORY + "/x"));
    }

    @Test
    @Rule(64)
    void aJobSubmittedAsHeldStartsWhenItIsReleased() throws InterruptedException {
        var job = run(quick().submitAsHold(true));
        var another = run(quick());
        assertThat(job.getState()).isEqualTo(JobState.QUEUED_HELD);
        // Whatever keeps a free job from its start is over by now.
        another.waitTerminated(soon);
        assertThat(job.getState()).isEqualTo(JobState.QUEUED_HELD);
        job.release();
        assertThat(ended(job).jobState()).contains(JobState.DONE);
    }

    @Test
    @Rule(65)
    void aJobDoesNotStartBeforeItsTime() throws InterruptedException {
        var later = Instant.now().plusSeconds(20).truncatedTo(ChronoUnit.SECONDS);
        var builder = quick().startTime(later);
        if (!honours("startTime", builder)) {
            return;
        }
        var job = run(builder);
        assertThat(job.getState()).isEqualTo(JobState.QUEUED);
        done(quick().startTime(Instant.now().minusSeconds(3600)));
        done(quick().startTime(Drmaa2.NOW));
        assertThat(ended(job).dispatchTime().orElseThrow()).isAfterOrEqualTo(later);
    }

    @Test
    @Rule(66)
    void aJobThatIsNotRerunnableIsNotRunTwice() throws InterruptedException {
        var runs = there("runs");
        var job = running(script("echo run >>" + runs + "; sleep 600").rerunnable(false));
        await(() -> exists(runs), () -> "the job to run");
        if (installation().requeue(job.jobId())) {
            assertThat(ended(job).jobState()).contains(JobState.FAILED);
        } else {
            assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        }
        assertThat(read(runs)).isEqualTo("run\n");
    }

    @Test
    @Rule(67)
    void anyNameIsAcceptedAndPerhapsAltered() throws InterruptedException {
        for (var name : List.of("n".repeat(300), "two words", "1st", "ü% \"'\\#")) {
            assertThat(done(quick().jobName(name)).jobName()).isPresent();
        }
    }

    @Test
    @Rule(68)
    void aJobGetsTheSlotsItNeeds() throws InterruptedException {
        assertThat(done(quick().minSlots(2)).slots().orElse(0)).isGreaterThanOrEqualTo(2);
    }

    @Test
    @Rule(69)
    void slotsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> run(quick().minSlots(0))).satisfies(names("minSlots"));
        assertThatThrownBy(() -> run(quick().minSlots(-1))).satisfies(names("minSlots"));
        if (manager.supports(DrmaaCapability.JT_MAXSLOTS)) {
            invalid("maxSlots", quick().minSlots(2).maxSlots(1));
        }
        assertThat(session.getJobs()).isEmpty();
    }

    private static ThrowingConsumer<Throwable> names(String attribute) {
        return failure ->
                assertThat(failure)
                        .isInstanceOf(InvalidArgumentException.class)
                        .hasMessageContaining(attribute);
    }

    @Test
    @Rule({70, 71})
    void anOptionalAttributeIsAcceptedWhereItIsSupportedAndRefusedByNameWhereItIsNot()
            throws InterruptedException {
        optional(DrmaaCapability.JT_EMAIL, "email", quick().email(List.of("a@example.org")));
        optional(
                DrmaaCapability.JT_EMAIL,
                "emailOnStarted",
                quick().email(List.of("a@example.org")).emailOnStarted(true));
        optional(
                DrmaaCapability.JT_EMAIL,
                "emailOnTerminated",
                quick().email(List.of("a@example.org")).emailOnTerminated(true));
        optional(
                DrmaaCapability.JT_STAGING,
                "stageInFiles",
                quick().stageInFiles(Map.of("/etc/hostname", there("in"))));
        optional(
                DrmaaCapability.JT_STAGING,
                "stageOutFiles",
                quick().stageOutFiles(Map.of("/etc/hostname", there("out"))));
        optional(
                DrmaaCapability.JT_DEADLINE,
                "deadlineTime",
                quick().deadlineTime(Instant.now().plus(Duration.ofHours(1)))
                        .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofMinutes(1)));
        optional(DrmaaCapability.JT_MAXSLOTS, "maxSlots", quick().minSlots(1).maxSlots(2));
        optional(DrmaaCapability.JT_ACCOUNTINGID, "accountingId", quick().accountingId("root"));
    }

    private void optional(DrmaaCapability capability, String attribute, JobTemplate.Builder example)
            throws InterruptedException {
        if (manager.supports(capability)) {
            done(example);
            return;
        }
        var before = session.getJobs();
        assertThatThrownBy(() -> run(example))
                .as(attribute)
                .isInstanceOf(UnsupportedAttributeException.class);
        assertThat(session.getJobs()).isEqualTo(before);
    }

    @Test
    @Rule(70)
    void aFlagSetToFalseAsksForNothing() throws InterruptedException {
        done(
                quick().emailOnStarted(false)
                        .emailOnTerminated(false)
                        .rerunnable(false)
                        .joinFiles(false)
                        .submitAsHold(false));
    }

    @Test
    @Rule(72)
    void aJobRunsOnAMachineOfItsChoice() throws InterruptedException {
        if (!honours("candidateMachines", quick().candidateMachines(List.of("any")))) {
            return;
        }
        try (var look = manager.openMonitoringSession()) {
            for (var machine : look.getAllMachines()) {
                var info = done(quick().candidateMachines(List.of(machine.name())));
                assertThat(info.allocatedMachines())
                        .extracting(SlotInfo::machineName)
                        .containsExactly(machine.name());
            }
        }
        refusedOrFailed(quick().candidateMachines(List.of("no-such-machine")));
    }

    @Test
    @Rule(73)
    void moreMemoryThanAnyMachineHasIsRefusedOrFails() throws InterruptedException {
        var builder = quick().minPhysMemory(1L << 40);
        if (honours("minPhysMemory", builder)) {
            refusedOrFailed(builder);
            done(quick().minPhysMemory(1024L));
        }
    }

    @Test
    @Rule(74)
    void aJobRunsOnTheKindOfMachineItNeeds() throws InterruptedException {
        if (honours("machineOS", quick().machineOS(OperatingSystem.LINUX))) {
            try (var look = manager.openMonitoringSession()) {
                done(quick().machineOS(look.getAllMachines().get(0).machineOS().orElseThrow()));
            }
            refusedOrFailed(quick().machineOS(OperatingSystem.IRIX));
        }
        if (honours("machineArch", quick().machineArch(CpuArchitecture.X64))) {
            try (var look = manager.openMonitoringSession()) {
                done(quick().machineArch(look.getAllMachines().get(0).machineArch().orElseThrow()));
            }
            refusedOrFailed(quick().machineArch(CpuArchitecture.ALPHA));
        }
    }

    @Test
    @Rule(75)
    void aLimitThatCannotBeIsRefused() {
        invalid("resourceLimits", quick().resourceLimits(Map.of("NO_SUCH_LIMIT", "1")));
        invalid("resourceLimits", quick().resourceLimits(Map.of(Drmaa2.WALLCLOCK_TIME, "soon")));
        invalid("resourceLimits", quick().resourceLimits(Map.of(Drmaa2.WALLCLOCK_TIME, "-1")));
    }

    @Test
    @Rule(76)
    void aJobThatTakesTooLongFails() throws InterruptedException {
        var job = run(sleeper().resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofSeconds(5)));
        // A manager that counts in minutes looks at them once a minute.
        job.waitTerminated(Duration.ofMinutes(3).plus(soon));
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
    }

    @Test
    @Rule(78)
    void priorityIsANumberThatMayBeTooLarge() throws InterruptedException {
        if (!honours("priority", quick().priority(0))) {
            return;
        }
        done(quick().priority(0));
        done(quick().priority(-10));
        invalid("priority", quick().priority(Integer.MIN_VALUE));
    }

    @Test
    @Rule(80)
    void anExtensionThatIsNotOfThisImplementationIsRefusedByName() {
        for (var name : List.of("other_jt_word", "jcluster_jt_no_such_word")) {
            assertThatThrownBy(() -> run(quick().extension(name, "x")))
                    .isInstanceOf(UnsupportedAttributeException.class)
                    .hasMessageContaining(name);
        }
        assertThat(session.getJobs()).isEmpty();
    }

    @Test
    @Rule(83)
    void manyJobsSubmittedAtOnceAreAllThere() throws InterruptedException, ExecutionException {
        var pool = Executors.newFixedThreadPool(THREADS);
        var ids = new ArrayList<String>();
        try {
            var template = quick().build();
            Callable<String> submission = () -> session.runJob(template).jobId();
            for (var id : pool.invokeAll(Collections.nCopies(AT_ONCE, submission))) {
                ids.add(id.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(AT_ONCE);
        assertThat(session.getJobs())
                .extracting(Job::jobId)
                .containsExactlyInAnyOrderElementsOf(ids);
    }
}
