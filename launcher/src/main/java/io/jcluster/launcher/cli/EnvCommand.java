package io.jcluster.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "env",
        description = "Look at the Python that jobs run in, or make one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EnvCheckCommand.class, EnvCreateCommand.class},
        footer = {
            "",
            "Examples:",
            "  jcluster env check --profile daint     what a job would find there",
            "  jcluster env create --profile daint    an environment of your own there"
        })
final class EnvCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
