package io.jcluster.launcher.doctor;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Printable;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The message of a failure, in two: what was said, and what to try. The layers below write both
 * into one text, a line each.
 *
 * @param said the message in one line
 * @param advice empty where there is none
 */
record Text(String said, String advice) {

    private static final String TRY = "try: ";
    private static final int LONGEST = 400;

    static Text of(Exception failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        String said =
                message.lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith(TRY) && !line.startsWith("ran: "))
                        .map(line -> line.replaceFirst("^\\| ", ""))
                        .collect(Collectors.joining("; "));
        String advice =
                message.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith(TRY))
                        .map(line -> line.substring(TRY.length()))
                        .findFirst()
                        .or(
                                () ->
                                        failure instanceof HostException host
                                                ? host.advice()
                                                : Optional.empty())
                        .orElse("");
        return new Text(said, advice);
    }

    /** What comes from another machine, in one line of a bearable length that can be shown. */
    static String line(String text) {
        String line = Printable.text(text).strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
    }
}
