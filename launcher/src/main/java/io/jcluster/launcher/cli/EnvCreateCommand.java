package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.OwnProfile;
import io.jcluster.launcher.doctor.Environment;
import io.jcluster.templates.Profile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        description = {
            "Make a Python environment with ipyparallel and mpi4py on the login node, for the jobs of a"
                    + " profile, and write it into your own profile.",
            "",
            "It is made with the site's Python after the profile's modules, in ~/.jcluster/env there. What is"
                    + " there already is never touched; what does not come to its end is taken away again."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster env create --profile daint                   ~/.jcluster/env/daint on daint",
            "  jcluster env create --profile daint --name py312      ~/.jcluster/env/py312",
            "  jcluster env create --profile daint --wheels wheels   without a network there"
        })
final class EnvCreateCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String WORD = "venv";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME|FILE",
            defaultValue = "local",
            description = "the site (default: ${DEFAULT-VALUE})")
    private String profile = "local";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "what to call the environment (default: the profile's name)")
    private @Nullable String name;

    @Option(
            names = "--wheels",
            paramLabel = "DIR",
            description =
                    "take packages from this directory alone: one here, which is sent there, or else"
                            + " one there")
    private @Nullable String wheels;

    @Option(names = "--json", description = "print as JSON what was made")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        String called = Optional.ofNullable(name).orElseGet(this::ofProfile);
        if (!NAME.matcher(called).matches()) {
            throw new IllegalArgumentException(
                    "--name " + called + ": letters, digits, '.', '_' and '-', at most 64");
        }
        Environment.Made made;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            Path own = office.ownProfile(profile);
            Profile settled = office.profile(profile);
            made =
                    new Environment(office.desk(), settled)
                            .create("~/.jcluster/env/" + called, Optional.ofNullable(wheels));
            settled.software()
                    .python()
                    .filter(python -> python.contains("/"))
                    .ifPresent(
                            python ->
                                    office.desk()
                                            .progress()
                                            .note(
                                                    "jobs still run in "
                                                            + python
                                                            + ", the 'python' of the profile: take"
                                                            + " that out"));
            office.desk().lines().dismiss();
            office.close();
            Diagnosis diagnosis = new Diagnosis(spec.commandLine().getOut(), Terminal.ansi());
            diagnosis.made(made, own, new OwnProfile(own).set(WORD, made.directory()), WORD, json);
        }
        return Diagnosis.exitCode(made.findings());
    }

    private String ofProfile() {
        return Optional.ofNullable(Path.of(profile).getFileName())
                .map(Path::toString)
                .orElse("")
                .replaceFirst("\\.yaml(:.*)?$", "");
    }
}
