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
        name = "interrupt",
        description = {
            "Raise KeyboardInterrupt in the code that runs on a cluster's engines, as Ctrl-C would.",
            "",
            "What waits behind it is not touched: 'jcluster abort' drops that. Code inside a library, such as a collective of MPI that misses a rank, may not hear it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster interrupt 77",
            "  jcluster interrupt 77 --targets 0-3"
        })
final class InterruptCommand implements Callable<Integer> {

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
                    office.desk().progress().waiting("interrupting");
                    work.await(view.interrupt());
                    office.close();
                    work.show(
                            spec.commandLine().getOut(),
                            json,
                            "interrupted",
                            "nothing to interrupt: the engines are idle");
                    if (!work.unmoved().isEmpty()) {
                        throw work.vain(
                                "not heard the interrupt",
                                "again in a while; a collective of MPI that misses a rank never"
                                        + " hears it: jcluster restart "
                                        + cluster.id());
                    }
                    return 0;
                });
    }
}
