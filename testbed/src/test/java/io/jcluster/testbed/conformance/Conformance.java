package io.jcluster.testbed.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every workload manager must do for a DRMAA2 session, with real jobs. Written once; a
 * subclass says which manager.
 */
public abstract class Conformance {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** A directory of the test's own, as the jobs name it. */
    private String work;

    private Path state;
    private Host host;
    private SessionManager manager;
    private JobSession session;

    protected Conformance() {}

    /** The host on which the workload manager's commands are run. */
    protected abstract Host host();

    protected abstract Dialect dialect();

    /** A template with whatever this workload manager needs beyond the command. */
    protected JobTemplate.Builder template() {
        return JobTemplate.builder();
    }

    /** Where a path of the host's lies on this machine. */
    protected abstract Path onThisMachine(String path);

    @BeforeEach
    void openASession(@TempDir Path directory) throws InterruptedException {
        state = directory;
        host = host();
        work = host.run(Command.script("mktemp -d ~/conformance.XXXXXX")).stdout().strip();
        manager = manager();
        session = manager.createJobSession(uniqueName());
    }

    private String there(String name) {
        return work + "/" + name;
    }

    private Path here(String name) {
        return onThisMachine(there(name));
    }

    @AfterEach
    void endEveryJob() throws InterruptedException {
        manager.close();
        try (var again = manager()) {
            for (var name : again.getJobSessionNames()) {
                try (var left = again.openJobSession(name)) {
                    for (var job : left.getJobs()) {
                        endNow(job);
                    }
                }
                again.destroyJobSession(name);
            }
        }
        host.run(Command.of("rm", "-r", work));
    }

    private static void endNow(Job job) throws InterruptedException {
        if (!job.getState().isTerminated()) {
            job.terminate();
            job.waitTerminated(SOON);
        }
    }

    private SessionManager manager() {
        return new CommandLineSessionManager(
                dialect(), host, state, new Pace(Duration.ofMillis(100), Duration.ofSeconds(1)));
    }

    private static String uniqueName() {
        return "t-" + UUID.randomUUID();
    }

    private JobTemplate quick() {
        return template().remoteCommand("true").build();
    }

    private JobTemplate.Builder sleeper() {
        return template().remoteCommand("sleep").args("600");
    }

    private JobTemplate shell(String script) {
        return template().remoteCommand("sh").args("-c", script).build();
    }

    @Test
    void aManagerSaysWhatItIs() {
        assertThat(manager.drmsName()).isNotEmpty();
        assertThat(manager.drmsVersion().major()).isNotEmpty();
        assertThat(manager.drmaaName()).isNotEmpty();
        assertThat(manager.drmaaVersion().major()).isEqualTo("2");
        for (var capability : DrmaaCapability.values()) {
            assertThat(manager.supports(capability))
                    .isEqualTo(dialect().capabilities().contains(capability));
        }
        assertThat(manager.supports(null)).isFalse();
    }

