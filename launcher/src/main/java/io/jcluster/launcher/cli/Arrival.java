package io.jcluster.launcher.cli;

import io.jcluster.client.ClientException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.launcher.cluster.ProgramRun;
import io.jcluster.launcher.cluster.Stopper;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Walltime;
import io.jcluster.tunnel.HostException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What follows a submission: waiting for the cluster and bringing it home, or leaving it there. */
final class Arrival {

    @Option(names = "--detach", description = "return right after the submission")
    private boolean detach;

    @Option(
            names = "--keep",
            description = "leave the job running when its engines cannot be proven")
    private boolean keep;

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description =
                    "for the controller and the engines, counted from the job's start (default: ${DEFAULT-VALUE})")
    private String startTimeout = "5m";

    @Option(names = "--json", description = "print the cluster as JSON")
    private boolean json;

    boolean detached() {
        return detach;
    }

    boolean json() {
        return json;
    }

    boolean keeps() {
        return keep;
    }

    /**
     * The time for the start.
     *
     * @throws IllegalArgumentException when it is no time
     */
    Duration limit() {
        return Walltime.parse(startTimeout);
    }

    /**
     * Waits for a cluster that was submitted just now, and prints what came of it.
     *
     * @return the exit status of a program; 0 for a cluster that is home, or left
     */
    int await(Office office, ClusterRecord cluster, PrintWriter out) throws Exception {
        Output output = new Output(out, json);
        if (detach) {
            office.close();
            output.detached(cluster);
            return 0;
        }
        if (cluster.kind() == EngineKind.MPJ) {
            ProgramRun.End end = followed(office, cluster);
            office.close();
            output.ended(end, office.err());
            return end.status();
        }
        Connector.Connected connected = home(office, cluster, limit(), keep, output);
        office.close();
        output.ready(connected);
        return 0;
    }

    private ProgramRun.End followed(Office office, ClusterRecord cluster) throws Exception {
        // What the ranks print is the output of this command, unless that is to be JSON.
        ProgramRun run =
                new ProgramRun(
                        office.desk(),
                        PrintableStream.whole(json ? System.err : System.out),
                        Optional.empty());
        try {
            return run.follow(cluster, limit());
        } catch (ClusterException e) {
            throw keep || run.hasBegun() || e.kind() != ClusterException.Kind.JOB
                    ? e.orAdvise("it is on record: " + commands(cluster))
                    : cleared(office, cluster, e);
        } catch (HostException | DrmaaException e) {
            goesOn(office, cluster);
            throw e;
        }
    }

    /**
     * Brings a cluster home that was submitted just now.
     *
     * @param keep whether to leave one that cannot come, or is not what was asked for
     */
    static Connector.Connected home(
            Office office, ClusterRecord cluster, Duration limit, boolean keep, Output output)
            throws Exception {
        Connector.Connected connected;
        try (AutoCloseable alone = office.alone(cluster)) {
            connected = new Connector(office.desk()).connect(cluster, limit);
        } catch (ClusterException e) {
            throw keep || e.kind() != ClusterException.Kind.JOB
                    ? e.orAdvise("it is on record: " + commands(cluster))
                    : cleared(office, cluster, e);
        } catch (HostException | DrmaaException | ClientException e) {
            goesOn(office, cluster);
            throw e;
        }
        if (!connected.problems().isEmpty()) {
            if (!keep) {
                new Stopper(office.desk()).stop(connected.cluster());
            }
            throw output.unproven(connected, keep);
        }
        return connected;
    }

    /**
     * Takes away a job that is over or will never run. What it said is in the failure; the advice
     * must not name a cluster that is no longer there.
     */
    private static ClusterException cleared(
            Office office, ClusterRecord cluster, ClusterException failure) throws Exception {
        try (AutoCloseable alone = office.alone(cluster)) {
            new Stopper(office.desk()).stop(cluster);
        } catch (ClusterException | HostException | DrmaaException e) {
            failure.addSuppressed(e);
            return failure.orAdvise("it could not be cleared away yet: " + commands(cluster));
        }
        return failure.orAdvise(
                "mend that and submit again: the job was cleared away (--keep leaves it for"
                        + " 'jcluster logs')");
    }

    private static void goesOn(Office office, ClusterRecord cluster) {
        office.desk()
                .progress()
                .note("job " + cluster.id() + " goes on, on record: " + commands(cluster));
    }

    private static String commands(ClusterRecord cluster) {
        return (cluster.kind() == EngineKind.MPJ ? "" : "jcluster connect " + cluster.id() + ", ")
                + "jcluster logs "
                + cluster.id()
                + ", jcluster stop "
                + cluster.id();
    }
}
