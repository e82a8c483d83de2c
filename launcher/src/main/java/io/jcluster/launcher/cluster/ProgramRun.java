package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.TryLaterException;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.tunnel.HostException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program that was submitted, followed to its end: what its ranks print is shown as it comes, and
 * nothing of it twice or not at all, however often the line is lost meanwhile.
 */
public final class ProgramRun {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** For a shared file system that shows the job's last word late. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final Desk desk;
    private final OutputStream out;
    private final Optional<Integer> lines;

    /** How much of the output has been shown, in bytes. */
    private long shown;

    private String version = "";
    private boolean begun;
    private boolean placed;

    /**
     * @param out where the ranks' output goes
     * @param lines how many of those are shown that are there already; empty for all
     */
    public ProgramRun(Desk desk, OutputStream out, Optional<Integer> lines) {
        this.desk = desk;
        this.out = out;
        this.lines = lines;
    }

    /**
     * How it ended.
     *
     * @param cluster its record
     * @param sidecar the job's last word
     */
    public record End(ClusterRecord cluster, Sidecar sidecar) {

        /** The worst rank's, or the job script's where there were no ranks. */
        public int status() {
            return sidecar.exitStatus().orElse(1);
        }
    }

    /**
     * Waits for the job's start and follows it.
     *
     * @param startLimit from the job's start to its ranks'
     * @throws ClusterException when the job ends without a last word, or never starts
     */
    public End follow(ClusterRecord cluster, Duration startLimit) throws InterruptedException {
        desk.progress().waiting("connecting to " + cluster.where());
        Optional<Sidecar> last = once(cluster, startLimit);
        while (last.isEmpty()) {
            last = again(cluster, startLimit);
        }
        ClusterRecord ended = cluster.endedBecause(inWords(last.get()));
        if (desk.store().reread(ended).isPresent()) {
            desk.store().save(ended);
        }
        return new End(ended, last.get());
    }

    /** Whether the job has come to its ranks, or to a last word. */
    public boolean hasBegun() {
        return begun;
    }

    /** By an agent of its own, as the one that it was asked by has gone. */
    private Optional<Sidecar> again(ClusterRecord cluster, Duration startLimit)
            throws InterruptedException {
        try {
            return once(cluster, startLimit);
        } catch (HostException e) {
            if (!mayPass(e)) {
                throw e;
            }
            silence(cluster.id(), e);
        } catch (DrmCommunicationException | TryLaterException e) {
            silence(cluster.id(), e);
        }
        return Optional.empty();
    }

    /** The job's last word; empty when the agent has gone that holds the connection. */
    private Optional<Sidecar> once(ClusterRecord cluster, Duration startLimit)
            throws InterruptedException {
        try (AgentHost host = desk.lines().hold(cluster.login());
                Scheduler scheduler = Scheduler.of(cluster, host, desk.directories())) {
            Job job =
                    scheduler
                            .settled(cluster, desk.progress())
                            .controller()
                            .orElseThrow(
                                    () ->
                                            ClusterException.of(
                                                    ClusterException.Kind.JOB,
                                                    "program "
                                                            + cluster.id()
                                                            + " has no job on "
                                                            + cluster.where()));
            JobDirectory directory = new JobDirectory(host, cluster.directory());
            if (!begun) {
                Sidecar first =
                        ControllerWait.forRanks(
                                        cluster, job, directory, host, scheduler, desk.progress())
                                .await(startLimit);
                desk.progress().done("job " + job.jobId() + " runs on " + first.node());
                if (lines.isPresent()) {
                    shown = directory.beforeLast(JobDirectory.RANKS_LOG, lines.get());
                }
                begun = true;
            }
            return follow(job, directory);
        }
    }

    private static String inWords(Sidecar last) {
        return "exit status "
                + last.exitStatus().orElse(1)
                + last.message().map(text -> ": " + text).orElse("");
    }

    private Optional<Sidecar> follow(Job job, JobDirectory directory) throws InterruptedException {
        while (true) {
            try {
                Optional<Sidecar> last = look(job, directory);
                if (last.isPresent()) {
                    return last;
                }
                continue;
            } catch (HostException e) {
                if (!mayPass(e)) {
                    throw e;
                }
                silence(job.jobId(), e);
            } catch (DrmCommunicationException | TryLaterException e) {
                silence(job.jobId(), e);
            }
            if (desk.lines().report().isEmpty()) {
                return Optional.empty();
            }
        }
    }

    private static boolean mayPass(HostException failure) {
        return failure.kind() == HostException.Kind.UNREACHABLE
                || failure.kind() == HostException.Kind.TIMED_OUT;
    }

    private void silence(String job, RuntimeException why) throws InterruptedException {
        String first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
        desk.progress().waiting("job " + job + " goes on; no word of it: " + first);
        Thread.sleep(PATIENCE.toMillis());
    }

    private Optional<Sidecar> look(Job job, JobDirectory directory) throws InterruptedException {
        JobDirectory.Reading reading = directory.await(version, Duration.ZERO);
        version = reading.version();
        boolean over = reading.sidecar().map(Sidecar::over).orElse(false);
        reading.sidecar().ifPresent(this::place);
        boolean more = show(directory, over ? Duration.ZERO : PATIENCE);
        if (over) {
            while (more) {
                more = show(directory, Duration.ZERO);
            }
            return reading.sidecar();
        }
        JobInfo info = job.getInfo();
        if (!more && Survey.over(info)) {
            JobDirectory.Reading late = directory.await(version, LAST_WORD);
            if (late.sidecar().map(Sidecar::over).orElse(false)) {
                return Optional.empty(); // It is read again, and what came with it is shown.
            }
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "job " + job.jobId() + " ended without a last word")
                    .said(
                            Scheduler.inWords(info)
                                    + "\n"
                                    + directory.tails(List.of(JobDirectory.JOB_LOG), 12).strip());
        }
        return Optional.empty();
    }

    private void place(Sidecar sidecar) {
        if (!placed
                && !sidecar.placement().hosts().isEmpty()
                && (sidecar.phase().equals("running") || sidecar.over())) {
            placed = true;
            desk.progress().done("ranks: " + sidecar.placement().inWords());
        }
    }

    /** Shows what is new; whether there was anything. */
    private boolean show(JobDirectory directory, Duration patience) throws InterruptedException {
        byte[] fresh = directory.grown(JobDirectory.RANKS_LOG, shown, patience);
        shown += fresh.length;
        try {
            out.write(fresh);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fresh.length > 0;
    }
}
