package io.jcluster.templates;

import io.jcluster.tunnel.ShellWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shell text with typed holes:
 *
 * <ul>
 *   <li><code>{{name}}</code>: one value, which the shell reads back as one word
 *   <li><code>{{name...}}</code>: any number of words, side by side
 *   <li><code>{{name|lines}}</code>, alone on its line: lines as they are
 *   <li><code>{{name|lines?}}</code>, alone on its line: the same, or no line at all
 * </ul>
 *
 * What is put in is not searched for holes again. A hole nobody fills, a value nobody reads and a
 * value of another type than its hole are errors of the program, not of its user.
 *
 * @param name how to speak of it in a message
 */
record Template(String name, String text) {

    /** What goes into a hole, and the mark of the holes it fits. */
    sealed interface Filling {

        String mark();

        String inShell();
    }

    record Word(String value) implements Filling {
        @Override
        public String mark() {
            return "";
        }

        @Override
        public String inShell() {
            return ShellWords.quote(value);
        }
    }

    record Words(List<String> values) implements Filling {
        @Override
        public String mark() {
            return "...";
        }

        @Override
        public String inShell() {
            return ShellWords.join(values);
        }
    }

    record Lines(String text) implements Filling {
        @Override
        public String mark() {
            return "|lines";
        }

        @Override
        public String inShell() {
            return text.stripTrailing();
        }
    }

    record LinesIfAny(String text) implements Filling {
        @Override
        public String mark() {
            return "|lines?";
        }

        @Override
        public String inShell() {
            return text.isBlank() ? "" : text.stripTrailing() + "\n";
        }
    }

    /** With the end of its line, where it may leave none. */
    private static final Pattern HOLE =
            Pattern.compile(
                    "\\{\\{([^{}|.]*)(?:(\\.\\.\\.|\\|lines)?}}|(\\|lines\\?)}}\n)",
                    Pattern.MULTILINE);

    String fill(Map<String, Filling> values) {
        Set<String> unread = new TreeSet<>(values.keySet());
        String filled =
                HOLE.matcher(text)
                        .replaceAll(
                                hole -> {
                                    String key = hole.group(1);
                                    String mark =
                                            Optional.ofNullable(hole.group(2))
                                                    .or(() -> Optional.ofNullable(hole.group(3)))
                                                    .orElse("");
                                    Filling value = values.get(key);
                                    if (value == null) {
                                        throw error("nothing fills " + hole.group());
                                    }
                                    if (!value.mark().equals(mark)) {
                                        throw error(hole.group() + " is filled with a " + value);
                                    }
                                    int end = hole.end() - (hole.group(3) == null ? 0 : 1);
                                    if (mark.startsWith("|")
                                            && !aloneOnItsLine(hole.start(), end)) {
                                        throw error(hole.group() + " is not alone on its line");
                                    }
                                    unread.remove(key);
                                    return Matcher.quoteReplacement(value.inShell());
                                });
        if (!unread.isEmpty()) {
            throw error("no hole reads " + unread);
        }
        return filled;
    }

    private boolean aloneOnItsLine(int start, int end) {
        return (start == 0 || text.charAt(start - 1) == '\n')
                && (end == text.length() || text.charAt(end) == '\n');
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException(name + ": " + what);
    }
}
