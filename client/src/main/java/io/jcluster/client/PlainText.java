package io.jcluster.client;

import java.util.regex.Pattern;

/** Text from engines made fit for a terminal or a log: it may hold colours, bells and worse. */
public final class PlainText {

    /**
     * ECMA-48 control sequences (colours, cursor) and operating system commands (titles, links).
     */
    private static final Pattern SEQUENCES =
            Pattern.compile(
                    "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]"
                            + "|(?:\\x1b]|\\x9d)[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)?");

    /** Control characters, and the bidirectional overrides that show text other than it is. */
    private static final Pattern CONTROLS =
            Pattern.compile("[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069&&[^\\n\\t]]");

    private PlainText() {}

    /** The text with nothing but line breaks and tabs left of its control characters. */
    public static String of(String text) {
        return CONTROLS.matcher(SEQUENCES.matcher(text).replaceAll("")).replaceAll("");
    }
}
