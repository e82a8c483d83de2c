package io.jcluster.launcher.cli;

import io.jcluster.client.AsyncResult;
import io.jcluster.templates.Walltime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "pull",
        description = {
            "Print a variable's value on a cluster's engines, or an expression's.",
            "",
            "Values travel as JSON: numbers, text, lists, dicts, NumPy arrays. Of other objects ask for 'repr(it)'."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster pull 77 n",
            "  jcluster pull 77 --targets 0 'data.mean()'",
            "  jcluster pull 77 energy --json               an object: engine to value"
        })
final class PullCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "1", paramLabel = "NAME", description = "a variable or an expression")
    private String expression = "";

    @Mixin private EngineOptions engines = new EngineOptions();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "wait no longer, and tell which engines have not answered")
    private @Nullable String timeout;

    @Option(names = "--json", description = "print a JSON object: engine to value")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Optional<Duration> limit = Optional.ofNullable(timeout).map(Walltime::parse);
        return engines.visit(
                spec,
                (office, cluster, client, view) -> {
                    Hearing.await(client, view.engines());
                    office.close();
                    AsyncResult result = view.evaluate(expression);
                    Execution.Outcome outcome =
                            Execution.quietly(new Lookout(office, cluster, client), spec)
                                    .follow(result, limit);
                    EngineOutput output = new EngineOutput(spec);
                    if (json) {
                        output.valuesAsJson(outcome);
                    } else {
                        output.values(outcome);
                    }
                    output.failures(outcome.answers());
                    output.verdict(cluster, outcome);
                    return outcome.status();
                });
    }
}
