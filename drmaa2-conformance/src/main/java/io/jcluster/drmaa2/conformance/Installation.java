package io.jcluster.drmaa2.conformance;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SessionManager;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A workload manager as the tests need to know it: how to speak to it, how to see what its jobs
 * have done, and what this user may do there. Used by several threads at the same time.
 *
 * <p>What is said here is tested both ways: what cannot be done must be refused as the standard
 * demands.
 */
public interface Installation {

    /**
     * The manager that most tests share; the same one each time, closed by nobody but its owner.
     */
    SessionManager manager();

    /**
     * One more manager with the same stored sessions, as another program of this user would have
     * it, or this one after a restart. The tests close it.
     */
    SessionManager another();

    /** A template with whatever every job needs here beyond its command. */
    default JobTemplate.Builder template() {
        return JobTemplate.builder();
    }

    /** An absolute directory that exists wherever jobs run, with the same files everywhere. */
    String directory();

    /**
     * Runs a script of {@code /bin/sh} as the user whose jobs are tested, on a machine that sees
     * {@link #directory}.
     *
     * @return its output
     * @throws AssertionError when its exit status is not 0
     */
    String run(String script) throws InterruptedException;

    /** The text of a file under {@link #directory}. */
    default String read(String path) throws InterruptedException {
        return run("cat " + ShellWord.of(path));
    }

    /** Makes a file under {@link #directory}, or replaces it. */
    default void write(String path, String text) throws InterruptedException {
        run("printf %s " + ShellWord.of(text) + " >" + ShellWord.of(path));
    }

    /** How long to wait for what must happen before a test fails. It decides nothing else. */
    default Duration patience() {
        return Duration.ofSeconds(60);
    }

    /**
     * Mandatory attributes of job templates that cannot be expressed here and are refused by name.
     * Each is a departure from the standard; the tests see to it that it is an open one.
     */
    default Set<String> refusedAttributes() {
        return Set.of();
    }

    /** Whether a job can wait without being held; where not, every job starts at once. */
    default boolean queues() {
        return true;
    }

    /**
     * Whether this user may suspend a job. Where not, {@link
     * io.jcluster.drmaa2.DeniedByDrmsException} is expected.
     */
    default boolean suspends() {
        return true;
    }

    /** How many members a large job array has here. */
    default int largeArray() {
        return 1000;
    }

    /**
     * Submits a job that sleeps for ten minutes with the workload manager's own command, and gives
     * its id. Empty where there is no such command.
     */
    default Optional<String> submitNatively() throws InterruptedException {
        return Optional.empty();
    }

    /**
     * A job that is not this user's.
     *
     * @param owner the login name of whose it is
     */
    record OthersJob(String jobId, String owner) {}

    /** Has another user start a job that sleeps for ten minutes. Empty where there is none. */
    default Optional<OthersJob> jobOfAnotherUser() throws InterruptedException {
        return Optional.empty();
    }

    /**
     * Has the workload manager itself start a running job anew, with the rights of its
     * administrator.
     *
     * @return whether it agreed; false where there is no such thing
     */
    default boolean requeue(String jobId) throws InterruptedException {
        return false;
    }

    /**
     * A manager of somebody who may make reservations, which this user may not. The tests close it.
     * Empty where reservations are not supported, or nobody at hand may make them.
     */
    default Optional<SessionManager> reserver() {
        return Optional.empty();
    }
}
