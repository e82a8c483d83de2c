package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.DirectView;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Roster;
import io.jcluster.launcher.shell.EngineWorld;
import io.jcluster.launcher.shell.Targets;
import java.time.Duration;
import java.util.SortedSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which engines a command is for: the cluster, and those of it. */
final class EngineOptions {

    private static final Duration WORLDS = Duration.ofSeconds(5);

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = {"-t", "--targets"},
            paramLabel = "ENGINES",
            defaultValue = "all",
            description =
                    "which engines: all, 3, 0,2, 0-3, a slice such as ::2, or by MPI world and rank"
                            + " world1, world1:rank0-3, rank3 (default: ${DEFAULT-VALUE})")
    private String targets = "all";

    /** What a command does with the engines that are meant. */
    @FunctionalInterface
    interface Visit {
        /** As {@link Reach.Visit}; all it does is with the view. */
        int with(Office office, ClusterRecord cluster, Client client, DirectView view)
                throws Exception;
    }

    /**
     * Goes to the cluster, and leaves it again.
     *
     * @throws IllegalArgumentException when one of the engines is not there
     */
    int visit(CommandSpec spec, Visit visit) throws Exception {
        return Reach.visit(
                spec,
                id,
                (office, cluster, client) ->
                        visit.with(
                                office,
                                cluster,
                                client,
                                client.view(
                                        choose(
                                                targets,
                                                client,
                                                new Roster(office.desk().store(), cluster),
                                                cluster))));
    }

    /** The engines that a text means. */
    static SortedSet<Integer> choose(
            String text, Client client, Roster roster, ClusterRecord cluster) {
        return Targets.choose(
                text,
                client.ids().keySet(),
                () -> EngineWorld.of(roster.complete(client, WORLDS), cluster.worldsByJob()));
    }

    /** The cluster's name. */
    String id() {
        return id;
    }

    /** The engines as they were typed. */
    String text() {
        return targets;
    }
}
