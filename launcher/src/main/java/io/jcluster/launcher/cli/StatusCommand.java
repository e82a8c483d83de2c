package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Inspector;
import io.jcluster.launcher.cluster.Survey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Show all that is known of a cluster: job, node, software, engines, line.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster status 77          by the ID that list shows",
            "  jcluster status 77 --json   for scripts"
        })
final class StatusCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(names = "--json", description = "print a JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Survey.Found found;
        Inspector.Inside inside;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.cluster(id);
            found = new Survey(office.desk()).of(List.of(cluster)).get(0);
            inside = new Inspector(office.desk()).look(found.cluster());
        }
        new Output(spec.commandLine().getOut(), json).status(found.heard(inside.sidecar()), inside);
        return 0;
    }
}
