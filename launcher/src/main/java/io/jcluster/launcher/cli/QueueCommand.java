package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.client.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "queue",
        description = {
            "Show what a cluster's engines have to do, as their controller counts.",
            "",
            "QUEUED are requests to that engine it has not answered, the one it works on included; TASKS are load-balanced ones."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster queue 77",
            "  jcluster queue 77 --json    for scripts"
        })
final class QueueCommand implements Callable<Integer> {

    private static final Duration HUB = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(names = "--json", description = "print a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return Reach.visit(
                spec,
                id,
                (office, cluster, client) -> {
                    List<QueueStatus> queues = client.queueStatus(HUB);
                    office.close();
                    show(queues);
                    return 0;
                });
    }

    private void show(List<QueueStatus> queues) {
        Output output = new Output(spec.commandLine().getOut(), json);
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            queues.forEach(
                    it ->
                            array.addObject()
                                    .put("engine", it.engine())
                                    .put("queued", it.queued())
                                    .put("tasks", it.tasks())
                                    .put("completed", it.completed()));
            output.print(array);
            return;
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("ENGINE", "QUEUED", "TASKS", "COMPLETED"));
        queues.forEach(
                it ->
                        table.add(
                                List.of(
                                        Integer.toString(it.engine()),
                                        Integer.toString(it.queued()),
                                        Integer.toString(it.tasks()),
                                        Integer.toString(it.completed()))));
        output.table(table);
    }
}
