package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.ConnectionFile;
import io.jcluster.launcher.agent.AgentReport;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.launcher.cluster.Survey;
import io.jcluster.tunnel.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The way to a cluster's engines: by its ports if they are open here, else it is brought home
 * first, as {@code connect} does.
 */
final class Reach {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofMinutes(5);

    private Reach() {}

    /** What a command does once it is there. */
    @FunctionalInterface
    interface Visit {
        /** The exit code; the office is for progress, and closed before anything is printed. */
        int with(Office office, ClusterRecord cluster, Client client) throws Exception;
    }

    /** Goes to the cluster of that id, and leaves it again. */
    static int visit(CommandSpec spec, String id, Visit visit) throws Exception {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.engines(id);
            try (Client client = client(office, cluster)) {
                return visit.with(office, cluster, client);
            }
        }
    }

    /**
     * A client of a cluster's controller.
     *
     * @throws ClusterException when the cluster has ended, or waits in the queue, or has no engines
     */
    private static Client client(Office office, ClusterRecord cluster) throws Exception {
        Connector connector = new Connector(office.desk());
        Optional<Path> file = connector.home(cluster);
        if (file.isEmpty()) {
            Survey.Found now = found(office, cluster);
            try (AutoCloseable alone = office.alone(now.cluster())) {
                Connector.Connected home = connector.connect(now.cluster(), START);
                home.problems().forEach(it -> office.desk().progress().note(it));
                file = Optional.of(home.connectionFile());
            }
        }
        Client client = open(office, cluster, file.get());
        if (client.ids().isEmpty()) {
            client.close();
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "cluster " + cluster.id() + " has no engines any more")
                    .advise(
                            "jcluster logs "
                                    + cluster.id()
                                    + " shows what they said last, jcluster restart "
                                    + cluster.id()
                                    + " starts it anew");
        }
        return client;
    }

    private static Client open(Office office, ClusterRecord cluster, Path file) throws Exception {
        office.desk().progress().waiting("connecting to the controller");
        try {
            return Client.connect(ConnectionFile.read(file), CONNECT);
        } catch (ClientException e) {
            // A line that is down, or a job that has ended, says more than a port where nobody
            // answers.
            requireLine(office, cluster, e);
            found(office, cluster);
            // A cut is noticed some time after it has happened.
            requireLine(office, cluster, e);
            throw e;
        }
    }

    /** The agent's connection may seem up for a while when its relay waits already. */
    private static void requireLine(Office office, ClusterRecord cluster, ClientException failure) {
        Optional<AgentReport> report = office.desk().lines().report();
        String line =
                report.map(it -> it.lines().get(cluster.login().orElse("")))
                        .filter(it -> it.startsWith("reconnecting"))
                        .or(() -> report.flatMap(it -> waiting(it, cluster.key())))
                        .orElse("");
        if (!line.isEmpty()) {
            throw new HostException(
                    HostException.Kind.UNREACHABLE,
                    "the line to " + cluster.where() + " is down\n  | " + line,
                    Optional.of(
                            "again when it is back, as 'jcluster agent status' shows; what the"
                                    + " engines are at goes on"),
                    Optional.of(failure));
        }
    }

    private static Optional<String> waiting(AgentReport report, String key) {
        return report.clusters().stream()
                .filter(it -> it.key().equals(key))
                .flatMap(it -> it.relay().stream())
                .filter(it -> !it.state().equals("up"))
                .map(
                        it ->
                                "its relay has no connection"
                                        + it.why().map(why -> ": " + why).orElse(""))
                .findFirst();
    }

    /**
     * The cluster as it is now, if it runs or cannot be asked after.
     *
     * @throws ClusterException when it has ended, or waits in the queue
     */
    static Survey.Found found(Office office, ClusterRecord cluster) throws InterruptedException {
        Survey.Found now = new Survey(office.desk()).of(List.of(cluster)).get(0);
        String id = cluster.id();
        switch (now.state()) {
            case "ended", "lost", "broken" ->
                    throw ClusterException.of(
                                    ClusterException.Kind.JOB,
                                    "cluster "
                                            + id
                                            + (now.state().equals("ended")
                                                    ? " has ended"
                                                    : " is " + now.state())
                                            + detail(now))
                            .advise(
                                    "jcluster logs "
                                            + id
                                            + " shows what it said last, jcluster restart "
                                            + id
                                            + " starts it anew");
            case "queued", "held" ->
                    throw ClusterException.of(
                                    ClusterException.Kind.TIMED_OUT,
                                    "cluster "
                                            + id
                                            + (now.state().equals("held")
                                                    ? " is held in the queue"
                                                    : " waits in the queue")
                                            + detail(now))
                            .advise("jcluster connect " + id + " waits for it");
            default -> {}
        }
        return now;
    }

    private static String detail(Survey.Found now) {
        return now.detail().isEmpty() ? "" : ": " + now.detail();
    }
}
