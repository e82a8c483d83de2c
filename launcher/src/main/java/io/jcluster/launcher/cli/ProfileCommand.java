package io.jcluster.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "profile",
        description = "Make profiles; 'jcluster profiles' lists those there are.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ProfileImportCommand.class,
        footer = {
            "",
            "Examples:",
            "  jcluster profile import ~/.ipython/profile_pbs    from a profile of ipyparallel"
        })
final class ProfileCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
