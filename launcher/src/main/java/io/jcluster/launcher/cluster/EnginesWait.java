package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.TryLaterException;
import io.jcluster.tunnel.HostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The wait for the engines' own job, once the controller is up. In the queue it takes as long as it
 * takes; what the engines do after its start is seen by the controller.
 */
final class EnginesWait {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ClusterRecord cluster;
    private final Optional<Job> own;
    private final int world;
    private final Scheduler scheduler;
    private final Progress progress;

    /**
     * @param own the engines' job; empty where they are in the controller's, which has started
     * @param world which engines these are
     */
    EnginesWait(
            ClusterRecord cluster,
            Optional<Job> own,
            int world,
            Scheduler scheduler,
            Progress progress) {
        this.cluster = cluster;
        this.own = own;
        this.world = world;
        this.scheduler = scheduler;
        this.progress = progress;
    }

    /** Releases the job when it was held for the controller, and waits until it runs. */
    void awaitStart(JobDirectory directory) throws InterruptedException {
        if (own.isEmpty()) {
            return;
        }
        Job job = own.get();
        boolean released =
                world > 0 || cluster.enginesJob().map(engines -> !engines.hold()).orElse(true);
        while (true) {
            try {
                JobInfo info = job.getInfo();
                if (Survey.over(info)) {
                    throw over(job, info, world, directory);
                }
                if (info.jobState().map(JobState::isStarted).orElse(false)) {
                    progress.done("the engines' job " + job.jobId() + " has started");
                    return;
                }
                if (!released) {
                    release(job);
                    released = true;
                    continue;
                }
                if (scheduler.neverStarts(info)) {
                    throw ClusterException.of(
                                    ClusterException.Kind.JOB,
                                    "the engines' job " + job.jobId() + " will never start")
                            .said(Scheduler.inWords(info));
                }
                controllerLives(job, directory);
                progress.waiting("engines' job " + job.jobId() + " " + Scheduler.inWords(info));
            } catch (DrmCommunicationException | TryLaterException e) {
                progress.waiting("no word of the engines' job " + job.jobId());
            } catch (HostException e) {
                if (e.kind() != HostException.Kind.UNREACHABLE
                        && e.kind() != HostException.Kind.TIMED_OUT) {
                    throw e;
                }
                progress.waiting("no word of the engines' job " + job.jobId());
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private void release(Job job) {
        progress.waiting("releasing the engines' job " + job.jobId());
        try {
            job.release();
        } catch (InvalidStateException e) {
            // Somebody else released it.
        }
    }

    private void controllerLives(Job engines, JobDirectory directory) throws InterruptedException {
        Optional<Sidecar> sidecar = directory.await("", Duration.ZERO).sidecar();
        if (sidecar.map(Sidecar::over).orElse(false)) {
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "the controller ended while the engines' job "
                                    + engines.jobId()
                                    + " was in the queue")
                    .said(sidecar.flatMap(Sidecar::message).orElse("it gave no reason"))
                    .advise(
                            "give the controller's job more time: 'controller: walltime:' in the"
                                    + " profile");
        }
    }

    static ClusterException over(Job job, JobInfo info, int world, JobDirectory directory)
            throws InterruptedException {
        String tails =
                directory
                        .tails(
                                List.of(
                                        JobDirectory.enginesLog(world),
                                        JobDirectory.enginesJobLog(world)),
                                12)
                        .strip();
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "the engines' job " + job.jobId() + " ended before the engines were there")
                .said(Scheduler.inWords(info) + (tails.isEmpty() ? "" : "\n" + tails));
    }
}
