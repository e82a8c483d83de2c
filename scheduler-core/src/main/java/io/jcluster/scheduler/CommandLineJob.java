package io.jcluster.scheduler;

import io.jcluster.drmaa2.AsyncJob;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobStatus;
import io.jcluster.drmaa2.JobTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A handle on a job of a session. */
final class CommandLineJob implements AsyncJob {

    private final CommandLineJobSession session;
    private final TrackedJob tracked;

    CommandLineJob(CommandLineJobSession session, TrackedJob tracked) {
        this.session = session;
        this.tracked = tracked;
    }

    TrackedJob tracked() {
        return tracked;
    }

    boolean isOf(CommandLineJobSession other) {
        return session.isSameAs(other);
    }

    @Override
    public String jobId() {
        return tracked.id();
    }

    @Override
    public Optional<String> sessionName() {
        return Optional.of(session.sessionName());
    }

    @Override
    public JobTemplate jobTemplate() {
        return tracked.template();
    }

    @Override
    public void suspend() {
        session.control(tracked, Action.SUSPEND);
    }

    @Override
    public void resume() {
        session.control(tracked, Action.RESUME);
    }

    @Override
    public void hold() {
        session.control(tracked, Action.HOLD);
    }

    @Override
    public void release() {
        session.control(tracked, Action.RELEASE);
    }

    @Override
    public void terminate() {
        session.control(tracked, Action.TERMINATE);
    }

    @Override
    public void reap() {
        session.reap(tracked);
    }

    @Override
    public JobStatus getStatus() {
        var info = getInfo();
        return new JobStatus(info.jobState().orElse(JobState.UNDETERMINED), info.jobSubState());
    }

    @Override
    public JobInfo getInfo() {
        return session.info(tracked);
    }

    @Override
    public void waitStarted(Duration timeout) throws InterruptedException {
        session.awaitAny(List.of(this), timeout, Milestone.STARTED);
    }

    @Override
    public void waitTerminated(Duration timeout) throws InterruptedException {
        session.awaitAny(List.of(this), timeout, Milestone.TERMINATED);
    }

    @Override
    public CompletableFuture<JobInfo> waitStartedAsync() {
        return session.promise(tracked, Milestone.STARTED);
    }

    @Override
    public CompletableFuture<JobInfo> waitTerminatedAsync() {
        return session.promise(tracked, Milestone.TERMINATED);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CommandLineJob job
                && job.session.contact().equals(session.contact())
                && job.jobId().equals(jobId());
    }

    @Override
    public int hashCode() {
        return Objects.hash(session.contact(), jobId());
    }

    @Override
    public String toString() {
        return "job " + jobId() + " at " + session.contact();
    }

    /** What one can wait for. */
    enum Milestone {
        STARTED("start"),
        TERMINATED("end");

        private final String word;

        Milestone(String word) {
            this.word = word;
        }

        /**
         * Whether a job has passed it; empty while that is open.
         *
         * @throws InvalidArgumentException for a job that was reaped
         */
        Optional<Boolean> passed(TrackedJob job) {
            if (job.reaped()) {
                throw new InvalidArgumentException("job " + job.id() + " was reaped");
            }
            var yes = this == STARTED ? job.started() : job.state().isTerminated();
            return yes || job.over() ? Optional.of(yes) : Optional.empty();
        }

        /** The same; fails for a job that can never pass it. */
        boolean hasPassed(TrackedJob job) {
            var passed = passed(job);
            if (passed.isPresent() && !passed.get()) {
                throw neverComes(job);
            }
            return passed.isPresent();
        }

        InvalidStateException neverComes(TrackedJob job) {
            return new InvalidStateException(
                    "the "
                            + word
                            + " of job "
                            + job.id()
                            + " cannot come any more: it is "
                            + job.state()
                            + job.info().annotation().map(text -> " (" + text + ")").orElse(""));
        }

        String ofAll(int jobs) {
            return "the " + word + (jobs == 1 ? " of the job" : " of all of " + jobs + " jobs");
        }

        String of(int jobs) {
            return "the " + word + (jobs == 1 ? " of the job" : " of one of " + jobs + " jobs");
        }
    }
}
