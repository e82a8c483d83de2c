package io.jcluster.scheduler;

import io.jcluster.tunnel.Printable;
import java.util.List;
import java.util.Optional;

/**
 * The four parts of a message about something that went wrong: what failed and where, what it said,
 * what was run, what to try. The text form has one part after the other, on lines of their own:
 *
 * <pre>
 * cannot submit the job: sbatch on login1 ended with status 1
 *   | sbatch: error: invalid partition specified: debgu
 * ran: sbatch --parsable
 * try: sinfo --format=%R lists the partitions; set 'queue' to one of them
 * </pre>
 *
 * Whatever comes from elsewhere loses its control characters here, since it will be shown on a
 * terminal.
 */
record Mishap(String what, String said, Optional<String> ran, Optional<String> advice) {

    private static final int LINES = 12;

    /** A program gone mad can print one line of many megabytes. */
    private static final int WIDTH = 400;

    @Override
    public String toString() {
        var text = new StringBuilder(shortened(Printable.text(what).replace('\n', ' '), 3 * WIDTH));
        List<String> lines =
                Printable.text(said)
                        .lines()
                        .map(String::stripTrailing)
                        .filter(line -> !line.isBlank())
                        .toList();
        var first = Math.max(0, lines.size() - LINES);
        if (first > 0) {
            text.append("\n  | (").append(first).append(" lines before)");
        }
        lines.subList(first, lines.size())
                .forEach(line -> text.append("\n  | ").append(shortened(line, WIDTH)));
        ran.ifPresent(
                words ->
                        text.append("\nran: ").append(shortened(Printable.text(words), 3 * WIDTH)));
        advice.ifPresent(words -> text.append("\ntry: ").append(Printable.text(words)));
        return text.toString();
    }

    private static String shortened(String line, int width) {
        return line.length() <= width
                ? line
                : line.substring(0, width) + "... (" + line.length() + " characters)";
    }
}
