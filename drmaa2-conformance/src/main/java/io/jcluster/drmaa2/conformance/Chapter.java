package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every test has: a session of its own, files of its own, and an end to all of its jobs. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class Chapter implements InstallationUnderTest {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final List<String> sessionNames = new ArrayList<>();
    private final List<SessionManager> managers = new ArrayList<>();
    private Optional<String> work = Optional.empty();

    SessionManager manager;
    JobSession session;
    Duration soon;

    @BeforeEach
    void openASession() {
        manager = installation().manager();
        soon = installation().patience();
        session = newSession();
    }

    @AfterEach
    void leaveNothingBehind() throws InterruptedException {
        for (var name : sessionNames) {
            if (manager.getJobSessionNames().contains(name)) {
                try (var left = manager.openJobSession(name)) {
                    left.getJobs().forEach(Chapter::end);
                }
                manager.destroyJobSession(name);
            }
        }
        managers.forEach(SessionManager::close);
        if (work.isPresent()) {
            installation().run("rm -rf " + ShellWord.of(work.get()));
        }
    }

    static void end(Job job) {
        try {
            if (!job.getState().isTerminated()) {
                job.terminate();
            }
        } catch (InvalidStateException e) {
            // It has ended in between.
        }
    }

    final JobSession newSession() {
        return manager.createJobSession(newName());
    }

    /** A name that no session has, and whose session is destroyed after the test. */
    final String newName() {
        var name = "t-" + UUID.randomUUID();
        sessionNames.add(name);
        return name;
    }

    final void destroyedAfterwards(JobSession made) {
        sessionNames.add(made.sessionName());
    }

    /** As another program of this user. */
    final SessionManager anotherManager() {
        return closedAfterwards(installation().another());
    }

    final SessionManager closedAfterwards(SessionManager made) {
        managers.add(made);
        return made;
    }

    /** A path in a directory of the test's own, as the jobs name it. */
    final String there(String name) throws InterruptedException {
        if (work.isEmpty()) {
            var directory = installation().directory() + "/" + UUID.randomUUID();
            installation().run("mkdir " + ShellWord.of(directory));
            work = Optional.of(directory);
        }
        return work.get() + "/" + name;
    }

    final String read(String path) throws InterruptedException {
        return installation().read(path);
    }

    final void write(String path, String text) throws InterruptedException {
        installation().write(path, text);
    }

    final boolean exists(String path) throws InterruptedException {
        return installation()
                .run("if [ -e " + ShellWord.of(path) + " ]; then echo yes; fi")
                .equals("yes\n");
    }

    final JobTemplate.Builder command(String program, String... args) {
        return installation().template().remoteCommand(program).args(args);
    }

    final JobTemplate.Builder quick() {
        return installation().template().remoteCommand("true");
    }

    final JobTemplate.Builder sleeper() {
        return command("sleep", "600");
    }

    final JobTemplate.Builder script(String text) {
        return command("sh", "-c", text);
    }

    final Job run(JobTemplate.Builder template) {
        return session.runJob(template.build());
    }

    final Job running(JobTemplate.Builder template) throws InterruptedException {
        var job = run(template);
        job.waitStarted(soon);
        becomes(JobState.RUNNING, job);
        return job;
    }

    /** A job whose processes are there: one counts as running while they are on their way. */
    final Job begun() throws InterruptedException {
        var mark = there("begun-" + UUID.randomUUID());
        var job = running(script(": >" + mark + "; sleep 600"));
        await(() -> exists(mark), () -> "the processes of " + job);
        return job;
    }

    /** Runs a job to its end, however it ends. */
    final JobInfo ended(JobTemplate.Builder template) throws InterruptedException {
        return ended(run(template));
    }

    final JobInfo ended(Job job) throws InterruptedException {
        job.waitTerminated(soon);
        return job.getInfo();
    }

    final JobInfo done(JobTemplate.Builder template) throws InterruptedException {
        var info = ended(template);
        assertThat(info.jobState()).as("%s", info).contains(JobState.DONE);
        return info;
    }

    final JobInfo failed(JobTemplate.Builder template) throws InterruptedException {
        var info = ended(template);
        assertThat(info.jobState()).as("%s", info).contains(JobState.FAILED);
        return info;
    }

    /** What a job prints that ends well. */
    final String printed(JobTemplate.Builder template) throws InterruptedException {
        var output = there("out-" + UUID.randomUUID());
        done(template.outputPath(output));
        return read(output);
    }

    /** Controls return when they were accepted, which may be before their effect. */
    final void becomes(JobState wanted, Job job) throws InterruptedException {
        await(() -> job.getState() == wanted, () -> job.getInfo() + " to be " + wanted);
    }

    final void await(Fact fact, Supplier<String> what) throws InterruptedException {
        var deadline = System.nanoTime() + soon.toNanos();
        while (!fact.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what.get());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    /**
     * Whether a mandatory attribute works here. Where it is said not to, a template with it must be
     * refused by its name.
     */
    final boolean honours(String attribute, JobTemplate.Builder example) {
        if (!installation().refusedAttributes().contains(attribute)) {
            return true;
        }
        var template = example.build();
        assertThatThrownBy(() -> session.runJob(template))
                .isInstanceOfAny(
                        UnsupportedAttributeException.class, InvalidArgumentException.class)
                .hasMessageContaining(attribute);
        return false;
    }

    /** Refused as a wrong value of an attribute, with nothing submitted. */
    final void invalid(String attribute, JobTemplate.Builder builder) {
        var before = session.getJobs();
        assertThatThrownBy(() -> session.runJob(builder.build()))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        refusal -> assertThat(refusal.attributes()).contains(attribute))
                .hasMessageContaining(attribute);
        assertThat(session.getJobs()).isEqualTo(before);
    }

    /** Refused at submission, or FAILED soon after: the standard leaves the choice. */
    final void refusedOrFailed(JobTemplate.Builder builder) throws InterruptedException {
        Job job;
        try {
            job = run(builder);
        } catch (InvalidArgumentException e) {
            return;
        }
        assertThat(ended(job).jobState()).contains(JobState.FAILED);
    }

    static void fails(Class<? extends DrmaaException> kind, ThrowingRunnable call) {
        assertThatThrownBy(call::run).isInstanceOf(kind);
    }

    /** Something that is true or not when it is looked at. */
    interface Fact {
        boolean holds() throws InterruptedException;
    }

    /** A call that may fail in any way. */
    interface ThrowingRunnable {
        void run() throws Exception;
    }
}
