package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.client.Client;
import io.jcluster.client.RemoteError;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.shell.RankMap;
import io.jcluster.launcher.shell.WorldProof;
import io.jcluster.templates.Walltime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Prove that a cluster's engines are the MPI world they should be.",
            "",
            "Each says its rank, host and versions; all add their ranks, send a message around the ring, and hosts measure the way between them. The engines must be idle."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster verify 77",
            "  jcluster verify 77 --svg ranks.svg    the map of ranks and hosts as a picture",
            "  jcluster verify 77 --json             for scripts; ends with 6 when something is wrong"
        })
final class VerifyCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "write the map of ranks and hosts into this file, as a picture")
    private @Nullable Path svg;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1m",
            description =
                    "for each of the two steps, ranks and messages (default: ${DEFAULT-VALUE})")
    private String timeout = "1m";

    @Option(names = "--json", description = "print a JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Duration limit = Walltime.parse(timeout);
        return Reach.visit(
                spec,
                id,
                (office, cluster, client) -> {
                    WorldProof.Cluster proof =
                            WorldProof.of(
                                    client,
                                    wanted(cluster),
                                    cluster.worldsByJob(),
                                    limit,
                                    office.desk().progress()::waiting);
                    office.close();
                    List<WorldProof> worlds = proof.worlds();
                    PrintWriter out = spec.commandLine().getOut();
                    if (json) {
                        new Output(out, true).print(json(cluster, client, proof));
                    } else {
                        worlds.forEach(it -> it.inWords().forEach(out::println));
                        strangers(proof).ifPresent(out::println);
                    }
                    draw(cluster, worlds);
                    List<String> problems = proof.problems();
                    if (!problems.isEmpty()) {
                        throw ClusterException.of(
                                        ClusterException.Kind.UNPROVEN,
                                        "the engines of cluster "
                                                + cluster.id()
                                                + " are not what they should be")
                                .said(String.join("\n", problems))
                                .advise(
                                        "jcluster queue "
                                                + cluster.id()
                                                + " shows whether they are busy, jcluster logs "
                                                + cluster.id()
                                                + " what they said, "
                                                + RestartCommand.ofEngines(cluster)
                                                + " starts them anew");
                    }
                    return 0;
                });
    }

    /** What was asked for, by the worlds' numbers. */
    private static Map<Integer, WorldProof.Wanted> wanted(ClusterRecord cluster) {
        Map<Integer, WorldProof.Wanted> wanted = new TreeMap<>();
        wanted.put(0, new WorldProof.Wanted(cluster.engines(), cluster.mpi()));
        cluster.added()
                .forEach(
                        it ->
                                wanted.put(
                                        it.number(),
                                        new WorldProof.Wanted(it.engines(), it.mpi())));
        return wanted;
    }

    private static Optional<String> strangers(WorldProof.Cluster proof) {
        List<Integer> engines = strangersOf(proof);
        return engines.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "note: "
                                + Execution.named(engines)
                                + " cannot be asked for a rank, as engines that are not Python: "
                                + EngineOutput.brief(proof.strangers().get(0)));
    }

    private static List<Integer> strangersOf(WorldProof.Cluster proof) {
        return proof.strangers().stream().map(RemoteError::engine).toList();
    }

    private void draw(ClusterRecord cluster, List<WorldProof> worlds) {
        if (svg == null) {
            return;
        }
        RankMap map = WorldProof.map(worlds);
        try {
            Files.writeString(
                    svg,
                    map.svg(
                            "cluster "
                                    + cluster.id()
                                    + ": "
                                    + cluster.engines()
                                    + " ranks on "
                                    + map.ranksByHost().size()
                                    + (map.ranksByHost().size() == 1 ? " host" : " hosts")));
        } catch (IOException e) {
            throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot write " + svg).said(e);
        }
    }

    private static ObjectNode json(ClusterRecord cluster, Client client, WorldProof.Cluster proof) {
        ObjectNode object =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", cluster.id())
                        .put("engines", client.ids().size())
                        .put("holds", proof.problems().isEmpty());
        ArrayNode array = object.putArray("worlds");
        proof.worlds().forEach(it -> it.describe(array.addObject()));
        ArrayNode others = object.putArray("not_asked");
        strangersOf(proof).forEach(others::add);
        return object;
    }
}
