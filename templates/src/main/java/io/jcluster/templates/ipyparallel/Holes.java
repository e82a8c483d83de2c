package io.jcluster.templates.ipyparallel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The holes of ipyparallel's job scripts: Python's format strings whose fields are expressions
 * (EvalFormatter), where two braces stand for one. What a setting fills is filled in; the others
 * are marked, so that no later reader takes them for text.
 */
final class Holes {

    private static final char OPEN = '\uE000';
    private static final char CLOSE = '\uE001';
    private static final Pattern MARKED = Pattern.compile(OPEN + "([^" + CLOSE + "]*)" + CLOSE);

    /** What ipyparallel itself fills in, at the time of the submission. */
    private static final Set<String> OF_THE_SUBMISSION =
            Set.of(
                    "n",
                    "program",
                    "program_args",
                    "program_and_args",
                    "profile_dir",
                    "cluster_id",
                    "output_file",
                    "environment_json");

    /** Nodes for n engines, K on each: the ways people write it. */
    private static final Pattern SHARE =
            Pattern.compile(
                    "n//?(\\d{1,5})"
                            + "|int\\(n//?(\\d{1,5})(?:\\.0?)?\\)"
                            + "|(?:int\\()?(?:math\\.|np\\.|numpy\\.)?ceil\\((?:float\\(n\\)|n)/(\\d{1,5})(?:\\.0?)?\\)\\)?"
                            + "|-\\(-n//(\\d{1,5})\\)"
                            + "|\\(n\\+\\d{1,5}\\)//?(\\d{1,5})"
                            + "|\\(n-1\\)//?(\\d{1,5})\\+1"
                            + "|1\\+\\(n-1\\)//?(\\d{1,5})");

    private final Map<String, String> values;

    /**
     * @param values of the names that settings fill
     */
    Holes(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Whether a text could be mistaken for one with marks. */
    static boolean looksMarked(String text) {
        return text.indexOf(OPEN) >= 0 || text.indexOf(CLOSE) >= 0;
    }

    /** The line with its known holes filled and the others marked. */
    String resolve(String line) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean twice = i + 1 < line.length() && line.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && twice) {
                out.append(c);
                i++;
            } else if (c == '{') {
                int end = line.indexOf('}', i);
                if (end < 0) {
                    out.append(line.substring(i));
                    break;
                }
                String field = line.substring(i + 1, end).replaceAll("\\s+", "");
                boolean variable = i > 0 && line.charAt(i - 1) == '$' && !known(field);
                out.append(variable ? "{" + field + "}" : filled(field));
                i = end;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private boolean known(String field) {
        return values.containsKey(field) || OF_THE_SUBMISSION.contains(field);
    }

    private String filled(String field) {
        return Optional.ofNullable(values.get(field)).orElse(OPEN + field + CLOSE);
    }

    /** Where a hole that begins there ends; there itself where none does. */
    static int end(String text, int at) {
        int close = text.charAt(at) == OPEN ? text.indexOf(CLOSE, at) : -1;
        return close < 0 ? at : close + 1;
    }

    static boolean any(String text) {
        return MARKED.matcher(text).find();
    }

    /** The text as its author wrote it. */
    static String shown(String text) {
        return MARKED.matcher(text)
                .replaceAll(mark -> Matcher.quoteReplacement("{" + mark.group(1) + "}"));
    }

    /** The text with the number of engines as a job knows it in place of {@code {n}}. */
    static String withEngines(String text, String engines) {
        return text.replace(OPEN + "n" + CLOSE, engines);
    }

    static boolean isEngines(String text) {
        return text.equals(OPEN + "n" + CLOSE);
    }

    /** Whether a word stands for ipcontroller or ipengine, whichever the script is for. */
    static boolean isProgram(String text) {
        return text.equals(OPEN + "program" + CLOSE)
                || text.equals(OPEN + "program_and_args" + CLOSE);
    }

    /** Of a number of nodes that follows from the number of engines: how many are on each. */
    static Optional<Integer> perNode(String text) {
        Matcher marked = MARKED.matcher(text);
        if (!marked.matches()) {
            return Optional.empty();
        }
        Matcher share = SHARE.matcher(marked.group(1));
        if (!share.matches()) {
            return Optional.empty();
        }
        for (int group = 1; group <= share.groupCount(); group++) {
            String count = share.group(group);
            if (count != null && Integer.parseInt(count) > 0) {
                return Optional.of(Integer.valueOf(count));
            }
        }
        return Optional.empty();
    }
}
