package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.client.AsyncResult;
import io.jcluster.launcher.shell.Assignment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "push",
        description = {
            "Set variables on a cluster's engines.",
            "",
            "A value is JSON, or True, False or None; what begins with a letter otherwise is text."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster push 77 n=1000 name=steel",
            "  jcluster push 77 --targets 0-3 'grid=[0.5, 1, 2]' 'opts={\"fast\": true}'"
        })
final class PushCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "NAME=VALUE",
            description = "what to set")
    private List<String> assignments = List.of();

    @Mixin private EngineOptions engines = new EngineOptions();

    @Option(names = "--json", description = "print a JSON array at the end")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (String text : assignments) {
            Assignment assignment = Assignment.parse(text);
            values.put(assignment.name(), assignment.value());
        }
        return engines.visit(
                spec,
                (office, cluster, client, view) -> {
                    AsyncResult result = view.push(values);
                    office.close();
                    Execution.Outcome outcome =
                            Execution.quietly(new Lookout(office, cluster, client), spec)
                                    .follow(result, Optional.of(LIMIT));
                    EngineOutput output = new EngineOutput(spec);
                    return output.conclude(cluster, outcome, json);
                });
    }
}
