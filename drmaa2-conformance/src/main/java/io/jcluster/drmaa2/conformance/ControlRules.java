package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DeniedByDrmsException;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A job: its states, what can be done to it in which of them, and what is known of it. */
public abstract class ControlRules extends Chapter {

    /** A control, and the states that admit it. */
    private record Control(String name, Consumer<Job> call, Set<JobState> admits) {}

    private static final List<Control> CONTROLS =
            List.of(
                    new Control("suspend", Job::suspend, EnumSet.of(JobState.RUNNING)),
                    new Control("resume", Job::resume, EnumSet.of(JobState.SUSPENDED)),
                    new Control("hold", Job::hold, EnumSet.of(JobState.QUEUED, JobState.REQUEUED)),
                    new Control(
                            "release",
                            Job::release,
                            EnumSet.of(JobState.QUEUED_HELD, JobState.REQUEUED_HELD)),
                    new Control(
                            "terminate",
                            Job::terminate,
                            EnumSet.complementOf(
                                    EnumSet.of(
                                            JobState.DONE,
                                            JobState.FAILED,
                                            JobState.UNDETERMINED))),
                    new Control("reap", Job::reap, EnumSet.of(JobState.DONE, JobState.FAILED)));

    /** The transitions that a program may ever see; a state that was missed may lie between. */
    private static final Map<JobState, Set<JobState>> NEXT = new EnumMap<>(JobState.class);

    static {
        NEXT.put(
                JobState.QUEUED,
                EnumSet.complementOf(EnumSet.of(JobState.REQUEUED_HELD, JobState.UNDETERMINED)));
        NEXT.put(
                JobState.RUNNING,
                EnumSet.of(JobState.RUNNING, JobState.SUSPENDED, JobState.DONE, JobState.FAILED));
        NEXT.put(JobState.DONE, EnumSet.of(JobState.DONE));
    }

    protected ControlRules() {}

    @Test
    @Rule(84)
    void aJobThatEndsWellIsDone() throws InterruptedException {
        var info = done(quick());
        assertThat(info.exitStatus()).hasValue(0);
        assertThat(info.terminatingSignal()).isEmpty();
        // Two clocks may have a part in it.
        var submitted = info.submissionTime().orElseThrow().minusSeconds(1);
        var dispatched = info.dispatchTime().orElseThrow();
        assertThat(dispatched).isAfterOrEqualTo(submitted);
        assertThat(info.finishTime().orElseThrow()).isAfterOrEqualTo(dispatched);
    }

    @Test
    @Rule(85)
    void aJobThatFailsSaysWithWhatStatus() throws InterruptedException {
        assertThat(failed(script("exit 3")).exitStatus()).hasValue(3);
    }

    @Test
    @Rule(86)
    void aProgramThatIsNotThereFails() throws InterruptedException {
        for (var program : List.of("no-such-program", "/no/such/program")) {
            var info = failed(installation().template().remoteCommand(program));
            assertThat(info.exitStatus().isPresent() || info.annotation().isPresent()).isTrue();
            assertThat(info.exitStatus().orElse(127)).isEqualTo(127);
        }
    }

    @Test
    @Rule(87)
    void aJobEndedByASignalSaysSo() throws InterruptedException {
        var info = failed(script("kill -KILL $$"));
        assertThat(
                        info.terminatingSignal().filter("SIGKILL"::equals).isPresent()
                                || info.exitStatus().orElse(0) == 137)
                .as("%s", info)
                .isTrue();
    }

    @Test
    @Rule(88)
    void aTerminatedJobFails() throws InterruptedException {
        var job = running(sleeper());
        job.terminate();
        var info = ended(job);
        assertThat(info.jobState()).contains(JobState.FAILED);
        assertThat(info.terminatingSignal().or(info::annotation)).as("%s", info).isPresent();
    }

    @Test
    @Rule({89, 121})
    void aJobTerminatedBeforeItsStartNeverStarted() throws InterruptedException {
        var jobs = new ArrayList<>(List.of(run(sleeper().submitAsHold(true))));
        var blocked = sleeper().startTime(Instant.now().plus(Duration.ofHours(1)));
        if (installation().queues() && honours("startTime", blocked)) {
            jobs.add(run(blocked));
        }
        for (var job : jobs) {
            job.terminate();
            var info = ended(job);
            assertThat(info.jobState()).contains(JobState.FAILED);
            assertThat(info.dispatchTime()).as("%s", info).isEmpty();
            fails(InvalidStateException.class, () -> job.waitStarted(soon));
        }
    }

