package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobStatus;
import io.jcluster.drmaa2.JobTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A job as a monitoring session saw it: one observation, and controls that are passed on as they
 * are. Waits belong to sessions and are refused.
 */
record ForeignJob(Dialect dialect, Watch watch, String contact, JobInfo seen) implements Job {

    @Override
    public String jobId() {
        return seen.jobId().orElseThrow();
    }

    @Override
    public Optional<String> sessionName() {
        return Optional.empty();
    }

    @Override
    public JobTemplate jobTemplate() {
        return JobTemplate.builder().build();
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
    public void reap() {}

    @Override
    public JobStatus getStatus() {
        return new JobStatus(seen.jobState().orElse(JobState.UNDETERMINED), seen.jobSubState());
    }

    @Override
    public JobInfo getInfo() {
        return seen;
    }

    @Override
    public void waitStarted(Duration timeout) {
        throw noWait();
    }

    @Override
    public void waitTerminated(Duration timeout) {
        throw noWait();
    }

    private void pass(Action action) {
        watch.act(dialect.control(action, List.of(jobId())));
    }

    private static DrmaaUnsupportedOperationException noWait() {
        return new DrmaaUnsupportedOperationException(
                "only jobs of a job session can be waited for");
    }
}
