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

/** A look into the job's directory: what the job says of itself, and its logs. */
public final class Inspector {

    /** What the jobs themselves print. */
    public static final List<String> JOB_LOGS =
            List.of(JobDirectory.JOB_LOG, JobDirectory.ENGINES_JOB_LOG);

    /** What the ranks of a program print. */
    public static final String RANKS_LOG = JobDirectory.RANKS_LOG;

    /** The job's logs, in the order in which they come to be. */
    public static final List<String> LOGS =
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

    /** The ends of the logs and what comes after, until the line or the reader goes away. */
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
        }
    }
}
