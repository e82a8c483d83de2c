package io.jcluster.launcher.cli;

import io.jcluster.launcher.doctor.Environment;
import io.jcluster.launcher.doctor.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Say which Python a profile's modules and prologue give on the login node, and what it has.",
            "",
            "Changes nothing. Ends with 0 when there is no problem, else with the code of the first."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster env check                     on this machine",
            "  jcluster env check --profile daint     on daint's login node"
        })
final class EnvCheckCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME|FILE",
            defaultValue = "local",
            description = "the site (default: ${DEFAULT-VALUE})")
    private String profile = "local";

    @Option(names = "--json", description = "print the findings as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Finding> findings;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            findings = new Environment(office.desk(), office.profile(profile)).check();
        }
        Diagnosis diagnosis = new Diagnosis(spec.commandLine().getOut(), Terminal.ansi());
        diagnosis.print(findings, json);
        return Diagnosis.exitCode(findings);
    }
}
