package io.jcluster.scheduler;

import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobArray;
import io.jcluster.drmaa2.JobTemplate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A handle on a job array of a session. */
final class CommandLineJobArray implements JobArray {

    private final CommandLineJobSession session;
    private final TrackedArray tracked;

    CommandLineJobArray(CommandLineJobSession session, TrackedArray tracked) {
        this.session = session;
        this.tracked = tracked;
    }

    @Override
    public String jobArrayId() {
        return tracked.id();
    }

    @Override
    public List<Job> jobs() {
        return session.jobs(tracked);
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
    public boolean equals(@Nullable Object other) {
        return other instanceof CommandLineJobArray array
                && array.session.contact().equals(session.contact())
                && array.jobArrayId().equals(jobArrayId());
    }

    @Override
    public int hashCode() {
        return Objects.hash(session.contact(), jobArrayId());
    }

    @Override
    public String toString() {
        return "job array " + jobArrayId() + " at " + session.contact();
    }
}