    @Test
    @Rule(90)
    void aQueuedJobCanBeHeldAndReleased() throws InterruptedException {
        var blocked = sleeper().startTime(Instant.now().plus(Duration.ofHours(1)));
        if (!installation().queues() || !honours("startTime", blocked)) {
            return;
        }
        var job = run(blocked);
        assertThat(job.getState()).isEqualTo(JobState.QUEUED);
        job.hold();
        becomes(JobState.QUEUED_HELD, job);
        job.release();
        becomes(JobState.QUEUED, job);
    }

    @Test
    @Rule(91)
    void aSuspendedJobStandsStillUntilItIsResumed() throws InterruptedException {
        var ticks = there("ticks");
        var job = running(script("while :; do echo tick >>" + ticks + "; sleep 0.1; done"));
        if (!installation().suspends()) {
            fails(DeniedByDrmsException.class, job::suspend);
            return;
        }
        awaitMore(ticks, 0);
        job.suspend();
        becomes(JobState.SUSPENDED, job);
        // What was under way when the signal came is through when two looks agree.
        var before = -1L;
        for (var now = size(ticks); now != before; now = size(ticks)) {
            before = now;
            done(command("sleep", "0.3"));
        }
        fails(InvalidStateException.class, job::suspend);
        job.resume();
        becomes(JobState.RUNNING, job);
        awaitMore(ticks, before);
    }

    private void awaitMore(String path, long than) throws InterruptedException {
        await(() -> size(path) > than, () -> path + " to grow");
    }

    private long size(String path) throws InterruptedException {
        return Long.parseLong(installation().run("cat " + path + " 2>/dev/null | wc -c").strip());
    }

    @Test
    @Rule(92)
    void aControlInAStateThatDoesNotAdmitItChangesNothing() throws InterruptedException {
        var held = run(sleeper().submitAsHold(true));
        var running = begun();
        var done = run(quick());
        var failed = run(script("exit 3"));
        refusesTheRest(held, JobState.QUEUED_HELD);
        refusesTheRest(running, JobState.RUNNING);
        var blocked = sleeper().startTime(Instant.now().plus(Duration.ofHours(1)));
        if (installation().queues() && honours("startTime", blocked)) {
            refusesTheRest(run(blocked), JobState.QUEUED);
        }
        if (installation().suspends()) {
            running.suspend();
            becomes(JobState.SUSPENDED, running);
            refusesTheRest(running, JobState.SUSPENDED);
        }
        done.waitTerminated(soon);
        refusesTheRest(done, JobState.DONE);
        failed.waitTerminated(soon);
        refusesTheRest(failed, JobState.FAILED);
    }

    private static void refusesTheRest(Job job, JobState state) {
        for (var control : CONTROLS) {
            if (!control.admits.contains(state)) {
                assertThatThrownBy(() -> control.call.accept(job))
                        .as("%s while %s", control.name, state)
                        .isInstanceOf(InvalidStateException.class);
                assertThat(job.getState()).as("after %s", control.name).isEqualTo(state);
            }
        }
    }

    @Test
    @Rule({94, 145})
    void aJobOfAnotherProgramIsSeenAndCanBeEnded() throws InterruptedException {
        var submitted = installation().submitNatively();
        if (submitted.isEmpty()) {
            return;
        }
        var filter = JobInfo.builder().jobId(submitted.get()).build();
        try (var look = manager.openMonitoringSession()) {
            var found = look.getAllJobs(filter);
            assertThat(found).hasSize(1);
            var job = found.get(0);
            assertThat(job.sessionName()).isEmpty();
            assertThat(job.jobTemplate().setAttributes()).isEmpty();
            job.terminate();
            await(
                    () ->
                            look.getAllJobs(filter).stream()
                                    .allMatch(seen -> seen.getState() == JobState.FAILED),
                    () -> "the end of " + job);
        }
    }

    @Test
    @Rule(94)
    void aJobOfAnotherUserIsNotOursToEnd() throws InterruptedException {
        var theirs = installation().jobOfAnotherUser();
        if (theirs.isEmpty()) {
            return;
        }
        try (var look = manager.openMonitoringSession()) {
            var filter =
                    JobInfo.builder().jobId(theirs.get().jobId()).jobOwner(theirs.get().owner());
            var found = look.getAllJobs(filter.build());
            assertThat(found).hasSize(1);
            assertThat(found.get(0).getInfo().jobOwner()).contains(theirs.get().owner());
            fails(DeniedByDrmsException.class, found.get(0)::terminate);
            assertThat(found.get(0).getState().isTerminated()).isFalse();
        }
    }

