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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What a console says to engines and they to it. Words that begin with % are to the console. */
final class ConsoleTalk {

    /** An engine that computes does not complete names, and nobody waits for that. */
    private static final Duration COMPLETION = Duration.ofSeconds(5);

    private static final Pattern PX =
            Pattern.compile(
                    "%px\\s+(?:(?:-t|--targets)\\s+(?<engines>\\S+)\\s+)?(?<code>.*)",
                    Pattern.DOTALL);

    private static final List<String> WORDS =
            List.of("%engines", "%exit", "%help", "%px", "%targets");

    private final ClusterRecord cluster;
    private final Roster roster;
    private final Lookout lookout;
    private final Client client;
    private final EngineOutput output;
    private final PrintWriter out;
    private final PrintWriter err;
    private String targets;

    /**
     * @param targets the engines that lines go to, until another choice
     */
    ConsoleTalk(
            ClusterRecord cluster,
            Roster roster,
            Lookout lookout,
            CommandSpec spec,
            String targets) {
        this.cluster = cluster;
        this.roster = roster;
        this.lookout = lookout;
        this.client = lookout.client();
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
                new BufferedReader(
                        new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
        for (String line = next(lines); line != null; line = next(lines)) {
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

    private static @Nullable String next(BufferedReader lines) throws IOException {
        try {
            return lines.readLine();
        } catch (CharacterCodingException e) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST, "standard input cannot be read")
                    .said(e);
        }
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
                Matcher px = PX.matcher(words);
                return px.matches() ? run(px.group("code"), towards(px)) : 0;
            }
            case "%help" ->
                    out.println(
                            """
                              CODE                       runs on the engines that are chosen; a block ends with an empty line
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
                    new Execution(lookout, Execution.MOMENT, output::show, err)
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

    private String towards(Matcher px) {
        return Optional.ofNullable(px.group("engines")).orElse(targets);
    }

    /** What a name can be completed to, by the first of the engines that the code is for. */
    void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String text = line.line();
        Matcher px = PX.matcher(text);
        if (px.matches() && line.cursor() >= px.start("code")) {
            names(towards(px), px.group("code"), line.cursor() - px.start("code"), line)
                    .forEach(it -> candidates.add(whole(it)));
        } else if (!text.startsWith("%")) {
            names(targets, text, line.cursor(), line).forEach(it -> candidates.add(whole(it)));
        } else if (!text.contains(" ")) {
            WORDS.forEach(it -> candidates.add(new Candidate(it)));
        }
    }

    private List<String> names(String engines, String code, int cursor, ParsedLine line) {
        String word = line.word().substring(0, line.wordCursor());
        try {
            DirectView first = client.view(List.of(chosen(engines).first()));
            return Completion.of(first, code, cursor, word, COMPLETION);
        } catch (ClientException | IllegalArgumentException e) {
            // Engines that are not there will be complained of when the line is sent.
            return List.of();
        }
    }

    private static Candidate whole(String name) {
        return new Candidate(name, name, null, null, null, null, false);
    }
}