    @Test
    void aSessionIsThereUntilItIsDestroyed() {
        var name = session.sessionName();
        assertThat(manager.getJobSessionNames()).contains(name);
        manager.closeJobSession(session);
        assertThat(manager.getJobSessionNames()).contains(name);
        manager.closeJobSession(manager.openJobSession(name));
        manager.destroyJobSession(name);
        assertThat(manager.getJobSessionNames()).doesNotContain(name);
        assertThatThrownBy(() -> manager.openJobSession(name))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aNameIsGivenOnce() {
        assertThatThrownBy(() -> manager.createJobSession(session.sessionName()))
                .isInstanceOf(InvalidArgumentException.class);
        var one = manager.createJobSession();
        var other = manager.createJobSession();
        assertThat(one.sessionName()).isNotEqualTo(other.sessionName());
    }

    @Test
    void anIllegalNameCreatesNothing() {
        var before = manager.getJobSessionNames();
        for (var name : List.of("", "a/b", "a@b", "x".repeat(101), "a\u0007b", "..")) {
            assertThatThrownBy(() -> manager.createJobSession(name))
                    .as(name)
                    .isInstanceOf(InvalidArgumentException.class);
        }
        assertThat(manager.getJobSessionNames()).isEqualTo(before);
    }

    @Test
    void aClosedSessionRefusesEverythingButItsName() {
        manager.closeJobSession(session);
        session.close();
        assertThat(session.sessionName()).isNotEmpty();
        assertThatThrownBy(() -> manager.closeJobSession(session))
                .isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(() -> session.getJobs()).isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(() -> session.runJob(quick()))
                .isInstanceOf(InvalidSessionException.class);
    }

    @Test
    void aDestroyedSessionIsClosedForWhoHasItOpen() {
        try (var elsewhere = manager()) {
            var other = elsewhere.openJobSession(session.sessionName());
            manager.destroyJobSession(session.sessionName());
            assertThatThrownBy(other::getJobs).isInstanceOf(InvalidSessionException.class);
            assertThatThrownBy(session::getJobs).isInstanceOf(InvalidSessionException.class);
        }
    }

    @Test
    void whatIsNotSupportedSaysSo() {
        assertThatThrownBy(() -> manager.createReservationSession("r"))
                .isInstanceOf(DrmaaUnsupportedOperationException.class);
        assertThatThrownBy(() -> manager.getReservationSessionNames())
                .isInstanceOf(DrmaaUnsupportedOperationException.class);
        assertThatThrownBy(() -> session.runBulkJobs(quick(), 1, 2, 1))
                .isInstanceOf(DrmaaUnsupportedOperationException.class);
        assertThatThrownBy(() -> manager.registerEventNotification(event -> {}))
                .isInstanceOf(DrmaaUnsupportedOperationException.class);
    }

    @Test
    void aJobThatEndsWellIsDone() throws InterruptedException {
        var template = quick();
        var job = session.runJob(template);
        assertThat(job.jobId()).isNotEmpty();
        assertThat(job.sessionName()).contains(session.sessionName());
        assertThat(job.jobTemplate()).isEqualTo(template);
        job.waitStarted(SOON);
        job.waitTerminated(SOON);
        var info = job.getInfo();
        assertThat(info.jobState()).contains(JobState.DONE);
        assertThat(info.exitStatus()).hasValue(0);
        assertThat(info.jobOwner()).isPresent();
        assertThat(info.submissionTime()).isPresent();
        assertThat(info.finishTime().orElseThrow())
                .isAfterOrEqualTo(info.dispatchTime().orElseThrow());
        job.waitTerminated(Drmaa2.ZERO_TIME);
    }

    @Test
    void aJobThatFailsSaysWithWhatStatus() throws InterruptedException {
        var job = session.runJob(shell("exit 3"));
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().exitStatus()).hasValue(3);
    }

    @Test
    void aProgramThatIsNotThereFails() throws InterruptedException {
        var job = session.runJob(template().remoteCommand("no-such-program").build());
        job.waitTerminated(SOON);
        assertThat(job.getInfo().exitStatus()).hasValue(127);
    }

    @Test
    void aWorkingDirectoryThatIsNotThereFails() throws InterruptedException {
        var job =
                session.runJob(
                        template().remoteCommand("true").workingDirectory(there("none")).build());
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
    }

    @Test
    void argumentsAndEnvironmentArriveAsTheyAre() throws InterruptedException, IOException {
        var hard = "a b  '\"$HOME* \\ `id` ü\n-";
        var output = here("out put 100%");
        var job =
                session.runJob(
                        template()
                                .remoteCommand("printf")
                                .args("%s|", "-x", "", hard, "*")
                                .outputPath(there("out put 100%"))
                                .build());
        job.waitTerminated(SOON);
        assertThat(output).content().isEqualTo("-x||" + hard + "|*|");
        var env =
                session.runJob(
                        template()
                                .remoteCommand("sh")
                                .args("-c", "printf %s \"$HARD\"; pwd; cat")
                                .jobEnvironment(Map.of("HARD", hard))
                                .workingDirectory(work)
                                .inputPath(there("out put 100%"))
                                .outputPath(Drmaa2.WORKING_DIRECTORY + "/env")
                                .build());
        env.waitTerminated(SOON);
        assertThat(here("env")).content().isEqualTo(hard + work + "\n" + Files.readString(output));
    }

