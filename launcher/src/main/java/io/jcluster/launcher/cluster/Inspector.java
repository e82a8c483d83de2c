package io.jcluster.launcher.cluster;

import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Running;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A look into the job's directory: what the job says of itself, and its logs. */
public final class Inspector {

    /** What the jobs themselves print. */
    public static List<String> jobLogs(ClusterRecord cluster) {
        return Stream.concat(
                        Stream.of(JobDirectory.JOB_LOG),
                        worlds(cluster).map(JobDirectory::enginesJobLog))
                .toList();
    }

    /** What the ranks of a program print. */
    public static final String RANKS_LOG = JobDirectory.RANKS_LOG;

    /** What engines print. */
    public static List<String> enginesLogs(ClusterRecord cluster) {
        return worlds(cluster).map(JobDirectory::enginesLog).toList();
    }

    /** What the engines of a world print, and their job. */
    public static List<String> logs(int world) {
        return List.of(JobDirectory.enginesJobLog(world), JobDirectory.enginesLog(world));
    }

    /** All of a cluster's logs, in the order in which they come to be. */
    public static List<String> logs(ClusterRecord cluster) {
        return Stream.concat(
                        LOGS.stream(),
                        cluster.added().stream().flatMap(it -> logs(it.number()).stream()))
                .toList();
    }

    private static Stream<Integer> worlds(ClusterRecord cluster) {
        return Stream.concat(
                Stream.of(0), cluster.added().stream().map(ClusterRecord.AddedWorld::number));
    }

    /** Those of what it was submitted with. */
    static final List<String> LOGS =
            List.of(
                    JobDirectory.JOB_LOG,
                    JobDirectory.ENGINES_JOB_LOG,
                    "controller.log",
                    "engines.log",
                    RANKS_LOG,
                    Notebook.LOG);

    private final Desk desk;

    public Inspector(Desk desk) {
        this.desk = desk;
    }

    /**
     * What was found.
     *
     * @param sidecar the job's own word; empty before the job has started
     * @param trouble why there is none, when there should be
     */
    public record Inside(Optional<Sidecar> sidecar, Optional<String> trouble) {}

    public Inside look(ClusterRecord cluster) throws InterruptedException {
        try (Host host = desk.lines().reach(cluster.login())) {
            JobDirectory.Reading reading =
                    new JobDirectory(host, cluster.directory()).await("", Duration.ZERO);
            return new Inside(reading.sidecar(), reading.trouble());
        } catch (HostException e) {
            return new Inside(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** The ends of the logs. */
    public String tails(ClusterRecord cluster, List<String> logs, int lines)
            throws InterruptedException {
        try (Host host = desk.lines().reach(cluster.login())) {
            return new JobDirectory(host, cluster.directory()).tails(logs, lines);
        }
    }

    /**
     * The ends of the logs and what comes after, until the reader goes away.
     *
     * @throws HostException when the line does
     */
    public void follow(ClusterRecord cluster, List<String> logs, int lines, OutputStream out)
            throws InterruptedException, IOException {
        try (Host host = desk.lines().reach(cluster.login());
                Running running = new JobDirectory(host, cluster.directory()).follow(logs, lines)) {
            InputStream output = running.stdout();
            byte[] buffer = new byte[16 * 1024];
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
            }
            throw new HostException(
                    HostException.Kind.UNREACHABLE,
                    "the connection to " + host.name() + " was lost while logs were followed",
                    Optional.of("run the command again; the cluster itself is not touched by this"),
                    Optional.empty());
        }
    }
}
