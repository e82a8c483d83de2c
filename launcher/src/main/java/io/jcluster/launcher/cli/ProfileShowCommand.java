package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.WrittenProfile;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description =
                "Print a profile as it counts, all its layers put over each other and over what jcluster"
                        + " does by itself, as YAML that is a profile again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profile show                          what 'submit' would take here",
            "  jcluster profile show daint --origin           and where each word is from",
            "  jcluster profile show daint -t 2h --origin     with options over it",
            "  jcluster profile show daint > mine.yaml        a profile in one file"
        })
final class ProfileShowCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "a profile's name, or a YAML file; the same as --profile")
    private @Nullable String name;

    @Option(names = "--origin", description = "say behind each word where it is from")
    private boolean origin;

    @Option(names = "--json", description = "print JSON: profile, settings, origins")
    private boolean json;

    @Override
    public Integer call() {
        UserDirectories directories = UserDirectories.from(System.getenv());
        ClusterOptions.Chosen chosen = options.choose(directories, Optional.ofNullable(name));
        Profile whole = chosen.profile().withUsual();
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? WrittenProfile.json(chosen.name(), whole, at -> place(at, directories))
                        : WrittenProfile.yaml(
                                whole,
                                (at, taken) ->
                                        Optional.of(remark(at, taken, directories))
                                                .filter(remark -> origin)));
        out.flush();
        return 0;
    }

    private static String remark(Origin at, boolean taken, UserDirectories directories) {
        String words = taken ? "taken away by " : at.isBuiltIn() ? "" : "from ";
        return words + place(at, directories);
    }

    private static String place(Origin at, UserDirectories directories) {
        return FailureReport.printable(ProfileTable.shortened(at.toString(), directories.home()));
    }
}
