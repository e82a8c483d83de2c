package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Inspector;
import io.jcluster.launcher.cluster.Notebook;
import io.jcluster.launcher.cluster.ProgramRun;
import io.jcluster.templates.EngineKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "logs",
        description =
                "Show the ends of a cluster's logs: the job's, the controller's and the engines'.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster logs 77                     the last 20 lines of each log",
            "  jcluster logs 77 --engines -n 100    more of one of them",
            "  jcluster logs 77 -f                  and what comes, until Ctrl-C; of a Java MPI program until its end"
        })
final class LogsCommand implements Callable<Integer> {

    private static final Duration START = Duration.ofMinutes(5);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "the cluster, as 'jcluster list' calls it")
    private String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "go on as they grow, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "lines of each (default: ${DEFAULT-VALUE})")
    private int lines = 20;

    @Option(names = "--job", description = "only what the job or jobs print")
    private boolean job;

    @Option(names = "--controller", description = "only the controller's")
    private boolean controller;

    @Option(names = "--engines", description = "only the engines'")
    private boolean engines;

    @Option(names = "--ranks", description = "only what the ranks of a program print")
    private boolean ranks;

    @Option(
            names = "--world",
            paramLabel = "N",
            description = "only of the engines that joined as world N, and their job")
    private int world;

    @Option(names = "--notebook", description = "only the notebook server's")
    private boolean notebook;

    @Override
    public Integer call() throws Exception {
        if (lines < 0) {
            throw new IllegalArgumentException("'--lines': '" + lines + "' is less than none");
        }
        try (Office office = Office.open(spec.commandLine().getErr())) {
            ClusterRecord cluster = office.cluster(id);
            Inspector inspector = new Inspector(office.desk());
            if (follow && cluster.kind() == EngineKind.MPJ && !job && !controller && !engines) {
                followProgram(office, cluster);
                return 0;
            }
            if (follow) {
                inspector.follow(cluster, wanted(cluster), lines, new PrintableStream(System.out));
                return 0;
            }
            String tails = inspector.tails(cluster, wanted(cluster), lines);
            office.close();
            tails.lines()
                    .map(FailureReport::printable)
                    .forEach(spec.commandLine().getOut()::println);
            if (tails.isBlank()) {
                spec.commandLine().getErr().println("  no output yet");
            }
        }
        return 0;
    }

    /** To its end, and over any cut of the line, as the command that submitted it does. */
    private void followProgram(Office office, ClusterRecord cluster) throws Exception {
        ProgramRun.End end =
                new ProgramRun(office.desk(), PrintableStream.whole(System.out), Optional.of(lines))
                        .follow(cluster, START);
        office.close();
        new Output(spec.commandLine().getOut(), false).ended(end, office.err());
    }

    private List<String> wanted(ClusterRecord cluster) {
        if (world > 0) {
            return Inspector.logs(StopCommand.world(cluster, world).number());
        }
        List<String> some = new ArrayList<>();
        if (job) {
            some.addAll(Inspector.jobLogs(cluster));
        }
        if (controller) {
            some.add("controller.log");
        }
        if (engines) {
            some.addAll(Inspector.enginesLogs(cluster));
        }
        if (ranks) {
            some.add(Inspector.RANKS_LOG);
        }
        if (notebook) {
            some.add(Notebook.LOG);
        }
        return some.isEmpty() ? Inspector.logs(cluster) : some;
    }
}
