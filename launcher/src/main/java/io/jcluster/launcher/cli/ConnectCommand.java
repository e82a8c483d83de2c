package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Connector;
import io.jcluster.templates.Walltime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "connect",
        description =
                "Bring a submitted cluster home, or home again: waits for it if it is still queued.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster connect 77                          wait for it, then print how to use it",
            "  jcluster connect 77 --start-timeout 20m      for engines that take long to load"
        })
final class ConnectCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "for the controller and the engines (default: ${DEFAULT-VALUE})")
    private String startTimeout = "5m";

    @Option(names = "--json", description = "print the cluster as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Connector.Connected connected;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.engines(id);
            try (AutoCloseable alone = office.alone(cluster)) {
                connected =
                        new Connector(office.desk()).connect(cluster, Walltime.parse(startTimeout));
            } catch (ClusterException e) {
                throw e.orAdvise(
                        "jcluster logs "
                                + cluster.id()
                                + " shows what it printed, jcluster stop "
                                + cluster.id()
                                + " ends it");
            }
        }
        Output output = new Output(spec.commandLine().getOut(), json);
        if (!connected.problems().isEmpty()) {
            throw output.unproven(connected, true);
        }
        output.ready(connected);
        return 0;
    }
}