    @Test
    void outputIsAppended() throws InterruptedException, IOException {
        var output = here("out");
        host.run(Command.script("echo before >" + there("out")));
        var job =
                session.runJob(
                        template()
                                .remoteCommand("sh")
                                .args("-c", "echo one; echo two >&2")
                                .outputPath(there("out"))
                                .errorPath(there("err"))
                                .joinFiles(true)
                                .build());
        job.waitTerminated(SOON);
        assertThat(output).content().isEqualTo("before\none\ntwo\n");
        assertThat(here("err")).doesNotExist();
    }

    @Test
    void errorsGoToTheirOwnFile() throws InterruptedException {
        var job =
                session.runJob(
                        template()
                                .remoteCommand("sh")
                                .args("-c", "echo one; echo two >&2")
                                .outputPath(there("out"))
                                .errorPath(there("err"))
                                .build());
        job.waitTerminated(SOON);
        assertThat(here("out")).content().isEqualTo("one\n");
        assertThat(here("err")).content().isEqualTo("two\n");
    }

    @Test
    void anOutputFileThatCannotBeMadeFailsTheJob() throws InterruptedException {
        var job =
                session.runJob(
                        template().remoteCommand("true").outputPath(there("none/out")).build());
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().annotation()).isPresent();
    }

    @Test
    void aWholeScriptIsRunByTheInterpreterItNames() throws InterruptedException {
        var output = here("out");
        var job =
                session.runJob(
                        template()
                                .extension(
                                        Extensions.SCRIPT,
                                        "#!/bin/bash\na=(1 2 3)\necho ${#a[@]}\n")
                                .outputPath(there("out"))
                                .build());
        job.waitTerminated(SOON);
        assertThat(output).content().isEqualTo("3\n");
    }

    @Test
    void aTerminatedJobFails() throws InterruptedException {
        var job = session.runJob(sleeper().build());
        job.waitStarted(SOON);
        assertThat(job.getInfo().allocatedMachines()).isNotEmpty();
        assertThat(job.getInfo().slots().orElse(0)).isPositive();
        job.terminate();
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThatThrownBy(job::terminate).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void aHeldJobStartsWhenItIsReleased() throws InterruptedException {
        var job = session.runJob(template().remoteCommand("true").submitAsHold(true).build());
        assertThat(job.getState()).isEqualTo(JobState.QUEUED_HELD);
        assertThatThrownBy(() -> job.waitStarted(Duration.ofMillis(300)))
                .isInstanceOf(DrmaaTimeoutException.class);
        assertThatThrownBy(() -> job.waitStarted(Drmaa2.ZERO_TIME))
                .isInstanceOf(DrmaaTimeoutException.class);
        assertThatThrownBy(job::suspend).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(job::reap).isInstanceOf(InvalidStateException.class);
        job.release();
        job.waitTerminated(Drmaa2.INFINITE_TIME);
        assertThat(job.getState()).isEqualTo(JobState.DONE);
    }

    @Test
    void aJobEndedBeforeItsStartCannotBeWaitedForToStart() throws InterruptedException {
        var job = session.runJob(sleeper().submitAsHold(true).build());
        job.terminate();
        job.waitTerminated(SOON);
        assertThat(job.getInfo().jobState()).contains(JobState.FAILED);
        assertThat(job.getInfo().dispatchTime()).isEmpty();
        assertThatThrownBy(() -> job.waitStarted(SOON)).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void aSuspendedJobStandsStillUntilItIsResumed() throws InterruptedException {
        var job = session.runJob(sleeper().build());
        job.waitStarted(SOON);
        job.suspend();
        becomes(JobState.SUSPENDED, job);
        job.resume();
        becomes(JobState.RUNNING, job);
    }

    /** Control operations return when they were acknowledged, which may be before their effect. */
    private static void becomes(JobState wanted, Job job) throws InterruptedException {
        var deadline = System.nanoTime() + SOON.toNanos();
        while (job.getState() != wanted && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(job.getState()).isEqualTo(wanted);
    }

    @Test
    void aReapedJobIsForgottenForGood() throws InterruptedException {
        var job = session.runJob(quick());
        job.waitTerminated(SOON);
        job.reap();
        assertThat(session.getJobs()).isEmpty();
        assertThatThrownBy(job::getState).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> job.waitTerminated(SOON))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> session.waitAnyTerminated(List.of(job), SOON))
                .isInstanceOf(InvalidArgumentException.class);
        var name = session.sessionName();
        session.close();
        assertThat(manager.openJobSession(name).getJobs()).isEmpty();
    }

    @Test
    void aSessionOpenedByAnotherProgramHasItsJobs() throws InterruptedException {
        var template =
                sleeper()
                        .jobName("a name")
                        .extension(Extensions.TAG, "tag-" + uniqueName())
                        .build();
        var job = session.runJob(template);
        job.waitStarted(SOON);
        try (var elsewhere = manager();
                var again = elsewhere.openJobSession(session.sessionName())) {
            assertThat(again.getJobs()).containsExactly(job);
            var same = again.getJobs().get(0);
            assertThat(same.jobTemplate()).isEqualTo(template);
            assertThat(same.getInfo().jobName()).contains("a name");
            assertThat(same.getInfo().extensions())
                    .containsEntry(Extensions.INFO_TAG, template.extensions().get(Extensions.TAG));
            same.terminate();
            same.waitTerminated(SOON);
        }
        job.waitTerminated(SOON);
    }

    @Test
    void aFilterFindsWhatMatches() throws InterruptedException {
        var done = session.runJob(quick());
        var running = session.runJob(sleeper().build());
        done.waitTerminated(SOON);
        running.waitStarted(SOON);
        assertThat(session.getJobs()).containsExactly(done, running);
        assertThat(jobs(JobInfo.builder())).containsExactly(done, running);
        assertThat(jobs(JobInfo.builder().jobState(JobState.RUNNING))).containsExactly(running);
        assertThat(jobs(JobInfo.builder().jobId(done.jobId()))).containsExactly(done);
        assertThat(jobs(JobInfo.builder().jobId("no"))).isEmpty();
        assertThat(manager.openMonitoringSession().getAllJobs())
                .extracting(Job::jobId)
                .contains(running.jobId());
    }

    private List<Job> jobs(JobInfo.Builder filter) {
        return session.getJobs(filter.build());
    }

    @Test
    void waitingForAnyGivesEachJobOnce() throws InterruptedException {
        var left = new ArrayList<Job>();
        for (var i = 0; i < 3; i++) {
            left.add(session.runJob(quick()));
        }
        var all = Set.copyOf(left);
        var seen = new ArrayList<Job>();
        while (!left.isEmpty()) {
            var job = session.waitAnyTerminated(left, SOON);
            seen.add(job);
            left.remove(job);
        }
        assertThat(seen).doesNotHaveDuplicates().hasSameElementsAs(all);
        assertThatThrownBy(() -> session.waitAnyTerminated(List.of(), SOON))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> seen.get(0).waitTerminated(Duration.ofSeconds(-1)))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aWaitEndsWithItsSession() throws InterruptedException {
        var job = session.runJob(sleeper().submitAsHold(true).build());
        var failure = new ArrayList<Throwable>();
        var waiter =
                new Thread(
                        () -> {
                            try {
                                job.waitStarted(Drmaa2.INFINITE_TIME);
                            } catch (Throwable e) {
                                failure.add(e);
                            }
                        });
        waiter.start();
        manager.closeJobSession(session);
        waiter.join();
        assertThat(failure).singleElement().isInstanceOf(InvalidSessionException.class);
    }

    @Test
    void aTemplateThatAsksForTooMuchIsRefusedByName() {
        refused(InvalidArgumentException.class, JobTemplate.builder(), "remoteCommand");
        refused(UnsupportedAttributeException.class, template().jobCategory("x"), "jobCategory");
        refused(
                UnsupportedAttributeException.class,
                template().extension("other_jt_word", "x"),
                "other_jt_word");
        refused(InvalidArgumentException.class, template().outputPath("relative"), "outputPath");
        refused(
                InvalidArgumentException.class,
                template().resourceLimit(Drmaa2.CPU_TIME, 3),
                "resourceLimits");
        refused(
                InvalidArgumentException.class,
                template().jobEnvironment(Map.of("A B", "x")),
                "jobEnvironment");
        assertThat(session.getJobs()).isEmpty();
    }

    private void refused(
            Class<? extends RuntimeException> kind, JobTemplate.Builder builder, String word) {
        var template =
                word.equals("remoteCommand")
                        ? builder.build()
                        : builder.remoteCommand("true").build();
        assertThatThrownBy(() -> session.runJob(template))
                .isInstanceOf(kind)
                .hasMessageContaining(word);
    }
}
