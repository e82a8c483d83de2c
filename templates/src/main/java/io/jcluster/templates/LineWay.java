package io.jcluster.templates;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way from the login node to the node of the controller, in the order in which they are tried.
 */
public enum LineWay {
    /** A forwarded connection that the login node opens to the node. */
    DIRECT,
    /** A login on the node itself, through the login node. */
    JUMP,
    /** The standard streams of a small program on the login node, which connects to the node. */
    EXEC,
    /** The standard streams of a program that the scheduler starts on the node. */
    SCHEDULER,
    /** A connection that the node opens to the login node. */
    CALLBACK;

    /** The word in a profile. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a profile's word.
     *
     * @throws IllegalArgumentException in a sentence, when it is none of them
     */
    public static LineWay parse(String word) {
        return Stream.of(values())
                .filter(way -> way.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'"
                                                + word
                                                + "' is none of "
                                                + Stream.of(values())
                                                        .map(LineWay::word)
                                                        .collect(Collectors.joining(", "))));
    }
}
