package io.jcluster.launcher.cli;

import io.jcluster.client.AsyncResult;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.templates.Walltime;
import java.time.Duration;
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
        name = "results",
        description = {
            "Show the output and results of earlier requests, whoever sent them, and wait for those that run.",
            "",
            "The ids are those that 'px --noblock' prints, or msg_ids of a Python client. The controller keeps about a thousand results in its memory."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster px 77 --noblock 'long_run()' >ids",
            "  jcluster results 77 $(cat ids)",
            "  jcluster results 77 $(cat ids) --timeout 1s   what is there by now",
            "  jcluster results 77                           the ids the controller has, oldest first"
        })
final class ResultsCommand implements Callable<Integer> {

    private static final Duration HUB = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "MSGID",
            description = "requests; without any their ids are listed")
    private List<String> requests = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "wait no longer, and tell which are not done")
    private @Nullable String timeout;

    @Option(names = "--json", description = "print a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Optional<Duration> limit = Optional.ofNullable(timeout).map(Walltime::parse);
        return Reach.visit(
                spec,
                id,
                (office, cluster, client) -> {
                    EngineOutput output = new EngineOutput(spec);
                    List<String> known = client.history(HUB);
                    if (requests.isEmpty()) {
                        office.close();
                        output.ids(known, json);
                        return 0;
                    }
                    requests.stream()
                            .filter(it -> !known.contains(it))
                            .findFirst()
                            .ifPresent(
                                    it -> {
                                        throw ClusterException.of(
                                                        ClusterException.Kind.REQUEST,
                                                        "the controller of cluster "
                                                                + cluster.id()
                                                                + " keeps no request "
                                                                + it)
                                                .advise(
                                                        "jcluster results "
                                                                + cluster.id()
                                                                + " lists those it has; old ones"
                                                                + " are dropped");
                                    });
                    AsyncResult result = client.getResult(requests);
                    office.close();
                    Lookout lookout = new Lookout(office, cluster, client);
                    Execution execution =
                            json
                                    ? Execution.quietly(lookout, spec)
                                    : new Execution(
                                            lookout,
                                            Execution.TO_THE_END,
                                            output::show,
                                            spec.commandLine().getErr());
                    Execution.Outcome outcome = execution.follow(result, limit);
                    return output.conclude(cluster, outcome, "requests", json);
                });
    }
}
