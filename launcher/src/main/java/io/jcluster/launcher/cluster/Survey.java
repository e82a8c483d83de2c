package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What has become of the clusters on record: one question to the scheduler of each host. */
public final class Survey {

    private final Desk desk;

    public Survey(Desk desk) {
        this.desk = desk;
    }

    /**
     * A cluster as it was found.
     *
     * @param cluster its record, brought up to date
     * @param state a word for tables and scripts: queued, held, suspended, running, ready, broken
     *     (of its two jobs one is over or missing), ended, lost, unknown
     * @param detail the scheduler's reason, or why nothing is known
     * @param jobs what the scheduler says of its job, or of the controller's and the engines';
     *     empty when it was not asked or did not answer
     * @param line whether the forwards are open, and if not why
     */
    public record Found(
            ClusterRecord cluster,
            String state,
            String detail,
            List<JobInfo> jobs,
            Optional<String> line) {

        /**
         * The same, once the job's own word has been read. A PBS whose MOM has died goes on to call
         * a job running (OpenPBS 23.06.06: state R, {@code qdel} ends with 222), while its script
         * has ended and its engines with it.
         */
        public Found heard(Optional<Sidecar> word) {
            if (!Set.of("ready", "running").contains(state)
                    || word.filter(Sidecar::over).isEmpty()) {
                return this;
            }
            return new Found(
                    cluster,
                    "running",
                    "its job script has ended, and the scheduler has not noticed yet"
                            + word.get().message().map(": "::concat).orElse(""),
                    jobs,
                    line);
        }
    }

    record HostAndScheduler(Optional<String> login, String scheduler) {}

