package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.TryLaterException;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The wait from the submission to a controller that is up. The job's own word is believed first;
 * the scheduler is asked what became of a job that says nothing.
 */
final class ControllerWait {

    private static final Duration LONG_POLL = Duration.ofSeconds(2);

    private static final Duration SETTLED = Duration.ofSeconds(6);

    /** A job that has waited this long in the queue is looked at less often. */
    private static final Duration EAGER = Duration.ofMinutes(3);

    private static final Duration LAZY_PAUSE = Duration.ofSeconds(10);

    /** For a shared file system that shows the job's last word late. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final ClusterRecord cluster;
    private final Job job;
    private final JobDirectory directory;
    private final Host host;
    private final Progress progress;
    private final Scheduler scheduler;
    private final Predicate<Sidecar> up;
    private final String awaited;

    private final long began = System.nanoTime();

    /** When the job was first seen running; 0 before that. */
    private long started;

    /** Since when the scheduler has said that the job can never start; 0 while it does not. */
    private long hopelessSince;

    /** The sidecar read last. */
    private String version = "";

    ControllerWait(
            ClusterRecord cluster,
            Job job,
            JobDirectory directory,
            Host host,
            Scheduler scheduler,
            Progress progress) {
        this(
                cluster,
                job,
                directory,
                host,
                scheduler,
                progress,
                Sidecar::controllerUp,
                "controller was");
    }

    /** The same for a job without a controller: its ranks may even have ended when it is seen. */
    static ControllerWait forRanks(
            ClusterRecord cluster,
            Job job,
            JobDirectory directory,
            Host host,
            Scheduler scheduler,
            Progress progress) {
        return new ControllerWait(
                cluster,
                job,
                directory,
                host,
                scheduler,
                progress,
                sidecar -> !sidecar.phase().equals("starting"),
                "ranks were");
    }

    private ControllerWait(
            ClusterRecord cluster,
            Job job,
            JobDirectory directory,
            Host host,
            Scheduler scheduler,
            Progress progress,
            Predicate<Sidecar> up,
            String awaited) {
        this.up = up;
        this.awaited = awaited;
        this.cluster = cluster;
        this.job = job;
        this.directory = directory;
        this.host = host;
        this.scheduler = scheduler;
        this.progress = progress;
    }

    /**
     * Waits until the controller is up. Once. A line that is lost meanwhile, or a scheduler that
     * does not answer, is waited for as well: neither says anything of the job.
     *
     * @param limit for the time between the job's start and the controller; the queue may take as
     *     long as it takes
     */
    Sidecar await(Duration limit) throws InterruptedException {
        while (true) {
            long attempt = System.nanoTime();
            try {
                Optional<Sidecar> up = look(limit);
                if (up.isPresent()) {
                    return up.get();
                }
            } catch (HostException e) {
                if (e.kind() != HostException.Kind.UNREACHABLE
                        && e.kind() != HostException.Kind.TIMED_OUT) {
                    throw e;
                }
                silence(e, attempt);
            } catch (DrmCommunicationException | TryLaterException e) {
                silence(e, attempt);
            }
        }
    }

    /**
     * Not at the first word: Slurm says PartitionConfig also of a job that it has not looked at
     * yet.
     */
    private boolean hopeless(JobInfo info) {
        if (!scheduler.neverStarts(info)) {
            hopelessSince = 0;
            return false;
        }
        if (hopelessSince == 0) {
            hopelessSince = System.nanoTime();
        }
        return elapsed(hopelessSince).compareTo(SETTLED) > 0;
    }

    private void silence(RuntimeException why, long since) throws InterruptedException {
        String first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
        progress.waiting("job " + job.jobId() + " is on record; no word of it: " + first);
        Thread.sleep(LONG_POLL.toMillis());
        if (started != 0) {
            started += elapsed(since).toNanos(); // not the job's fault
        }
    }

