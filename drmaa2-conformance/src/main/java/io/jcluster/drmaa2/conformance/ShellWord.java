package io.jcluster.drmaa2.conformance;

/** A text as one word of {@code /bin/sh}. */
final class ShellWord {

    private ShellWord() {}

    static String of(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
