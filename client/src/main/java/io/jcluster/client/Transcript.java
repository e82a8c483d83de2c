package io.jcluster.client;

import java.util.Optional;

/**
 * What was printed to one stream: its text, or of one that is only handed on what it takes to know
 * it again, as there may be more of it than there is memory.
 */
final class Transcript {

    private Optional<StringBuilder> text = Optional.of(new StringBuilder());
    private long length;
    private int hash;

    void add(String piece) {
        length += piece.length();
        for (int i = 0; i < piece.length(); i++) {
            hash = 31 * hash + piece.charAt(i);
        }
        text.ifPresent(it -> it.append(piece));
    }

    /** Keeps nothing of the text from now on. */
    void handOn() {
        text = Optional.empty();
    }

    /** The text, or none where it is handed on. */
    String kept() {
        return text.map(StringBuilder::toString).orElse("");
    }

    /** What another record of it has beyond this; nothing where it is another's, or shorter. */
    String beyond(String record) {
        if (record.length() <= length) {
            return "";
        }
        int end = (int) length;
        // The sum above is that of String.
        return record.substring(0, end).hashCode() == hash ? record.substring(end) : "";
    }
}
