package io.jcluster.launcher.cli;

import io.jcluster.client.DirectView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin private Intervention intervention = new Intervention();

    @Override
    public Integer call() throws Exception {
        return intervention.run(
                spec,
                new Intervention.Words(
                        "interrupting",
                        "interrupted",
                        "nothing to interrupt: the engines are idle",
                        "not heard the interrupt",
                        cluster ->
                                "again in a while; a collective of MPI that misses a rank never"
                                        + " hears it: "
                                        + RestartCommand.ofEngines(cluster)),
                DirectView::interrupt);
    }
}
