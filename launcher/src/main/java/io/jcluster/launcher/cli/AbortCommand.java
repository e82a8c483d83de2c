package io.jcluster.launcher.cli;

import io.jcluster.client.DirectView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin private Intervention intervention = new Intervention();

    @Override
    public Integer call() throws Exception {
        return intervention.run(
                spec,
                new Intervention.Words(
                        "dropping what waits",
                        "dropped what waited on",
                        "nothing to drop: the engines are idle",
                        "dropped nothing",
                        cluster ->
                                "jcluster interrupt "
                                        + cluster.id()
                                        + ": engines of ipyparallel before 9 drop what waits when"
                                        + " they have finished what they are at"),
                DirectView::abort);
    }
}
