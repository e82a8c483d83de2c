package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.launcher.agent.Lines;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Host;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The scheduler of one host, through the DRMAA2 session in which this user's clusters there are
 * kept. The only way in which jobs are submitted, watched and cancelled.
 */
final class Scheduler implements AutoCloseable {

    /** Longer than the scheduler engine takes to call a submission without an answer void. */
    private static final Duration SETTLED = Duration.ofMinutes(4);

    private final CommandLineSessionManager manager;
    private final String sessionName;
    private final JobSession session;
    private final Dialect dialect;

    private Scheduler(
            CommandLineSessionManager manager,
            String sessionName,
            JobSession session,
            Dialect dialect) {
        this.manager = manager;
        this.sessionName = sessionName;
        this.session = session;
        this.dialect = dialect;
    }

    /**
     * Opens the session, which is made if it is not there.
     *
     * @param pollInterval the shortest pause between two questions; empty for the usual one
     */
    static Scheduler open(
            String name,
            Host host,
            Optional<String> login,
            UserDirectories directories,
            Optional<Duration> pollInterval) {
        return open(Dialects.named(name, host), host, login, directories, pollInterval);
    }

    /** That of a cluster on record, as it was submitted. */
    static Scheduler of(ClusterRecord cluster, Host host, UserDirectories directories) {
        return open(
                cluster.scheduler(), host, cluster.login(), directories, cluster.pollInterval());
    }

    static Scheduler open(
            Dialect dialect,
            Host host,
            Optional<String> login,
            UserDirectories directories,
            Optional<Duration> pollInterval) {
        CommandLineSessionManager manager =
                pollInterval
                        .map(Pace::atLeast)
                        .map(
                                pace ->
                                        new CommandLineSessionManager(
                                                dialect, host, directories.sessions(), pace))
                        .orElseGet(
                                () ->
                                        new CommandLineSessionManager(
                                                dialect, host, directories.sessions()));
        String session = Lines.nameOf(login);
        try {
            return new Scheduler(manager, session, session(manager, session), dialect);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static JobSession session(CommandLineSessionManager manager, String name) {
        if (!manager.getJobSessionNames().contains(name)) {
            try {
                return manager.createJobSession(name);
            } catch (InvalidArgumentException e) {
                if (!manager.getJobSessionNames().contains(name)) {
                    throw e;
                } // else another jcluster has made it at this very moment
            }
        }
        return manager.openJobSession(name);
    }

    Dialect dialect() {
        return dialect;
    }

    JobSession session() {
        return session;
    }

    /** The cluster's job, or its controller's; empty when never submitted, or reaped. */
    Optional<Job> job(ClusterRecord cluster) {
        return job(cluster.jobId(), cluster.key());
    }

    /** The engines' own job; empty when there is none, it was never submitted, or is reaped. */
    Optional<Job> enginesJob(ClusterRecord cluster) {
        return cluster.enginesJob()
                .flatMap(own -> job(own.id(), JobPlan.enginesTag(cluster.key())));
    }

    /** The job of engines that joined; empty when it was never submitted, or is reaped. */
    Optional<Job> job(ClusterRecord.AddedWorld world) {
        return job(world.jobId(), world.tag());
    }

    private Optional<Job> job(Optional<String> wanted, String tag) {
        List<Job> jobs = session.getJobs();
        Optional<Job> byId =
                wanted.flatMap(
                        id -> jobs.stream().filter(job -> job.jobId().equals(id)).findFirst());
        // Submitted, but the process that was to write the id down did not live to do it.
        return byId.or(() -> jobs.stream().filter(job -> tag(job).equals(tag)).findFirst());
    }

    /**
     * Whether the cluster may have a job of which nothing is known yet, because the answer to its
     * submission was lost. Settled either way by looking at the jobs again, within minutes.
     */
    boolean mayHold(ClusterRecord cluster) {
        Set<String> unsettled = manager.unsettledTags(session);
        return unsettled.contains(cluster.key())
                || unsettled.contains(JobPlan.enginesTag(cluster.key()))
                || cluster.added().stream().anyMatch(it -> unsettled.contains(it.tag()));
    }

    /** The cluster's job or jobs; an open question about a submission is waited for. */
    Jobs settled(ClusterRecord cluster, Progress progress) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLED.toNanos();
        Jobs jobs = jobs(cluster);
        while (mayHold(cluster)) {
            if (System.nanoTime() > deadline) {
                throw ClusterException.of(
                                ClusterException.Kind.TIMED_OUT,
                                "whether cluster "
                                        + cluster.id()
                                        + " has a job on "
                                        + cluster.where()
                                        + " could not be found out")
                        .said(
                                "the answer to its submission was lost, and the scheduler does not answer")
                        .advise("again when the scheduler answers: jcluster list");
            }
            progress.waiting("finding out whether it was submitted");
            Thread.sleep(1000);
            jobs = jobs(cluster);
        }
        return jobs;
    }

    private Jobs jobs(ClusterRecord cluster) {
        return new Jobs(
                job(cluster),
                enginesJob(cluster),
                cluster.added().stream().flatMap(it -> job(it).stream()).toList());
    }

    /**
     * What a cluster is made of.
     *
     * @param controller its job, or its controller's
     * @param engines the engines' own
     * @param added of engines that joined
     */
    record Jobs(Optional<Job> controller, Optional<Job> engines, List<Job> added) {

        /** The engines' first: without them the controller ends by itself. */
        List<Job> all() {
            return Stream.concat(added.stream(), own().stream()).toList();
        }

        /** Of what the cluster was submitted with. */
        List<Job> own() {
            return Stream.concat(engines.stream(), controller.stream()).toList();
        }
    }

    private static String tag(Job job) {
        return job.jobTemplate().extensions().getOrDefault(Extensions.TAG, "");
    }

    /** Whether the job waits for what the scheduler says will never come. */
    boolean neverStarts(JobInfo info) {
        return info.extensions().containsKey(dialect.family() + "_ji_never_starts");
    }

    /** The job's state in words a user can act on. */
    static String inWords(JobInfo info) {
        String state =
                info.jobState()
                        .map(value -> value.name().toLowerCase(java.util.Locale.ROOT))
                        .orElse("unknown");
        return info.annotation()
                .filter(reason -> !reason.isBlank() && !reason.equals("None"))
                .or(() -> exit(info))
                .map(reason -> state.replace('_', ' ') + " (" + reason + ")")
                .orElse(state.replace('_', ' '));
    }

    /** All there is to say of the end of a job for which the scheduler gives no reason. */
    private static Optional<String> exit(JobInfo info) {
        return info.terminatingSignal()
                .map(signal -> "ended by " + signal)
                .or(
                        () ->
                                info.exitStatus().isPresent() && info.exitStatus().getAsInt() != 0
                                        ? Optional.of("exit status " + info.exitStatus().getAsInt())
                                        : Optional.empty());
    }

    /** Forgets the session when it holds no job any more, so that nothing is left of it on disk. */
    void forgetIfEmpty() {
        if (session.getJobs().isEmpty()) {
            manager.closeJobSession(session);
            manager.destroyJobSession(sessionName);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
