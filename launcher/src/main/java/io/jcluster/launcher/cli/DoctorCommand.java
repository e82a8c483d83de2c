package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.NamedHosts;
import io.jcluster.launcher.doctor.Doctor;
import io.jcluster.launcher.doctor.Finding;
import io.jcluster.templates.HostSlots;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Look at everything that a submission will need, and say what to do. Changes nothing.",
            "",
            "Modules and prologue of a profile are run on the login node, as a job runs them. Ends"
                    + " with 0 when there is no problem, else with the code of the first."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster doctor             this machine, without a batch system",
            "  jcluster doctor daint       the site of a profile",
            "  jcluster doctor ada@login1  a host, with whatever scheduler it has",
            "  jcluster doctor --hosts a:4,b:4   several hosts without a batch system, each of them"
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "HOST|PROFILE",
            arity = "0..1",
            description =
                    "a profile's name or YAML file, else a host as ssh would call it; without, this"
                            + " machine")
    private @Nullable String subject;

    @Option(
            names = "--hosts",
            paramLabel = "HOST:N",
            split = ",",
            description = "look at each of these hosts, as 'submit --hosts' takes them")
    private List<String> hosts = List.of();

    @Option(
            names = "--login",
            paramLabel = "HOST",
            description = "where the controller would run, in place of the first host")
    private @Nullable String login;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "the Python of the engines, in place of the profile's")
    private @Nullable String python;

    @Option(names = "--json", description = "print the findings as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Finding> findings;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            findings =
                    new Doctor(
                                    office.desk().directories(),
                                    office.desk().lines(),
                                    new Terminal(),
                                    office.desk().progress())
                            .examine(Optional.ofNullable(subject), said());
        }
        new Diagnosis(spec.commandLine().getOut(), Terminal.ansi()).print(findings, json);
        return Diagnosis.exitCode(findings);
    }

    private Profile said() {
        Profile said = Profile.EMPTY;
        if (!hosts.isEmpty()) {
            said =
                    said.with(
                                    Vocabulary.HOSTS,
                                    hosts.stream().map(HostSlots::parse).toList(),
                                    Origin.of("--hosts"))
                            .with(Vocabulary.SCHEDULER, NamedHosts.SCHEDULER, Origin.of("--hosts"));
        }
        if (login != null) {
            said = said.with(Vocabulary.LOGIN, login, Origin.of("--login"));
        }
        if (python != null) {
            said = said.with(Vocabulary.PYTHON, python, Origin.of("--python"));
        }
        return said;
    }
}
