package io.jcluster.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "profile",
        description = "List, show, check and make profiles.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ProfileListCommand.class,
            ProfileShowCommand.class,
            ProfileValidateCommand.class,
            ProfileSchemaCommand.class,
            ProfileNewCommand.class,
            ProfileImportCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  jcluster profile list                             what there is",
            "  jcluster profile show daint --origin              what it says, and where",
            "  jcluster profile validate mine.yaml               everything that is wrong with it",
            "  jcluster profile schema                           its words, for editors",
            "  jcluster profile new work                         from your answers",
            "  jcluster profile import ~/.ipython/profile_pbs    from a profile of ipyparallel"
        })
final class ProfileCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
