package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Stopper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "disconnect",
        description =
                "Close a cluster's ports on this machine. The job goes on; 'connect' opens them again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster disconnect 77      before the laptop goes elsewhere",
            "  jcluster connect 77         there"
        })
final class DisconnectCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Override
    public Integer call() throws Exception {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.engines(id);
            try (AutoCloseable alone = office.alone(cluster)) {
                new Stopper(office.desk()).disconnect(cluster);
            }
        }
        spec.commandLine().getOut().println("cluster " + id + " is disconnected; its job goes on");
        return 0;
    }
}
