package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.ImplementationSpecificException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.tunnel.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine makes of a workload manager that forgets, falls silent or speaks in riddles. */
class EngineTest {

    private static final JobTemplate JOB = JobTemplate.builder().remoteCommand("true").build();

    private final MadeUp world = new MadeUp();
    private Path state;
    private JobSession session;

    @BeforeEach
    void openASession(@TempDir Path directory) {
        state = directory;
        session = manager().createJobSession("work");
    }

    private SessionManager manager() {
        return new CommandLineSessionManager(
                world, world, state, Pace.REMOTE, world, Categories.NONE);
    }

    private static JobTemplate tagged(String tag) {
        return JOB.toBuilder().extension(Extensions.TAG, tag).build();
    }

    private long questions(String program) {
        return world.asked.stream().filter(words -> words.startsWith(program)).count();
    }

    @Test
    void manyJobsCostOneQuestion() {
        var jobs = new ArrayList<Job>();
        for (var i = 0; i < 50; i++) {
            jobs.add(session.runJob(JOB));
        }
        jobs.forEach(Job::getInfo);
        assertThat(questions("list")).isEqualTo(1);
    }

    @Test
    void aLookOnDemandIsFreshAfterAnActionAndAfterAWhile() {
        var job = session.runJob(JOB);
        job.getState();
        world.queue.put(job.jobId(), "RUNNING - x");
        assertThat(job.getState()).isEqualTo(JobState.QUEUED);
        world.pass(Duration.ofSeconds(3));
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        world.queue.put(job.jobId(), "FAILED 1 x");
        job.terminate();
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
    }

    @Test
    void waitingAsksLessAndLessOftenWhileNothingChanges() throws InterruptedException {
        var job = session.runJob(JOB);
        assertThatThrownBy(() -> job.waitStarted(Duration.ofHours(1)))
                .isInstanceOf(DrmaaTimeoutException.class);
        // 2 s, 3 s, 4.5 s … up to 30 s: about an hour in half minutes
        assertThat(questions("list")).isBetween(110L, 135L);
    }

    @Test
    void aWaitLivesThroughALineThatIsLost() throws InterruptedException {
        var job = session.runJob(JOB);
        world.lost.put("list", HostException.Kind.UNREACHABLE);
        world.meanwhile =
                () -> {
                    if (questions("list") > 5) {
                        world.lost.clear();
                        world.queue.put(job.jobId(), "DONE 0 x");
                    }
                };
        job.waitTerminated(Drmaa2.INFINITE_TIME);
        assertThat(job.getState()).isEqualTo(JobState.DONE);
    }

