package io.jcluster.launcher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "stop",
        description =
                "End the agent: every connection and port of this user's is closed. The clusters go"
                        + " on; 'jcluster connect ID' opens the ports of all of them again.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  jcluster agent stop       before an update of jcluster, say"})
final class AgentStopCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (Office office = Office.open(spec.commandLine().getErr())) {
            boolean was = office.desk().lines().stopAgent();
            spec.commandLine()
                    .getOut()
                    .println(was ? "the agent has ended; the clusters go on" : "no agent runs");
        }
        return 0;
    }
}
