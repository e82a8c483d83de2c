package io.jcluster.launcher.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command {@code jcluster}. */
@Command(
        name = "jcluster",
        description = {
            "MPI engines on a cluster, reached from this machine.",
            "",
            "Writes the job script, submits it, starts an ipyparallel controller and its engines in the"
                    + " job, and brings all ports home over one SSH connection."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DoctorCommand.class,
            SubmitCommand.class,
            AddEnginesCommand.class,
            ConnectCommand.class,
            ListCommand.class,
            WatchCommand.class,
            NotebookCommand.class,
            VerifyCommand.class,
            EnginesCommand.class,
            PxCommand.class,
            RunCommand.class,
            ConsoleCommand.class,
            PushCommand.class,
            PullCommand.class,
            QueueCommand.class,
            InterruptCommand.class,
            AbortCommand.class,
            ResultsCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DisconnectCommand.class,
            StopCommand.class,
            RestartCommand.class,
            ScriptCommand.class,
            ProfilesCommand.class,
            ProfileCommand.class,
            EnvCommand.class,
            AgentCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Every day:",
            "  jcluster doctor daint                     see whether a submission can go well",
            "  jcluster submit --profile daint -n 24     start a cluster and wait until it is ready",
            "  jcluster list                             what is running, and where",
            "  jcluster watch                            the same, on and on until all have ended",
            "  jcluster verify 77                        its ranks, hosts, versions and wires, proven",
            "  jcluster px 77 'import os; os.getpid()'   Python on its engines",
            "  jcluster notebook 77 --open               a notebook on the cluster, in your browser",
            "  jcluster stop 77                          end it and leave nothing behind",
            "",
            "Exit codes: 0 done, 1 the scheduler refused, 2 wrong request, 3 the job ended,",
            "4 host or login, 5 not in time, 6 the engines are not one MPI world, 7 this machine,",
            "8 the code failed on an engine, 130 interrupted,",
            "141 nobody read on."
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] args) {
        Logging.setUp(System.getenv());
        Thread.setDefaultUncaughtExceptionHandler(FailureReport::fatal);
        StandardOutput output = StandardOutput.ofThisProcess();
        CommandLine line = commandLine();
        int status = line.execute(Words.typed(args, Path.of("/proc/self/cmdline")));
        line.getOut().flush();
        System.exit(output.verdict(status, line.getErr()));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.ansi()));
        line.setUsageHelpAutoWidth(true);
        pasteable(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(new FailureReport());
        line.setParameterExceptionHandler(FailureReport::wrongWords);
        return line;
    }

    /**
     * Leaves the lines of every footer as they are: what picocli wraps, it also breaks behind a
     * colon or a dot, and such an example is another command when it is pasted.
     */
    private static void pasteable(CommandLine line) {
        line.getHelpSectionMap()
                .put(
                        CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
                        help ->
                                Arrays.stream(help.commandSpec().usageMessage().footer())
                                        .map(text -> String.format(text) + System.lineSeparator())
                                        .collect(Collectors.joining()));
        line.getSubcommands().values().forEach(Main::pasteable);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version of the jar this class came from. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return List.of("jcluster " + (version == null ? "(unpackaged)" : version))
                    .toArray(String[]::new);
        }
    }
}