    @Test
    void aListingThatFailsChangesNothing() {
        var job = session.runJob(JOB);
        world.queue.put(job.jobId(), "RUNNING - x");
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        world.refusing.put("list", "the controller is down");
        for (var i = 0; i < 5; i++) {
            world.pass(Duration.ofMinutes(1));
            assertThatThrownBy(job::getState)
                    .isInstanceOf(DrmCommunicationException.class)
                    .hasMessageContaining("| the controller is down");
        }
        world.refusing.clear();
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aWordThatIsNotKnownChangesNothing() {
        var job = session.runJob(JOB);
        world.queue.put(job.jobId(), "RUNNING - x");
        job.getState();
        world.queue.put(job.jobId(), "UNDETERMINED - x");
        world.pass(Duration.ofMinutes(5));
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aSessionThatAnotherProcessDestroysIsNoAffairOfTheOthers() {
        var manager = manager();
        var doomed = manager.createJobSession("doomed");
        var lost = doomed.runJob(JOB);
        var other = manager.openJobSession("work").runJob(JOB);
        manager().destroyJobSession("doomed");
        world.queue.put(lost.jobId(), "RUNNING - x");
        world.queue.put(other.jobId(), "RUNNING - x");
        world.pass(Duration.ofMinutes(1));
        assertThat(other.getState()).isEqualTo(JobState.RUNNING);
        assertThatThrownBy(() -> doomed.runJob(JOB)).isInstanceOf(InvalidSessionException.class);
    }

    @Test
    void anEndThatAnotherProcessAskedForIsKnownHere() {
        var job = session.runJob(JOB);
        job.getState();
        manager().openJobSession("work").getJobs().forEach(Job::terminate);
        world.queue.clear(); // as Slurm does with pending members of arrays
        world.pass(Duration.ofSeconds(5));
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().annotation().orElseThrow()).startsWith("cancelled");
    }

    @Test
    void aFinishedJobStaysFinished() {
        var job = session.runJob(JOB);
        world.queue.put(job.jobId(), "DONE 0 x");
        assertThat(job.getState()).isEqualTo(JobState.DONE);
        world.queue.put(job.jobId(), "QUEUED - x");
        world.pass(Duration.ofMinutes(1));
        assertThat(job.getState()).isEqualTo(JobState.DONE);
    }

    @Test
    void aJobThatTheListingForgotIsFoundInTheAccounting() {
        var job = session.runJob(JOB);
        job.getState();
        world.queue.clear();
        world.accounting.put(job.jobId(), "FAILED 3 x");
        world.pass(Duration.ofMinutes(1));
        assertThat(job.getInfo().exitStatus()).hasValue(3);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aJobThatNobodyKnowsIsNeverDone() {
        var job = session.runJob(JOB);
        world.queue.put(job.jobId(), "RUNNING - x");
        job.getState();
        world.queue.clear();
        for (var i = 0; i < 3; i++) {
            world.pass(Duration.ofSeconds(14));
            assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        }
        world.pass(Duration.ofSeconds(14));
        assertThat(job.getState()).isEqualTo(JobState.UNDETERMINED);
        assertThat(job.getInfo().annotation().orElse("")).contains("no record");
    }

    @Test
    void aMissingJobIsNotGivenUpWhileTheAccountingIsSilent() {
        var job = session.runJob(JOB);
        world.queue.clear();
        world.refusing.put("acct", "the database is down");
        for (var i = 0; i < 10; i++) {
            world.pass(Duration.ofMinutes(1));
            assertThat(job.getState()).isEqualTo(JobState.QUEUED);
        }
        world.refusing.put("acct", "no accounting here");
        for (var i = 0; i < 3; i++) {
            world.pass(Duration.ofMinutes(1));
            job.getState();
        }
        assertThat(job.getState()).isEqualTo(JobState.UNDETERMINED);
    }

    @Test
    void aJobWeEndedAndNobodyKnowsAnyMoreHasFailed() {
        var job = session.runJob(JOB);
        job.terminate();
        world.queue.clear();
        for (var i = 0; i < 3; i++) {
            world.pass(Duration.ofMinutes(1));
            // Each look in a program of its own: what was missed is remembered between them.
            try (var again = manager().openJobSession("work")) {
                again.getJobs().forEach(Job::getState);
            }
        }
        assertThat(manager().openJobSession("work").getJobs())
                .singleElement()
                .satisfies(
                        same -> {
                            assertThat(same.getState()).isEqualTo(JobState.FAILED);
                            assertThat(same.getInfo().annotation().orElse(""))
                                    .contains("cancelled");
                        });
    }

    @Test
    void aSubmissionWhoseAnswerIsLostIsRecognisedByItsTag() {
        world.lost.put("sub", HostException.Kind.TIMED_OUT);
        var job = session.runJob(tagged("jc-1"));
        assertThat(job.jobId()).isEqualTo("41");
        assertThat(session.getJobs()).containsExactly(job);
        assertThat(questions("sub")).isEqualTo(1);
    }

    @Test
    void aSubmissionLostWithTheLineIsFoundWhenTheSessionIsOpenedAgain() {
        world.lost.put("sub", HostException.Kind.UNREACHABLE);
        world.lost.put("list", HostException.Kind.UNREACHABLE);
        assertThatThrownBy(() -> session.runJob(tagged("jc-1")))
                .isInstanceOf(DrmCommunicationException.class)
                .hasMessageContaining("not known whether the job was submitted")
                .hasMessageContaining("jc-1");
        session.close();
        world.lost.clear();
        var jobs = manager().openJobSession("work").getJobs();
        assertThat(jobs)
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.jobId()).isEqualTo("41");
                            assertThat(job.jobTemplate()).isEqualTo(tagged("jc-1"));
                            assertThat(job.getInfo().extensions())
                                    .containsEntry(Extensions.INFO_TAG, "jc-1");
                        });
    }

    @Test
    void aSubmissionThatNeverArrivedIsGivenUpOnceEverybodyHasAnswered() {
        world.refusing.put("sub", "timed out");
        assertThatThrownBy(() -> session.runJob(tagged("jc-1")))
                .isInstanceOf(DrmCommunicationException.class);
        assertThatThrownBy(() -> session.runJob(tagged("jc-1")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("used before");
        world.pass(Duration.ofMinutes(3));
        assertThat(session.getJobs()).isEmpty();
        world.refusing.clear();
        assertThat(session.runJob(tagged("jc-1")).jobId()).isEqualTo("41");
    }

    @Test
    void aSubmissionOnlyTheAccountingRemembersIsFound() {
        world.refusing.put("sub", "timed out");
        assertThatThrownBy(() -> session.runJob(tagged("jc-1")))
                .isInstanceOf(DrmCommunicationException.class);
        world.accounting.put("99", "DONE 0 jc-1");
        world.pass(Duration.ofMinutes(3));
        assertThat(session.getJobs())
                .singleElement()
                .satisfies(job -> assertThat(job.jobId()).isEqualTo("99"));
    }

    @Test
    void aRefusalSaysWhatFailedWhatWasSaidWhatWasRunAndWhatToTry() {
        world.refusing.put("sub", "sub: \u001b[31mno such queue\u001b[0m: \u202edebug");
        assertThatThrownBy(() -> session.runJob(tagged("jc-1")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(
                        """
                        cannot submit the job: sub on madeup ended with status 1
                          | sub: [31mno such queue[0m: debug
                        ran: sub jc-1
                        try: ask which there are\
                        """);
        assertThat(session.getJobs()).isEmpty();
    }

    @Test
    void anUnknownComplaintIsShownWithItsStatus() {
        world.refusing.put("do", "no idea");
        var job = session.runJob(JOB);
        assertThatThrownBy(job::terminate)
                .isInstanceOfSatisfying(
                        ImplementationSpecificException.class,
                        e -> assertThat(e.code()).isEqualTo(1))
                .hasMessageContaining("| no idea");
    }

    @Test
    void aHoldThatComesTooLateIsTakenBack() {
        var job = session.runJob(JOB);
        job.getState();
        world.queue.put(job.jobId(), "RUNNING - x");
        assertThatThrownBy(job::hold).isInstanceOf(InvalidStateException.class);
        assertThat(world.asked).contains("do hold 41").contains("do release 41");
    }

    @Test
    void aProgramKilledRightAfterSubmissionHasItsJobInTheSession() {
        var job = session.runJob(JOB);
        // Nothing was closed.
        assertThat(manager().openJobSession("work").getJobs()).containsExactly(job);
    }

    @Test
    void aLineThatACrashCutOffIsPassedOver() throws IOException {
        var job = session.runJob(JOB);
        var journal = state.resolve("madeup/job/work/journal");
        Files.writeString(journal, "{\"kind\":\"REAPED\",\"key\":\"41", StandardOpenOption.APPEND);
        try (var again = manager().openJobSession("work")) {
            var other = again.runJob(JOB);
            assertThat(again.getJobs()).containsExactly(job, other);
            assertThat(session.getJobs()).containsExactly(job, other);
        }
    }

    @Test
    void aJournalFromBeforeThereWereArraysIsStillRead() throws IOException {
        try (var old = EngineTest.class.getResourceAsStream("journal-of-plain-jobs")) {
            Files.copy(
                    Objects.requireNonNull(old),
                    state.resolve("madeup/job/work/journal"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        world.pass(Duration.ofMinutes(10));
        var jobs = manager().openJobSession("work").getJobs();
        assertThat(jobs).extracting(Job::jobId).containsExactly("41", "42");
        assertThat(jobs.get(0).getInfo().exitStatus()).hasValue(3);
        assertThat(jobs.get(1).getState()).isEqualTo(JobState.FAILED);
        assertThat(jobs.get(0).jobTemplate()).isEqualTo(JOB);
    }

    @Test
    void whatIsKeptIsForTheOwnerAlone() throws IOException {
        session.runJob(JOB);
        var place = state.resolve("madeup/job/work");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("rwx------");
        var journal = place.resolve("journal");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(journal)))
                .isEqualTo("rw-------");
    }
}
