package io.jcluster.launcher.cli;

import io.jcluster.templates.ProfileSchema;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "schema",
        description =
                "Print the JSON Schema of profiles (draft 2020-12), by which an editor knows their words.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profile schema > ~/.config/jcluster/profile.schema.json",
            "",
            "An editor with a YAML language server then reads it from the first line of a profile:",
            "  # yaml-language-server: $schema=../profile.schema.json"
        })
final class ProfileSchemaCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ProfileSchema.text());
        out.flush();
        return 0;
    }
}
