package io.jcluster.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "log",
        description = "Show the end of the agent's log. It goes when the agent ends in peace.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster agent log           the last 50 lines",
            "  jcluster agent log -f        and what comes, until Ctrl-C"
        })
final class AgentLogCommand implements Callable<Integer> {

    private static final long PACE_MILLIS = 200;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-f", "--follow"},
            description = "go on as it grows, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "how many lines (default: ${DEFAULT-VALUE})")
    private int lines = 50;

    @Override
    public Integer call() throws Exception {
        if (lines < 0) {
            throw new IllegalArgumentException("'--lines': '" + lines + "' is less than none");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path log;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            log = office.desk().lines().agentLog();
        }
        if (!Files.exists(log)) {
            spec.commandLine().getErr().println("  no agent runs, and the last one left no log");
            return 0;
        }
        long place = tail(log, out);
        while (follow && Files.exists(log)) {
            place = more(log, place, out);
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        return 0;
    }

    private long tail(Path log, PrintWriter out) throws IOException {
        byte[] all = Files.readAllBytes(log);
        List<String> text = new String(all, StandardCharsets.UTF_8).lines().toList();
        text.stream()
                .skip(Math.max(0, text.size() - lines))
                .map(FailureReport::printable)
                .forEach(out::println);
        return all.length;
    }

    /** What has been written since; a log that was begun anew is read from its beginning. */
    private static long more(Path log, long place, PrintWriter out) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = file.length() < place ? 0 : place;
            file.seek(from);
            byte[] fresh = new byte[(int) Math.min(1 << 20, file.length() - from)];
            file.readFully(fresh);
            int end = fresh.length;
            while (end > 0 && fresh[end - 1] != '\n') {
                end--;
            }
            new String(fresh, 0, end, StandardCharsets.UTF_8)
                    .lines()
                    .map(FailureReport::printable)
                    .forEach(out::println);
            return from + end;
        }
    }
}
