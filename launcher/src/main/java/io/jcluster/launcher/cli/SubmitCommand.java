package io.jcluster.launcher.cli;

import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Inquiry;
import io.jcluster.launcher.cluster.Submitter;
import io.jcluster.launcher.config.ClusterSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "submit",
        description =
                "Submit a cluster and bring it home: controller, engines, ports, ranks proven.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster submit -n 4                            processes on this machine",
            "  jcluster submit --hosts a:4,b:4                 one MPI world over two hosts that ssh reaches",
            "  jcluster submit --profile daint -n 24           as ~/.config/jcluster/profiles/daint.yaml says",
            "  jcluster submit --scheduler slurm --login daint --nodes 2 --tasks-per-node 12 -t 20m",
            "  jcluster submit --profile daint -n 24 --detach  return at once; jcluster connect ID later",
            "  jcluster submit --profile daint -n 8 --kind mpj --jar hello.jar -- words   a Java MPI program",
            "  jcluster submit --profile daint -n 8 --kind jshell   engines that take Java",
            "  jcluster submit --profile daint -n 8 --kind jshell --maven org.apache.commons:commons-math3:3.6.1",
            "  jcluster submit --profile daint -n 24 --dry-run what it would cost and when it would start",
            "",
            "Ctrl-C leaves either no job, or one that 'jcluster connect ID' finishes and 'jcluster stop ID' ends."
        })
final class SubmitCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterOptions options = new ClusterOptions();
    @Mixin private Arrival arrival = new Arrival();

    @Option(
            names = "--dry-run",
            description =
                    "submit nothing: say what would be done, what it would cost at most, and when it"
                            + " would start where the scheduler can be asked")
    private boolean dryRun;

    @Parameters(
            paramLabel = "ARGUMENT",
            arity = "0..*",
            description = "behind --: the arguments of the program of --kind mpj")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws Exception {
        arrival.limit();
        if (!arguments.isEmpty()
                && !spec.commandLine().getParseResult().originalArgs().contains("--")) {
            throw new IllegalArgumentException(
                    "'"
                            + String.join(" ", arguments)
                            + "' is no option; the arguments of a program follow --");
        }
        options.arguments(arguments);
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterSpec wanted = options.settle(office.desk().directories());
            if (dryRun) {
                Inquiry.Outlook outlook = new Inquiry(office.desk()).about(wanted);
                office.close();
                new Output(spec.commandLine().getOut(), arrival.json()).outlook(outlook);
                return 0;
            }
            return submit(office, wanted);
        }
    }

    private int submit(Office office, ClusterSpec wanted) throws Exception {
        try (Farewell farewell = new Farewell(spec.commandLine().getErr(), office)) {
            farewell.submitting();
            office.desk()
                    .progress()
                    .waiting("connecting to " + wanted.login().orElse("this machine"));
            // One lease for the whole command: the login may have asked for a code that works once.
            try (AgentHost lease = office.desk().lines().hold(wanted.login())) {
                ClusterRecord cluster =
                        new Submitter(office.desk())
                                .submit(
                                        wanted,
                                        ClusterOptions.request(given(), Path.of(""), wanted),
                                        farewell::recorded);
                farewell.submitted();
                return arrival.await(office, cluster, spec.commandLine().getOut());
            }
        }
    }

    private List<String> given() {
        return Stream.concat(
                        options.givenWith(spec).stream(),
                        arguments.stream().map(word -> "--argument=" + word))
                .toList();
    }
}
