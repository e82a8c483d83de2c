package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.ConnectionFile;
import io.jcluster.client.ConnectionFileException;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.launcher.cluster.Recruiter;
import io.jcluster.launcher.cluster.Stopper;
import io.jcluster.launcher.shell.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "stop",
        description =
                "Cancel a cluster's job, see it end, and leave nothing of it behind on either side.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster stop 77            one cluster",
            "  jcluster stop 77 78         two of them",
            "  jcluster stop 77 --world 1  of 77 only the engines that joined it as world 1"
        })
final class StopCommand implements Callable<Integer> {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description = "clusters, as 'jcluster list' calls them")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--world",
            paramLabel = "N",
            description =
                    "only the engines that 'jcluster add-engines' has added as world N; the cluster"
                            + " goes on")
    private @Nullable Integer world;

    @Override
    public Integer call() throws Exception {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            // All of them are looked up first: a slip in the second name should not cost the first
            // cluster.
            List<ClusterRecord> clusters = ids.stream().map(office::cluster).toList();
            for (ClusterRecord cluster : clusters) {
                try (AutoCloseable alone = office.alone(cluster)) {
                    if (world != null) {
                        new Stopper(office.desk()).stop(cluster, world(cluster, world));
                        strikeOff(office, cluster, world);
                        office.close();
                        spec.commandLine()
                                .getOut()
                                .println(
                                        "world "
                                                + world
                                                + " of cluster "
                                                + cluster.id()
                                                + " is stopped; the cluster goes on");
                        continue;
                    }
                    new Stopper(office.desk()).stop(cluster);
                }
                office.desk().lines().dismiss();
                spec.commandLine()
                        .getOut()
                        .println("cluster " + cluster.id() + " is stopped; nothing of it is left");
            }
        }
        return 0;
    }

    /** Where the line is down, the controller misses them by itself. */
    private static void strikeOff(Office office, ClusterRecord cluster, int world)
            throws InterruptedException {
        Optional<Path> file = new Connector(office.desk()).home(cluster);
        if (file.isEmpty()) {
            return;
        }
        try (Client client = Client.connect(ConnectionFile.read(file.get()), CONNECT)) {
            new Recruiter(office.desk()).strikeOff(cluster, world, client);
        } catch (ClientException | ConnectionFileException | IOException e) {
            office.desk()
                    .progress()
                    .note(
                            "the controller may list its engines for another minute: "
                                    + e.getMessage());
        }
    }

    /** The engines that joined a cluster under that number. */
    static ClusterRecord.AddedWorld world(ClusterRecord cluster, int number) {
        return cluster.added(number)
                .orElseThrow(
                        () ->
                                ClusterException.of(
                                                ClusterException.Kind.REQUEST,
                                                number == 0
                                                        ? "world 0 is what cluster "
                                                                + cluster.id()
                                                                + " was submitted with, and ends"
                                                                + " with its controller"
                                                        : "no engines have joined cluster "
                                                                + cluster.id()
                                                                + " as world "
                                                                + number)
                                        .said(
                                                cluster.added().isEmpty()
                                                        ? "none have joined it"
                                                        : "joined have worlds "
                                                                + Targets.text(
                                                                        cluster.added().stream()
                                                                                .map(
                                                                                        it ->
                                                                                                it
                                                                                                        .number())
                                                                                .toList()))
                                        .advise(
                                                number == 0
                                                        ? "jcluster stop "
                                                                + cluster.id()
                                                                + " ends the cluster"
                                                        : "jcluster engines " + cluster.id()));
    }
}
