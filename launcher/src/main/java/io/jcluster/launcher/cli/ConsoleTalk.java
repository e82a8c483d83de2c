package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.DirectView;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Roster;
import io.jcluster.launcher.shell.Completion;
import io.jcluster.launcher.shell.PythonInput;
import io.jcluster.launcher.shell.Targets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import picocli.CommandLine.Model.CommandSpec;

/** What a console says to engines and they to it. Words that begin with % are to the console. */
final class ConsoleTalk {

    /** An engine that computes does not complete names, and nobody waits for that. */
    private static final Duration COMPLETION = Duration.ofSeconds(2);

    private static final List<String> WORDS =
            List.of("%engines", "%exit", "%help", "%px", "%targets");

    private final ClusterRecord cluster;
    private final Roster roster;
    private final Client client;
    private final EngineOutput output;
    private final PrintWriter out;
    private final PrintWriter err;
    private String targets;

    /**
     * @param targets the engines that lines go to, until another choice
     */
    ConsoleTalk(
            ClusterRecord cluster, Roster roster, Client client, CommandSpec spec, String targets) {
        this.cluster = cluster;
        this.roster = roster;
        this.client = client;
        this.output = new EngineOutput(spec);
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.targets = targets;
    }

    /** Talks until the end of the input or {@code %exit}. */
    int read(LineReader reader) throws InterruptedException {
        chosen(targets);
        out.println(
                "cluster "
                        + cluster.id()
                        + ", "
                        + Execution.named(List.copyOf(chosen(targets)))
                        + "; %help tells what can be said here, Ctrl-D leaves");
        while (true) {
            try {
                if (said(reader.readLine("[" + present() + "]: ")) < 0) {
                    return 0;
                }
            } catch (UserInterruptException e) {
                // At the prompt Ctrl-C drops the line, as everywhere.
            } catch (EndOfFileException e) {
                return 0;
            } catch (IllegalArgumentException e) {
                complain(e);
            }
        }
    }

    /**
     * Takes each statement of a text as if it were typed.
     *
     * @return the exit code of the last one that failed
     */
    int read(InputStream text) throws IOException, InterruptedException {
        int status = 0;
        StringBuilder statement = new StringBuilder();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            statement.append(statement.isEmpty() ? "" : "\n").append(line);
            if (line.startsWith("%") || PythonInput.isComplete(statement.toString())) {
                int came = said(statement.toString());
                statement.setLength(0);
                if (came < 0) {
                    return status;
                }
                status = came > 0 ? came : status;
            }
        }
        int rest = said(statement.toString());
        return rest > 0 ? rest : status;
    }

    /** The exit code of what was said; negative to leave. */
    private int said(String text) throws InterruptedException {
        String words = text.strip();
        if (words.isEmpty()) {
            return 0;
        }
        if (!words.startsWith("%")) {
            return run(text, targets);
        }
        String[] parts = words.split("\\s+", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        switch (parts[0]) {
            case "%exit", "%quit" -> {
                return -1;
            }
            case "%targets" -> {
                if (!rest.isEmpty()) {
                    chosen(rest);
                    targets = rest;
                }
                out.println(Targets.text(chosen(targets)));
            }
            case "%engines" -> out.println(Targets.text(client.ids().keySet()));
            case "%px" -> {
                String[] option = rest.split("\\s+", 3);
                boolean some =
                        option.length == 3
                                && (option[0].equals("-t") || option[0].equals("--targets"));
                return some ? run(option[2], option[1]) : run(rest, targets);
            }
            case "%help" ->
                    out.println(
                            """
                              Python                     runs on the engines that are chosen; a block ends with an empty line
                              %targets ENGINES           chooses: all, 3, 0,2, 0-3, ::2; alone it tells which are chosen
                              %px -t ENGINES CODE        a line for others, this once
                              %engines                   tells which there are
                              %exit                      leaves, as Ctrl-D does; the engines go on
                              Tab                        completes names as the first chosen engine knows them
                              Ctrl-C                     drops the line, or interrupts the engines"""
                                    .stripIndent());
            default -> {
                err.println(
                        "jcluster: "
                                + FailureReport.printable(parts[0])
                                + " is no word here; %help");
                err.flush();
                return FailureReport.REQUEST;
            }
        }
        return 0;
    }

    private int run(String code, String engines) throws InterruptedException {
        try {
            DirectView view = client.view(chosen(engines));
            EngineLanguages.of(cluster, client, roster, view.engines())
                    .requireOne(cluster, "%targets", "");
            Execution.Outcome outcome =
                    new Execution(client, Execution.MOMENT, output::show, err)
                            .follow(view.execute(code), Optional.empty());
            output.failures(outcome.answers());
            if (!outcome.silent().isEmpty()) {
                output.verdict(cluster, outcome);
            }
            return outcome.status();
        } catch (ClientException e) {
            complain(e);
            return FailureReport.HOST;
        } catch (IllegalArgumentException e) {
            complain(e);
            return FailureReport.REQUEST;
        } catch (ClusterException e) {
            complain(e);
            e.advice().ifPresent(it -> err.println("  try: " + FailureReport.printable(it)));
            err.flush();
            return e.kind().exitCode();
        }
    }

    /** The engines a line would go to; those that were chosen may have died. */
    private String present() {
        try {
            return Targets.text(chosen(targets));
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    private SortedSet<Integer> chosen(String text) {
        return EngineOptions.choose(text, client, roster, cluster);
    }

    private void complain(RuntimeException e) {
        err.println("jcluster: " + FailureReport.printable(String.valueOf(e.getMessage())));
        err.flush();
    }

    /** What a name can be completed to, by the first of the chosen engines. */
    void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        if (line.line().startsWith("%") && !line.line().contains(" ")) {
            WORDS.forEach(it -> candidates.add(new Candidate(it)));
            return;
        }
        int begin = line.line().lastIndexOf('\n', line.cursor() - 1) + 1;
        Completion.of(
                        client.view(List.of(chosen(targets).first())),
                        line.line().substring(begin),
                        line.cursor() - begin,
                        word,
                        COMPLETION)
                .forEach(
                        it -> candidates.add(new Candidate(it, it, null, null, null, null, false)));
    }
}
