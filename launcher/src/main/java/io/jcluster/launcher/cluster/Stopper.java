package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobState;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.tunnel.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends what a cluster is made of: its line, its job or jobs, and all that it left on either side.
 */
public final class Stopper {

    /**
     * Slurm gives a job KillWait (30 s by default) between TERM and KILL, and then completes it.
     */
    private static final Duration END = Duration.ofMinutes(2);

    private static final Duration EAGER = Duration.ofSeconds(30);

    private final Desk desk;

    public Stopper(Desk desk) {
        this.desk = desk;
    }

    /** Closes the forwards and removes the laptop's connection file; the job goes on. */
    public ClusterRecord disconnect(ClusterRecord cluster) throws InterruptedException {
        Optional<AgentHost> agent = desk.lines().running(cluster.login());
        if (agent.isPresent()) {
            try (AgentHost host = agent.get()) {
                host.release(cluster.key());
            }
        }
        new IpythonProfile(desk.directories(), cluster).remove();
        ClusterRecord left =
                switch (cluster.phase()) {
                    case CONNECTED, READY -> cluster.in(Phase.SUBMITTED);
                    default -> cluster;
                };
        desk.store().save(left);
        return left;
    }

    /**
     * Cancels the job or jobs, sees them end, and removes every trace on both sides, the record
     * last.
     *
     * @throws ClusterException when a job has not ended in time; the record stays
     */
    public void stop(ClusterRecord cluster) throws InterruptedException {
        end(
                cluster,
                (scheduler, directory, jobs) -> {
                    directory.remove();
                    jobs.forEach(Job::reap);
                    scheduler.forgetIfEmpty();
                    desk.store().forget(cluster);
                });
    }

    /**
     * Cancels the job or jobs and sees them end. The record stays, as that of a cluster that has
     * ended, and with it the logs on the host.
     *
     * @param why for the record
     */
    public void retire(ClusterRecord cluster, String why) throws InterruptedException {
        end(
                cluster,
                (scheduler, directory, jobs) ->
                        desk.store()
                                .reread(cluster)
                                .ifPresent(it -> desk.store().save(it.endedBecause(why))));
    }

    /**
     * Cancels the job of engines that joined, sees it end, and removes what it left. The rest of
     * the cluster goes on.
     */
    public ClusterRecord stop(ClusterRecord cluster, ClusterRecord.AddedWorld world)
            throws InterruptedException {
        desk.progress().waiting("connecting to " + cluster.where());
        try (Host host = desk.lines().reach(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            scheduler.settled(cluster, desk.progress());
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            Optional<Job> job = scheduler.job(world);
            if (job.isPresent()) {
                if (job.get().getState().isStarted()) {
                    desk.progress().waiting("ending the engines");
                    directory.askToStop(world.number());
                }
                if (cancel(job.get())) {
                    awaitEnd(cluster, job.get());
                }
                job.get().reap();
            }
            directory.clear(world.number());
            return desk.store()
                    .reread(cluster)
                    .map(it -> desk.store().withoutWorld(it, world))
                    .orElse(cluster);
        }
    }

    /** What is done with a cluster whose jobs have ended. */
    private interface Rest {
        void of(Scheduler scheduler, JobDirectory directory, List<Job> jobs)
                throws InterruptedException;
    }

    private void end(ClusterRecord cluster, Rest rest) throws InterruptedException {
        desk.progress().waiting("connecting to " + cluster.where());
        try (Host host = desk.lines().reach(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            List<Job> jobs = scheduler.settled(cluster, desk.progress()).all();
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            // A scheduler that is down is heard of here, before anything has been done.
            if (jobs.stream().anyMatch(job -> job.getState().isStarted())) {
                desk.progress().waiting("ending the engines");
                directory.askToStop();
            }
            List<Job> alive = new ArrayList<>();
            for (Job job : jobs) {
                if (cancel(job)) {
                    alive.add(job);
                }
            }
            for (Job job : alive) {
                awaitEnd(cluster, job);
            }
            disconnect(cluster);
            rest.of(scheduler, directory, jobs);
        }
    }

    /** Whether there was something to cancel. */
    private boolean cancel(Job job) {
        JobState state = job.getState();
        if (state.isTerminated() || state == JobState.UNDETERMINED) {
            return false;
        }
        desk.progress().waiting("cancelling job " + job.jobId());
        try {
            job.terminate();
        } catch (InvalidStateException e) {
            // It ended by itself between our look and our word: as good.
        }
        return true;
    }

    private void awaitEnd(ClusterRecord cluster, Job job) throws InterruptedException {
        desk.progress().waiting("waiting for the end of job " + job.jobId());
        try {
            // A person waits: the first seconds are looked at closely, the engine's pace comes
            // after.
            long eager = System.nanoTime() + EAGER.toNanos();
            while (!job.getState().isTerminated() && System.nanoTime() < eager) {
                Thread.sleep(500);
            }
            job.waitTerminated(END);
        } catch (DrmaaTimeoutException e) {
            throw ClusterException.of(
                            ClusterException.Kind.TIMED_OUT,
                            "job "
                                    + job.jobId()
                                    + " was cancelled, but had not ended "
                                    + END.toSeconds()
                                    + " s later")
                    .said(Scheduler.inWords(job.getInfo()))
                    .advise("jcluster stop " + cluster.id() + " waits again")
                    .because(e);
        }
    }
}
