package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.UserDirectories;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "profiles",
        description = "The same as 'jcluster profile list'.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profiles                             what there is",
            "  jcluster script --profile daint -n 24         what a profile makes of it"
        })
final class ProfilesCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        UserDirectories directories = UserDirectories.from(System.getenv());
        new ProfileTable(directories.profiles().listed(), directories.home())
                .print(spec.commandLine().getOut());
        return 0;
    }
}
