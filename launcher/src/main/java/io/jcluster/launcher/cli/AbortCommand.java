package io.jcluster.launcher.cli;

import io.jcluster.client.DirectView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "abort",
        description = {
            "Drop what waits on a cluster's engines. What runs already is not touched: 'jcluster interrupt' ends that.",
            "",
            "Engines of ipyparallel before 9 do it when they have finished what they are at."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster abort 77",
            "  jcluster abort 77 --targets 3",
            "  jcluster abort 77; jcluster interrupt 77     drop what waits, and end what runs"
        })
final class AbortCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Mixin private EngineOptions engines = new EngineOptions();

    @Option(names = "--json", description = "print what each engine had to do before and has now")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return Reach.visit(
                spec,
                id,
                (office, cluster, client) -> {
                    DirectView view = engines.of(client);
                    Disturbance work = new Disturbance(client, view.engines());
                    office.desk().progress().waiting("dropping what waits");
                    work.await(view.abort());
                    office.close();
                    work.show(
                            spec.commandLine().getOut(),
                            json,
                            "dropped what waited on",
                            "nothing to drop: the engines are idle");
                    if (!work.unmoved().isEmpty()) {
                        throw work.vain(
                                "dropped nothing",
                                "jcluster interrupt "
                                        + cluster.id()
                                        + ": engines of ipyparallel before 9 drop what waits when"
                                        + " they have finished what they are at");
                    }
                    return 0;
                });
    }
}
