package io.jcluster.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "agent",
        description =
                "Look at the background agent, which holds the connections and the open ports.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AgentStatusCommand.class,
            AgentStopCommand.class,
            AgentLogCommand.class,
        },
        footer = {
            "",
            "It is started by the first command that needs it and leaves when nothing is connected.",
            "",
            "Examples:",
            "  jcluster agent status      its connections, clusters and ports",
            "  jcluster agent log -f      what it does",
            "  jcluster agent stop        close every connection and port; the clusters go on"
        })
final class AgentCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