    /**
     * Looks at these clusters, host by host. A host that does not answer spoils only its own rows.
     */
    public List<Found> of(List<ClusterRecord> clusters) throws InterruptedException {
        Map<HostAndScheduler, List<ClusterRecord>> live = new LinkedHashMap<>();
        Map<String, Found> found = new LinkedHashMap<>();
        for (ClusterRecord cluster : clusters) {
            if (cluster.phase() == Phase.ENDED) {
                found.put(cluster.key(), ended(cluster, List.of()));
            } else {
                live.computeIfAbsent(
                                new HostAndScheduler(cluster.login(), cluster.scheduler()),
                                host -> new ArrayList<>())
                        .add(cluster);
            }
        }
        for (Map.Entry<HostAndScheduler, List<ClusterRecord>> host : live.entrySet()) {
            for (Found row : at(host.getKey(), host.getValue())) {
                found.put(row.cluster().key(), row);
            }
        }
        return clusters.stream()
                .map(cluster -> found.get(cluster.key()))
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private List<Found> at(HostAndScheduler where, List<ClusterRecord> clusters)
            throws InterruptedException {
        desk.progress().waiting("asking " + where.login().orElse("this machine"));
        try (Place place = Place.open(desk, where.login(), where.scheduler(), longest(clusters))) {
            return at(place, clusters).rows();
        } catch (HostException | DrmaaException e) {
            return unknown(clusters, e);
        }
    }

    /**
     * What one look at a place gave.
     *
     * @param failure what kept some rows from being known
     */
    record Look(List<Found> rows, Optional<RuntimeException> failure) {}

    /** Looks at clusters of one place. */
    Look at(Place place, List<ClusterRecord> clusters) throws InterruptedException {
        List<Found> rows = new ArrayList<>();
        List<String> held = List.of();
        String line = "no agent";
        try {
            Optional<AgentHost> agent = place.agent();
            if (agent.isPresent()) {
                try {
                    var status = agent.get().status();
                    held = status.holds();
                    line = status.line();
                } finally {
                    place.leave(agent.get());
                }
            }
            for (ClusterRecord cluster : clusters) {
                rows.add(
                        look(
                                cluster,
                                place.host(),
                                place.scheduler(),
                                lineOf(cluster, held, line)));
            }
            return new Look(rows, Optional.empty());
        } catch (HostException | DrmaaException e) {
            // A scheduler that is down says nothing of the line, which may well be up.
            for (ClusterRecord cluster : clusters.subList(rows.size(), clusters.size())) {
                rows.add(unknown(cluster, e, lineOf(cluster, held, line)));
            }
            return new Look(rows, Optional.of(e));
        }
    }

    /** Clusters of a place that could not be reached. */
    static List<Found> unknown(List<ClusterRecord> clusters, RuntimeException failure) {
        return clusters.stream()
                .map(cluster -> unknown(cluster, failure, Optional.empty()))
                .toList();
    }

    private static Found unknown(
            ClusterRecord cluster, RuntimeException failure, Optional<String> line) {
        return new Found(cluster, "unknown", inOneLine(failure), List.of(), line);
    }

    /** Clusters of one host are asked for together, as seldom as any of their profiles wants. */
    static Optional<Duration> longest(List<ClusterRecord> clusters) {
        return clusters.stream()
                .flatMap(cluster -> cluster.pollInterval().stream())
                .max(Duration::compareTo);
    }

    private static Optional<String> lineOf(ClusterRecord cluster, List<String> held, String line) {
        return held.contains(cluster.key()) ? Optional.of(line) : Optional.empty();
    }

    /** What failed, and the first line of what was said to it. */
    private static String inOneLine(RuntimeException failure) {
        List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
        return lines.stream()
                .filter(text -> text.startsWith("  | "))
                .findFirst()
                .map(said -> lines.get(0) + ": " + said.substring("  | ".length()))
                .orElse(lines.isEmpty() ? "" : lines.get(0));
    }

    private Found look(ClusterRecord cluster, Host host, Scheduler scheduler, Optional<String> line)
            throws InterruptedException {
        Optional<Job> job = scheduler.job(cluster);
        Optional<Job> engines = scheduler.enginesJob(cluster);
        List<Optional<Job>> added = cluster.added().stream().map(it -> scheduler.job(it)).toList();
        if (job.isEmpty() && engines.isEmpty()) {
            boolean open = scheduler.mayHold(cluster);
            return new Found(
                    cluster,
                    open ? "unknown" : "lost",
                    open
                            ? "its submission is not confirmed yet"
                            : cluster.jobId().isPresent()
                                    ? "the scheduler does not know its job any more"
                                    : "it was never submitted",
                    List.of(),
                    line);
        }
        ClusterRecord named = named(cluster, job, engines, added);
        List<JobInfo> own =
                Stream.concat(job.stream(), engines.stream()).map(Job::getInfo).toList();
        List<JobInfo> joined = added.stream().flatMap(Optional::stream).map(Job::getInfo).toList();
        List<JobInfo> infos = Stream.concat(own.stream(), joined.stream()).toList();
        if (own.stream().allMatch(Survey::over)) {
            // Those that run see it by themselves.
            Optional<JobInfo> waiting =
                    joined.stream().filter(it -> !over(it) && !started(it)).findFirst();
            if (waiting.isPresent()) {
                return new Found(
                        named,
                        "broken",
                        "its controller has ended, and job "
                                + waiting.get().jobId().orElse("")
                                + " waits for it in the queue; jcluster stop "
                                + named.id(),
                        infos,
                        line);
            }
            ClusterRecord over = named.endedBecause(Scheduler.inWords(own.get(0)));
            if (host instanceof AgentHost agent) {
                agent.release(named.key());
            }
            new IpythonProfile(desk.directories(), named).remove();
            // Whoever stops it meanwhile removes the record, which must not come back.
            if (desk.store().reread(over).isPresent()) {
                desk.store().save(over);
            }
            return ended(over, infos);
        }
        Optional<String> fault = fault(named, job, engines, own);
        if (fault.isPresent()) {
            return new Found(named, "broken", fault.get(), infos, line);
        }
        // Of two jobs, what the one that has come less far waits for is what the cluster waits for.
        JobInfo slower = own.stream().filter(info -> !started(info)).findFirst().orElse(own.get(0));
        String reason = reason(slower);
        return new Found(
                named,
                word(named, slower.jobState().orElse(JobState.UNDETERMINED)),
                reason.isEmpty() ? worldsInWords(named, joined) : reason,
                infos,
                line);
    }

    private static boolean started(JobInfo info) {
        return info.jobState().map(JobState::isStarted).orElse(false);
    }

    /** What there is to say of engines that joined, or are to: nothing of those that run. */
    private static String worldsInWords(ClusterRecord cluster, List<JobInfo> joined) {
        List<String> sentences = new ArrayList<>();
        for (ClusterRecord.AddedWorld world : cluster.added()) {
            Optional<JobInfo> info =
                    joined.stream().filter(it -> it.jobId().equals(world.jobId())).findFirst();
            if (info.isPresent() && started(info.get()) && !over(info.get())) {
                continue;
            }
            sentences.add(
                    "world "
                            + world.number()
                            + info.map(
                                            it ->
                                                    " (job "
                                                            + it.jobId().orElse("")
                                                            + ") "
                                                            + (over(it) ? "is over: " : "waits: ")
                                                            + Scheduler.inWords(it))
                                    .orElse(" has no job any more")
                            + (info.isEmpty() || over(info.get())
                                    ? "; jcluster restart "
                                            + cluster.id()
                                            + " --world "
                                            + world.number()
                                    : ""));
        }
        return String.join("; ", sentences);
    }

    /** The record with the ids that an earlier command may not have lived to write down. */
    private ClusterRecord named(
            ClusterRecord cluster,
            Optional<Job> job,
            Optional<Job> engines,
            List<Optional<Job>> added) {
        ClusterRecord first =
                job.map(one -> desk.store().withJob(cluster, one.jobId())).orElse(cluster);
        ClusterRecord named =
                engines.map(one -> desk.store().withEngines(first, one.jobId())).orElse(first);
        for (int i = 0; i < added.size(); i++) {
            ClusterRecord.AddedWorld world = cluster.added().get(i);
            if (world.jobId().isEmpty() && added.get(i).isPresent()) {
                named =
                        desk.store()
                                .withWorld(named, world.submittedAs(added.get(i).get().jobId()));
            }
        }
        return named;
    }

    /** What is wrong with a cluster of two jobs of which one is there and the other not. */
    private static Optional<String> fault(
            ClusterRecord cluster,
            Optional<Job> controller,
            Optional<Job> engines,
            List<JobInfo> infos) {
        if (cluster.enginesJob().isEmpty()) {
            return Optional.empty();
        }
        String advice = "; jcluster stop " + cluster.id();
        if (controller.isEmpty()) {
            return Optional.of("the controller's job is not known any more" + advice);
        }
        if (engines.isEmpty()) {
            return Optional.of("it has no engines' job" + advice);
        }
        for (int i = 0; i < infos.size(); i++) {
            if (over(infos.get(i))) {
                return Optional.of(
                        (i == 0 ? "the controller's job " : "the engines' job ")
                                + infos.get(i).jobId().orElse("")
                                + " is over: "
                                + Scheduler.inWords(infos.get(i))
                                + advice);
            }
        }
        return Optional.empty();
    }

    /** Whether nothing more is to come of a job: it has ended, or nobody can say how. */
    static boolean over(JobInfo info) {
        JobState state = info.jobState().orElse(JobState.UNDETERMINED);
        return state.isTerminated() || state == JobState.UNDETERMINED;
    }

    static Found ended(ClusterRecord cluster, List<JobInfo> infos) {
        return new Found(cluster, "ended", cluster.message().orElse(""), infos, Optional.empty());
    }

    private static String word(ClusterRecord cluster, JobState state) {
        String word = word(state);
        return word.equals("running") && cluster.phase() == Phase.READY ? "ready" : word;
    }

    /** The word for a job. */
    static String word(JobState state) {
        return switch (state) {
            case QUEUED, REQUEUED -> "queued";
            case QUEUED_HELD, REQUEUED_HELD -> "held";
            case SUSPENDED -> "suspended";
            case DONE, FAILED -> "ended";
            case UNDETERMINED -> "unknown";
            default -> "running";
        };
    }

    /** Why a job does not run. Of one that does, PBS says since when, and that is no reason. */
    private static String reason(JobInfo info) {
        return info.annotation()
                .filter(text -> !text.equals("None"))
                .filter(text -> !info.jobState().equals(Optional.of(JobState.RUNNING)))
                .orElse("");
    }
}
