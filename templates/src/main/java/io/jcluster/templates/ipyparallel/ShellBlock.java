package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Start.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of shell of a job script, each with what a profile could make of it. */
final class ShellBlock {

    /** What a line is. */
    enum Kind {
        /** {@code module load}. */
        MODULES,
        /** Settings of the shell, such as {@code source venv/bin/activate}. */
        PROLOGUE,
        /** {@code export} of values without expansions. */
        ENVIRONMENT,
        /** Nothing that a later line could depend on, such as a comment or an {@code echo}. */
        TALK,
        /** {@code cd}. */
        DIRECTORY,
        /** Starts the controller or the engines. */
        START,
        /** Anything else. */
        OTHER
    }

    /**
     * One line, and those it goes on in.
     *
     * @param modules of {@link Kind#MODULES}
     * @param variables of {@link Kind#ENVIRONMENT}
     * @param inside whether it stands in a loop or a condition
     */
    record Line(
            Origin at,
            String text,
            Kind kind,
            List<String> modules,
            Map<String, String> variables,
            boolean inside) {}

    private static final Pattern MODULE =
            Pattern.compile(
                    "(?:module|ml)\\s+(?:load|add)((?:\\s+[A-Za-z0-9_.+/@-]+)+)\\s*(?:#.*)?");
    private static final Pattern SHELL_STATE =
            Pattern.compile(
                    "(?:source|\\.|conda|mamba|micromamba|eval|export|unset|ulimit|workon)\\s.*"
                            + "|[A-Za-z_][A-Za-z0-9_]*=.*");
    private static final Pattern TALK =
            Pattern.compile(
                    "(?:#.*|(?:echo|date|hostname|pwd|env|printenv|whoami|uptime|nproc)(?:\\s.*)?"
                            + "|(?:module|ml)\\s+(?:list|avail)(?:\\s.*)?|module\\s+-t\\s+list.*|cat\\s+\"?\\$PBS_NODEFILE\"?)?");
    private static final Pattern EXPORT = Pattern.compile("export\\s+(.*)");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
    private static final Pattern HERE =
            Pattern.compile("<<(-?)\\s*(?:'([^']+)'|\"([^\"]+)\"|\\\\?([A-Za-z0-9_]+))");
    private static final Pattern OPENS =
            Pattern.compile(
                    "(?:if|for|while|until|case|select)\\b.*|[A-Za-z_][A-Za-z0-9_]*\\s*\\(\\).*|function\\s.*|\\{.*");
    private static final Pattern WORD =
            Pattern.compile("\\b(?:if|for|while|until|case|select|fi|done|esac)\\b|[{}]");

    private ShellBlock() {}

    /**
     * The lines, those that end in a backslash joined.
     *
     * @param first where the first of them stands
     * @param meant what {@code {program}} stands for
     */
    static List<Line> of(List<String> lines, Origin first, Program meant) {
        List<Line> block = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        for (int i = 0; i < lines.size(); i++) {
            Origin at = first.plus(i);
            StringBuilder whole = new StringBuilder(lines.get(i));
            while (whole.toString().endsWith("\\") && i + 1 < lines.size()) {
                i++;
                whole.append('\n').append(lines.get(i));
            }
            String text = whole.toString();
            Matcher here = HERE.matcher(text.replace("<<<", "   "));
            if (here.find()) {
                String end =
                        Optional.ofNullable(here.group(2))
                                .or(() -> Optional.ofNullable(here.group(3)))
                                .orElseGet(() -> here.group(4));
                while (i + 1 < lines.size()) {
                    i++;
                    text += "\n" + lines.get(i);
                    String closing = lines.get(i);
                    if ((here.group(1).isEmpty() ? closing : closing.replaceAll("^\t+", ""))
                            .equals(end)) {
                        break;
                    }
                }
                block.add(new Line(at, text, Kind.OTHER, List.of(), Map.of(), !open.isEmpty()));
                continue;
            }
            block.add(line(at, text, !open.isEmpty(), meant));
            nest(text, open);
        }
        return block;
    }

    private static Line line(Origin at, String text, boolean inside, Program meant) {
        String joined = text.replaceAll("\\\\\\n\\s*", " ").strip();
        if (!joined.startsWith("#") && Start.program(joined, meant).isPresent()) {
            return new Line(at, text, Kind.START, List.of(), Map.of(), inside);
        }
        if (inside || OPENS.matcher(joined).matches() || Holes.any(joined)) {
            return new Line(at, text, Kind.OTHER, List.of(), Map.of(), inside);
        }
        Matcher module = MODULE.matcher(joined);
        if (module.matches()) {
            return new Line(
                    at,
                    text,
                    Kind.MODULES,
                    List.of(module.group(1).strip().split("\\s+")),
                    Map.of(),
                    false);
        }
        Optional<Map<String, String>> variables = variables(joined);
        if (variables.isPresent()) {
            return new Line(at, text, Kind.ENVIRONMENT, List.of(), variables.get(), false);
        }
        Kind kind =
                TALK.matcher(joined).matches()
                        ? Kind.TALK
                        : joined.matches("cd(\\s[^;&|]*)?")
                                ? Kind.DIRECTORY
                                : SHELL_STATE.matcher(joined).matches()
                                                && ShellLine.words(joined).isPresent()
                                        ? Kind.PROLOGUE
                                        : Kind.OTHER;
        return new Line(at, text, kind, List.of(), Map.of(), false);
    }

    /** Of {@code export A=1 B='x y'}, where nothing is expanded. */
    private static Optional<Map<String, String>> variables(String line) {
        Matcher export = EXPORT.matcher(line);
        if (!export.matches()) {
            return Optional.empty();
        }
        return ShellLine.words(export.group(1))
                .filter(words -> !words.isEmpty())
                .flatMap(
                        words -> {
                            Map<String, String> variables = new LinkedHashMap<>();
                            for (ShellLine.Word word : words) {
                                Matcher one = ASSIGNMENT.matcher(word.text());
                                if (!word.plain()
                                        || word.operator()
                                        || !one.matches()
                                        || one.group(2).chars().anyMatch(Character::isISOControl)) {
                                    return Optional.empty();
                                }
                                variables.put(one.group(1), one.group(2));
                            }
                            return Optional.of(variables);
                        });
    }

    /** What a line opens and closes. */
    private static void nest(String text, Deque<String> open) {
        Map<String, String> closes = new HashMap<>(Map.of("fi", "if", "esac", "case", "}", "{"));
        String bare = text.strip().replaceAll("'[^']*'|\"[^\"]*\"|\\$\\{[^}]*\\}|(^|\\s)#.*", " ");
        if (!OPENS.matcher(bare.strip()).matches() && open.isEmpty()) {
            return;
        }
        Matcher word = WORD.matcher(bare);
        while (word.find()) {
            String one = word.group();
            if (one.equals("done")) {
                open.pollLast();
            } else if (closes.containsKey(one)) {
                open.pollLast();
            } else {
                open.addLast(one);
            }
        }
    }
}