    private Optional<Sidecar> look(Duration limit) throws InterruptedException {
        JobDirectory.Reading reading =
                directory.await(version, started == 0 ? Duration.ZERO : LONG_POLL);
        version = reading.version();
        if (reading.sidecar().isPresent()) {
            Sidecar sidecar = checked(reading.sidecar().get());
            if (up.test(sidecar)) {
                return Optional.of(sidecar);
            }
            progress.waiting(
                    "job " + job.jobId() + " runs on " + sidecar.node() + ": " + doing(sidecar));
        }
        JobInfo info = job.getInfo();
        if (ended(info)) {
            throw over(info, lastWord(version));
        }
        if (hopeless(info)) {
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "job " + job.jobId() + " on " + host.name() + " will never start")
                    .said(Scheduler.inWords(info));
        }
        if (started == 0 && info.jobState().map(JobState::isStarted).orElse(false)) {
            started = System.nanoTime();
        }
        if (started != 0 && elapsed(started).compareTo(limit) > 0) {
            throw late(info, reading, limit);
        }
        if (reading.sidecar().isEmpty()) {
            progress.waiting("job " + job.jobId() + " " + Scheduler.inWords(info) + estimate(info));
            if (started == 0) {
                pause();
            }
        }
        return Optional.empty();
    }

    private void pause() throws InterruptedException {
        if (elapsed(began).compareTo(EAGER) < 0) {
            directory.await(version, LONG_POLL);
        } else {
            Thread.sleep(LAZY_PAUSE.toMillis());
        }
    }

    /** Refuses the word of another job: a stale directory, or one that somebody copied. */
    private Sidecar checked(Sidecar sidecar) {
        if (!sidecar.tag().equals(cluster.key()) || !sidecar.job().equals(job.jobId())) {
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "the job's directory on " + host.name() + " speaks of another job")
                    .said(
                            "it names job "
                                    + sidecar.job()
                                    + " of cluster "
                                    + sidecar.tag()
                                    + ", and this is job "
                                    + job.jobId()
                                    + " of cluster "
                                    + cluster.key())
                    .advise("jcluster stop " + cluster.id() + " and submit again");
        }
        if (sidecar.over() && !up.test(sidecar)) {
            throw said(sidecar);
        }
        return sidecar;
    }

    private ClusterException said(Sidecar sidecar) {
        ClusterException failure =
                ClusterException.of(
                        ClusterException.Kind.JOB,
                        "job "
                                + job.jobId()
                                + " on "
                                + sidecar.node()
                                + (sidecar.exitStatus().isPresent()
                                        ? " ended with status " + sidecar.exitStatus().getAsInt()
                                        : " ended")
                                + (cluster.phase() == Phase.READY
                                        ? ""
                                        : " before its engines were there"));
        return failure.said(sidecar.message().orElse("it gave no reason") + logs());
    }

    private ClusterException over(JobInfo info, Optional<Sidecar> lastWord) {
        if (lastWord.isPresent() && lastWord.get().over()) {
            return said(lastWord.get());
        }
        return ClusterException.of(
                        ClusterException.Kind.JOB,
                        "job " + job.jobId() + " ended before its " + awaited + " up")
                .said(Scheduler.inWords(info) + logs());
    }

    private ClusterException late(JobInfo info, JobDirectory.Reading reading, Duration limit) {
        return ClusterException.of(
                        ClusterException.Kind.TIMED_OUT,
                        "job "
                                + job.jobId()
                                + " runs, but its "
                                + awaited
                                + " not up within "
                                + limit.toSeconds()
                                + " s")
                .said(
                        reading.trouble()
                                        .map(
                                                trouble ->
                                                        "its status.json cannot be read: "
                                                                + trouble)
                                        .orElse(
                                                reading.sidecar()
                                                        .map(ControllerWait::doing)
                                                        .orElse(
                                                                "it has not written its status.json: is the home"
                                                                        + " directory the same on the compute node?"))
                                + "; the scheduler says: "
                                + Scheduler.inWords(info)
                                + logs())
                .advise(
                        "jcluster connect "
                                + cluster.id()
                                + " waits again; --start-timeout sets how long");
    }

    private Optional<Sidecar> lastWord(String known) throws InterruptedException {
        JobDirectory.Reading reading = directory.await(known, Duration.ZERO);
        if (reading.sidecar().map(Sidecar::over).orElse(false)) {
            return reading.sidecar();
        }
        return directory.await(reading.version(), LAST_WORD).sidecar();
    }

    private String logs() {
        try {
            String tails = directory.tails(Inspector.LOGS, 12).strip();
            return tails.isEmpty() ? "" : "\n" + tails;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private String estimate(JobInfo info) {
        return Optional.ofNullable(
                        info.extensions().get(scheduler.dialect().family() + "_ji_expected_start"))
                .flatMap(ControllerWait::instant)
                .filter(at -> at.isAfter(Instant.now()))
                .map(at -> ", expected to start " + inWords(at))
                .orElse("");
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String inWords(Instant at) {
        String pattern =
                Duration.between(Instant.now(), at).toHours() < 20 ? "HH:mm" : "EEE d MMM HH:mm";
        return DateTimeFormatter.ofPattern(pattern, java.util.Locale.ENGLISH)
                .withZone(ZoneId.systemDefault())
                .format(at);
    }

    static String doing(Sidecar sidecar) {
        return switch (sidecar.phase()) {
            case "starting" -> "loading its software";
            case "controller" -> "starting the controller";
            case "engines" -> "starting the engines";
            default -> sidecar.phase();
        };
    }

    private static boolean ended(JobInfo info) {
        return info.jobState()
                .map(state -> state.isTerminated() || state == JobState.UNDETERMINED)
                .orElse(false);
    }

    private static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
