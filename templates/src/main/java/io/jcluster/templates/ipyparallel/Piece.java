package io.jcluster.templates.ipyparallel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One request in a directive of a job script.
 *
 * @param text as it was written
 * @param raw a directive of its own that says it
 * @param words of the section {@code resources} of a profile that say the same; {@link #TASKS} and
 *     {@link #JOB_MEMORY} are none of them
 * @param meaning a note to its author; of what is left out, the reason
 */
record Piece(
        Origin at, String text, String raw, Map<String, String> words, Fate fate, String meaning) {

    /** A fixed number of processes, for which a profile has no word. */
    static final String TASKS = "tasks";

    /** Memory of the whole job, where a profile has that of each node. */
    static final String JOB_MEMORY = "job-memory";

    /** What is to become of it. */
    enum Fate {
        WORDS,
        OURS,
        RAW,
        REFUSED
    }

    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:/+,-]*");
    private static final Pattern FEATURES =
            Pattern.compile("[A-Za-z0-9_\\[(][A-Za-z0-9_.&|,*()\\[\\]!-]*");
    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,11}[KMGT]");
    private static final Pattern TIME = Pattern.compile("(\\d+h)?(\\d+m)?(\\d+s)?");

    Piece {
        words = new LinkedHashMap<>(words);
    }

    static Piece words(Origin at, String text, String raw, Map<String, String> words) {
        return words(at, text, raw, words, "");
    }

    /**
     * Words, unless one of them has a form that no scheduler's word has: what hides in it would
     * come to a shell or to a directive of its own.
     */
    static Piece words(
            Origin at, String text, String raw, Map<String, String> words, String meaning) {
        for (Map.Entry<String, String> word : words.entrySet()) {
            if (!fits(word.getKey(), word.getValue())) {
                return refused(
                        at,
                        text,
                        "'"
                                + Holes.shown(word.getValue())
                                + "' is no "
                                + word.getKey()
                                + "; set '"
                                + word.getKey()
                                + "' in 'resources'");
            }
        }
        return new Piece(at, text, raw, words, Fate.WORDS, meaning);
    }

    static Piece ours(Origin at, String text, String meaning) {
        return new Piece(at, text, "", Map.of(), Fate.OURS, meaning);
    }

    static Piece refused(Origin at, String text, String meaning) {
        return new Piece(at, text, "", Map.of(), Fate.REFUSED, meaning);
    }

    /** A directive as it is; what it says for n engines is lost, as n is known too late. */
    static Piece raw(Origin at, String text, String raw) {
        return raw(at, text, raw, Map.of());
    }

    /** A directive as it is, with the words that also follow from it. */
    static Piece raw(Origin at, String text, String raw, Map<String, String> words) {
        if (Holes.any(raw)) {
            return refused(
                    at,
                    text,
                    "nothing fills its hole here; write what it comes to, with jcluster's words or in the job script");
        }
        return new Piece(at, text, raw, words, Fate.RAW, "");
    }

    static Optional<Integer> count(String text) {
        return COUNT.matcher(text).matches()
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    private static boolean fits(String word, String value) {
        return (switch (word) {
                    case "nodes", "tasks-per-node", "cpus-per-task", TASKS -> COUNT;
                    case "constraint" -> FEATURES;
                    case "memory", JOB_MEMORY -> MEMORY;
                    case "walltime" -> TIME;
                    default -> NAME;
                })
                .matcher(value)
                .matches();
    }
}
