package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Stopper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "stop",
        description =
                "Cancel a cluster's job, see it end, and leave nothing of it behind on either side.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster stop 77            one cluster",
            "  jcluster stop 77 78         two of them"
        })
final class StopCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description = "clusters, as 'jcluster list' calls them")
    private List<String> ids = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            // All of them are looked up first: a slip in the second name should not cost the first
            // cluster.
            List<ClusterRecord> clusters = ids.stream().map(office::cluster).toList();
            for (ClusterRecord cluster : clusters) {
                try (AutoCloseable alone = office.alone(cluster)) {
                    new Stopper(office.desk()).stop(cluster);
                }
                office.desk().lines().dismiss();
                spec.commandLine()
                        .getOut()
                        .println("cluster " + cluster.id() + " is stopped; nothing of it is left");
            }
        }
        return 0;
    }
}
