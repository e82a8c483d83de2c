package io.jcluster.scheduler;

import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobStatus;
import io.jcluster.drmaa2.JobTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A job as a monitoring session saw it: one observation, and controls that are passed on as they
 * are, for the workload manager to decide.
 */
final class ForeignJob implements Job {

    private final CommandLineMonitoringSession session;
    private final Dialect dialect;
    private final Watch watch;
    private final String id;
    private final JobInfo seen;
    private final Optional<Job> own;

    /**
     * @param own the same job where a job session of this program has it
     */
    ForeignJob(
            CommandLineMonitoringSession session,
            Dialect dialect,
            Watch watch,
            String id,
            JobInfo seen,
            Optional<Job> own) {
        this.session = session;
        this.dialect = dialect;
        this.watch = watch;
        this.id = id;
        this.seen = seen;
        this.own = own;
    }

    @Override
    public String jobId() {
        return id;
    }

    @Override
    public Optional<String> sessionName() {
        return own.flatMap(Job::sessionName);
    }

    @Override
    public JobTemplate jobTemplate() {
        return own.map(Job::jobTemplate).orElseGet(() -> JobTemplate.builder().build());
    }

    @Override
    public void suspend() {
        pass(Action.SUSPEND);
    }

    @Override
    public void resume() {
        pass(Action.RESUME);
    }

    @Override
    public void hold() {
        pass(Action.HOLD);
    }

    @Override
    public void release() {
        pass(Action.RELEASE);
    }

    @Override
    public void terminate() {
        pass(Action.TERMINATE);
    }

    /** Nothing to forget: this copy is all there is. */
    @Override
    public void reap() {
        session.requireOpen();
    }

    @Override
    public JobStatus getStatus() {
        session.requireOpen();
        return new JobStatus(seen.jobState().orElse(JobState.UNDETERMINED), seen.jobSubState());
    }

    @Override
    public JobInfo getInfo() {
        session.requireOpen();
        return seen;
    }

    @Override
    public void waitStarted(Duration timeout) throws InterruptedException {
        await(CommandLineJob.Milestone.STARTED, timeout);
    }

    @Override
    public void waitTerminated(Duration timeout) throws InterruptedException {
        await(CommandLineJob.Milestone.TERMINATED, timeout);
    }

    private void await(CommandLineJob.Milestone milestone, Duration timeout)
            throws InterruptedException {
        var job = new TrackedJob(id, "", jobTemplate(), OptionalInt.empty(), watch.time().now());
        job.observe(seen);
        watch.await(
                job,
                timeout,
                milestone.of(1),
                () -> {
                    session.requireOpen();
                    var passed = milestone.passed(job);
                    if (passed.isPresent() && !passed.get()) {
                        throw milestone.neverComes(job);
                    }
                    return passed;
                });
    }

    private void pass(Action action) {
        session.requireOpen();
        watch.act(dialect.control(action, List.of(id)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ForeignJob job
                && job.session.contact().equals(session.contact())
                && job.id.equals(id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(session.contact(), id);
    }

    @Override
    public String toString() {
        return "job " + id + " at " + session.contact();
    }
}
