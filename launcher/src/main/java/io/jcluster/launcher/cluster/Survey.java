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
     * @param state a word for tables and scripts: queued, held, running, ready, ended, lost,
     *     unknown
     * @param detail the scheduler's reason, or why nothing is known
     * @param job what the scheduler says; empty when it was not asked or did not answer
     * @param line whether the forwards are open, and if not why
     */
    public record Found(
            ClusterRecord cluster,
            String state,
            String detail,
            Optional<JobInfo> job,
            Optional<String> line) {}

    record HostAndScheduler(Optional<String> login, String scheduler) {}

    /**
     * Looks at these clusters, host by host. A host that does not answer spoils only its own rows.
     */
    public List<Found> of(List<ClusterRecord> clusters) throws InterruptedException {
        Map<HostAndScheduler, List<ClusterRecord>> live = new LinkedHashMap<>();
        Map<String, Found> found = new LinkedHashMap<>();
        for (ClusterRecord cluster : clusters) {
            if (cluster.phase() == Phase.ENDED) {
                found.put(cluster.key(), ended(cluster, Optional.empty()));
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
        return new Found(cluster, "unknown", inOneLine(failure), Optional.empty(), line);
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
        if (job.isEmpty()) {
            boolean open = scheduler.mayHold(cluster);
            return new Found(
                    cluster,
                    open ? "unknown" : "lost",
                    open
                            ? "its submission is not confirmed yet"
                            : cluster.jobId().isPresent()
                                    ? "the scheduler does not know its job any more"
                                    : "it was never submitted",
                    Optional.empty(),
                    line);
        }
        ClusterRecord named = desk.store().withJob(cluster, job.get().jobId());
        JobInfo info = job.get().getInfo();
        JobState state = info.jobState().orElse(JobState.UNDETERMINED);
        if (state.isTerminated() || state == JobState.UNDETERMINED) {
            ClusterRecord over = named.endedBecause(Scheduler.inWords(info));
            if (host instanceof AgentHost agent) {
                agent.release(named.key());
            }
            new IpythonProfile(desk.directories(), named).remove();
            // Whoever stops it meanwhile removes the record, which must not come back.
            if (desk.store().reread(over).isPresent()) {
                desk.store().save(over);
            }
            return ended(over, Optional.of(info));
        }
        return new Found(named, word(named, state), reason(info), Optional.of(info), line);
    }

    static Found ended(ClusterRecord cluster, Optional<JobInfo> info) {
        return new Found(cluster, "ended", cluster.message().orElse(""), info, Optional.empty());
    }

    private static String word(ClusterRecord cluster, JobState state) {
        return switch (state) {
            case QUEUED, REQUEUED -> "queued";
            case QUEUED_HELD, REQUEUED_HELD -> "held";
            case SUSPENDED -> "suspended";
            default -> cluster.phase() == Phase.READY ? "ready" : "running";
        };
    }

    private static String reason(JobInfo info) {
        return info.annotation().filter(text -> !text.equals("None")).orElse("");
    }
}