    @Test
    @Rule(95)
    void aJobIsOnlyEverSeenToGoForward() throws InterruptedException {
        var job = run(command("sleep", "0.5"));
        var seen = new ArrayList<>(List.of(job.getState()));
        await(
                () -> {
                    var state = job.getState();
                    if (state != seen.get(seen.size() - 1)) {
                        seen.add(state);
                    }
                    return state.isTerminated();
                },
                () -> "the end of " + job);
        for (var i = 1; i < seen.size(); i++) {
            assertThat(NEXT.getOrDefault(seen.get(i - 1), Set.of()))
                    .as("%s", seen)
                    .contains(seen.get(i));
        }
        assertThat(seen).endsWith(JobState.DONE);
    }

    @Test
    @Rule(96)
    void whatIsKnownOfAJobGrowsWithIt() throws InterruptedException {
        var held = run(sleeper().submitAsHold(true));
        var running = running(sleeper());
        var done = run(quick());
        done.waitTerminated(soon);
        for (var job : List.of(held, running, done)) {
            var info = job.getInfo();
            assertThat(info.jobId()).contains(job.jobId());
            assertThat(info.jobState()).contains(job.getState());
            assertThat(info.jobOwner()).isPresent();
            assertThat(info.submissionTime()).isPresent();
            assertThat(info.slots().orElse(0)).as("%s", info).isPositive();
        }
        assertThat(held.getInfo().dispatchTime()).isEmpty();
        assertThat(held.getInfo().exitStatus()).isEmpty();
        assertThat(running.getInfo().allocatedMachines()).isNotEmpty();
        assertThat(running.getInfo().exitStatus()).isEmpty();
        assertThat(running.getInfo().finishTime()).isEmpty();
        assertThat(done.getInfo().allocatedMachines()).isNotEmpty();
        if (installation().queues()) {
            assertThat(held.getInfo().queueName()).isPresent();
        }
    }

    @Test
    @Rule(97)
    void aJobStartedAnewKeepsTheTimeOfItsFirstStart() throws InterruptedException {
        if (!honours("rerunnable", sleeper().rerunnable(true))) {
            return;
        }
        var job = running(sleeper().rerunnable(true));
        var first = job.getInfo().dispatchTime().orElseThrow().truncatedTo(ChronoUnit.SECONDS);
        if (installation().requeue(job.jobId())) {
            becomes(JobState.REQUEUED, job);
            assertThat(job.getInfo().dispatchTime().orElseThrow().truncatedTo(ChronoUnit.SECONDS))
                    .isEqualTo(first);
            job.waitStarted(Drmaa2.ZERO_TIME);
            job.hold();
            becomes(JobState.REQUEUED_HELD, job);
            job.release();
            becomes(JobState.REQUEUED, job);
        }
    }

    @Test
    @Rule(98)
    void aJobThatHasNotEndedCannotBeReaped() throws InterruptedException {
        var held = run(sleeper().submitAsHold(true));
        var running = running(sleeper());
        fails(InvalidStateException.class, held::reap);
        fails(InvalidStateException.class, running::reap);
        assertThat(session.getJobs()).containsExactlyInAnyOrder(held, running);
    }

    @Test
    @Rule(99)
    void aReapedJobIsForgottenForGood() throws InterruptedException {
        var job = run(quick());
        job.waitTerminated(soon);
        job.reap();
        assertThat(session.getJobs()).isEmpty();
        for (ThrowingRunnable call :
                List.<ThrowingRunnable>of(
                        job::getState,
                        job::getInfo,
                        job::terminate,
                        job::reap,
                        () -> job.waitStarted(soon),
                        () -> job.waitTerminated(soon),
                        () -> session.waitAnyTerminated(List.of(job), soon))) {
            fails(InvalidArgumentException.class, call);
        }
        assertThat(job.jobId()).isNotEmpty();
        session.close();
        try (var again = manager.openJobSession(session.sessionName())) {
            assertThat(again.getJobs()).isEmpty();
        }
        try (var again = anotherManager().openJobSession(session.sessionName())) {
            assertThat(again.getJobs()).isEmpty();
        }
    }
}
