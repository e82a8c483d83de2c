package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.ShellLine.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code #SBATCH} directives ask for: sbatch(1). */
final class SlurmRequest {

    static final String MARK = "#SBATCH";

    private static final Map<String, String> LONG_NAMES =
            Map.ofEntries(
                    Map.entry("-N", "--nodes"),
                    Map.entry("-n", "--ntasks"),
                    Map.entry("-c", "--cpus-per-task"),
                    Map.entry("-t", "--time"),
                    Map.entry("-p", "--partition"),
                    Map.entry("-A", "--account"),
                    Map.entry("-C", "--constraint"),
                    Map.entry("-q", "--qos"),
                    Map.entry("-J", "--job-name"),
                    Map.entry("-o", "--output"),
                    Map.entry("-e", "--error"),
                    Map.entry("-a", "--array"));
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,10})([KMGTkmgt]?)[Bb]?");

    private SlurmRequest() {}

    /** The requests of one directive, whose words these are. */
    static List<Piece> pieces(Origin at, List<Word> words) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).text();
            String name = word;
            Optional<String> value = Optional.empty();
            if (word.startsWith("--") && word.contains("=")) {
                name = word.substring(0, word.indexOf('='));
                value = Optional.of(word.substring(word.indexOf('=') + 1));
            } else if (word.matches("-[A-Za-z].+")) {
                name = word.substring(0, 2);
                value = Optional.of(word.substring(2));
            }
            String written = words.get(i).written();
            if (value.isEmpty()
                    && i + 1 < words.size()
                    && !words.get(i + 1).text().startsWith("-")) {
                i++;
                value = Optional.of(words.get(i).text());
                written += " " + words.get(i).written();
            }
            pieces.add(
                    option(
                            at,
                            Optional.ofNullable(LONG_NAMES.get(name)).orElse(name),
                            value.orElse(""),
                            MARK + " " + written));
        }
        return pieces;
    }

    private static Piece option(Origin at, String name, String value, String text) {
        return switch (name) {
            case "--nodes" -> nodes(at, text, value);
            case "--ntasks" ->
                    Holes.isEngines(value)
                            ? Piece.ours(at, text, "-n says how many engines")
                            : number(at, text, Piece.TASKS, value);
            case "--ntasks-per-node" ->
                    Holes.isEngines(value)
                            ? Piece.ours(at, text, "-n says how many engines")
                            : number(at, text, "tasks-per-node", value);
            case "--cpus-per-task" -> number(at, text, "cpus-per-task", value);
            case "--time" ->
                    TimeLimit.ofSlurm(value)
                            .map(limit -> Piece.words(at, text, text, Map.of("walltime", limit)))
                            .orElseGet(() -> Piece.raw(at, text, text));
            case "--mem" ->
                    memory(value)
                            .map(size -> Piece.words(at, text, text, Map.of("memory", size)))
                            .orElseGet(() -> Piece.raw(at, text, text));
            case "--partition" ->
                    value.isEmpty()
                            ? Piece.ours(at, text, "no partition is set: that of the site")
                            : Piece.words(at, text, text, Map.of("queue", value));
            case "--account", "--qos", "--constraint", "--reservation" ->
                    value.isEmpty()
                            ? Piece.ours(at, text, "nothing is set: what the site has")
                            : Piece.words(at, text, text, Map.of(name.substring(2), value));
            case "--job-name" -> Piece.ours(at, text, "jcluster names its jobs");
            case "--output", "--error" ->
                    Piece.ours(at, text, "jcluster keeps the output: jcluster logs ID");
            case "--array" ->
                    Piece.ours(at, text, "no job array: all engines are in one job, one MPI world");
            default -> Piece.raw(at, text, text);
        };
    }

    private static Piece nodes(Origin at, String text, String value) {
        Optional<Integer> share = Holes.isEngines(value) ? Optional.of(1) : Holes.perNode(value);
        return share.map(each -> number(at, text, "tasks-per-node", each.toString()))
                .orElseGet(() -> number(at, text, "nodes", value));
    }

    private static Piece number(Origin at, String text, String word, String value) {
        return Piece.count(value).isPresent()
                ? Piece.words(at, text, text, Map.of(word, value))
                : Piece.raw(at, text, text);
    }

    /** Megabytes where no unit is given. */
    static Optional<String> memory(String text) {
        Matcher size = SIZE.matcher(text);
        return size.matches()
                ? Optional.of(
                        size.group(1)
                                + (size.group(2).isEmpty()
                                        ? "M"
                                        : size.group(2).toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }
}
