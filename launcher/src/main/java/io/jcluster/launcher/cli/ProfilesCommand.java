package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.UserDirectories;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "profiles",
        description =
                "List the profiles there are: the bundled ones, and those in ~/.config/jcluster/profiles.",
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
        UserDirectories.from(System.getenv())
                .profiles()
                .names()
                .forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
