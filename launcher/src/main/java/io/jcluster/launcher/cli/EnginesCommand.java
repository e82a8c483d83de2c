package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.client.Client;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.QueueStatus;
import io.jcluster.launcher.cluster.Roster;
import io.jcluster.launcher.shell.EngineWorld;
import io.jcluster.launcher.shell.Targets;
import io.jcluster.templates.Walltime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "engines",
        description =
                "List a cluster's engines: their MPI world and rank, host, process, job, and whether they are busy.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster engines 77",
            "  jcluster engines 77 --json             for scripts",
            "",
            "An engine that was busy ever since it came, or is not Python, cannot be asked for its world: '-'."
        })
final class EnginesCommand implements Callable<Integer> {

    private static final Duration HUB = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "for the engines' answers (default: ${DEFAULT-VALUE})")
    private String timeout = "10s";

    @Option(names = "--json", description = "print a JSON array")
    private boolean json;

    /** An engine as it is shown. */
    private record Row(
            int engine, Optional<EngineFacts> facts, Optional<EngineWorld> world, String state) {}

    @Override
    public Integer call() throws Exception {
        Duration limit = Walltime.parse(timeout);
        return Reach.visit(
                spec,
                id,
                (office, cluster, client) -> {
                    // Before they are asked: what they are asked makes them busy.
                    List<QueueStatus> queues = client.queueStatus(HUB);
                    office.desk().progress().waiting("asking the engines");
                    List<EngineFacts> facts =
                            new Roster(office.desk().store(), cluster)
                                    .complete(client, queues, limit);
                    List<EngineWorld> worlds = EngineWorld.of(facts, cluster.worldsByJob());
                    office.close();
                    show(rows(client, queues, facts, worlds), worlds);
                    return 0;
                });
    }

    private static List<Row> rows(
            Client client,
            List<QueueStatus> queues,
            List<EngineFacts> facts,
            List<EngineWorld> worlds) {
        return client.ids().keySet().stream()
                .map(
                        engine ->
                                new Row(
                                        engine,
                                        facts.stream()
                                                .filter(it -> it.engine() == engine)
                                                .findFirst(),
                                        worlds.stream()
                                                .filter(it -> it.engines().contains(engine))
                                                .findFirst(),
                                        state(engine, queues)))
                .toList();
    }

    private static String state(int engine, List<QueueStatus> queues) {
        return queues.stream()
                .filter(it -> it.engine() == engine)
                .findFirst()
                .map(it -> it.queued() + it.tasks() > 0 ? "busy" : "idle")
                .orElse("unknown");
    }

    private void show(List<Row> rows, List<EngineWorld> worlds) {
        Output output = new Output(spec.commandLine().getOut(), json);
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            rows.forEach(row -> array.add(json(row)));
            output.print(array);
            return;
        }
        List<List<String>> table = new ArrayList<>();
        // Where all are Python, as nearly everywhere, nobody needs to be told.
        boolean several =
                rows.stream()
                        .flatMap(it -> it.facts().stream())
                        .anyMatch(it -> it.java().isPresent());
        table.add(
                cells(
                        several,
                        "ENGINE",
                        "WORLD",
                        "RANK",
                        "HOST",
                        "PID",
                        "STATE",
                        "JOB",
                        "LANGUAGE"));
        for (Row row : rows) {
            table.add(
                    cells(
                            several,
                            Integer.toString(row.engine()),
                            row.world().map(it -> Integer.toString(it.number())).orElse("-"),
                            row.facts()
                                    .filter(it -> it.rank().isPresent())
                                    .map(it -> it.rank().getAsInt() + " of " + size(it))
                                    .orElse("-"),
                            row.facts().map(EngineFacts::host).orElse("-"),
                            row.facts().map(it -> Long.toString(it.pid())).orElse("-"),
                            row.state(),
                            row.facts().flatMap(EngineFacts::job).orElse("-"),
                            row.facts().map(EngineFacts::language).orElse("-")));
        }
        output.table(table);
        worldsInWords(worlds).forEach(spec.commandLine().getOut()::println);
    }

    private static List<String> cells(boolean withLast, String... cells) {
        return List.of(cells).subList(0, cells.length - (withLast ? 0 : 1));
    }

    private static String size(EngineFacts facts) {
        return facts.worldSize().isPresent() ? Integer.toString(facts.worldSize().getAsInt()) : "?";
    }

    /** More than one world of several ranks is what surprises people; they are told. */
    private static List<String> worldsInWords(List<EngineWorld> worlds) {
        List<String> lines = new ArrayList<>();
        if (worlds.size() > 1 && worlds.stream().anyMatch(it -> it.ranks().size() > 1)) {
            lines.add("");
            worlds.forEach(
                    it ->
                            lines.add(
                                    "world "
                                            + it.number()
                                            + ": --targets world"
                                            + it.number()
                                            + ", engines "
                                            + Targets.text(it.engines())));
            lines.add("No collective of MPI reaches from one world to another.");
        }
        return lines;
    }

    /** What an engine takes and is made of. */
    private static void describe(EngineFacts engine, ObjectNode object) {
        if (engine.java().isPresent()) {
            object.put("language", "java").put("java", engine.java().get());
        } else {
            object.put("language", "python")
                    .put("python", engine.python())
                    .put("ipyparallel", engine.ipyparallel());
        }
    }

    private static ObjectNode json(Row row) {
        ObjectNode object =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("engine", row.engine())
                        .put("state", row.state());
        row.world()
                .ifPresent(
                        it ->
                                object.put("world", it.number())
                                        .put("world_size", Math.max(1, it.ranks().size())));
        row.facts()
                .ifPresent(
                        it -> {
                            object.put("host", it.host()).put("pid", it.pid());
                            describe(it, object);
                            it.rank().ifPresent(rank -> object.put("rank", rank));
                            it.job().ifPresent(job -> object.put("job", job));
                        });
        return object;
    }
}
