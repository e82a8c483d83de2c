package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.UserDirectories;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description =
                "List the profiles there are: the bundled ones, your own in ~/.config/jcluster/profiles,"
                        + " and the project's.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profile list                         what there is",
            "  jcluster profile list --json                  for scripts",
            "  jcluster script --profile daint -n 24         what a profile makes of it"
        })
final class ProfileListCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        UserDirectories directories = UserDirectories.from(System.getenv());
        ProfileTable table = new ProfileTable(directories.profiles().listed(), directories.home());
        if (json) {
            table.json(spec.commandLine().getOut());
        } else {
            table.print(spec.commandLine().getOut());
        }
        return 0;
    }
}
