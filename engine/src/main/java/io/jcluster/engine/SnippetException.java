package io.jcluster.engine;

import java.util.List;

/** A snippet that did not come to its end, as a client is told. */
final class SnippetException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String what;
    private final transient List<String> traceback;

    /**
     * @param kind the name of the error: a class, or a word of this engine
     * @param traceback lines a user reads, the error itself among them
     */
    SnippetException(String kind, String what, List<String> traceback) {
        super(kind + ": " + what);
        this.kind = kind;
        this.what = what;
        this.traceback = List.copyOf(traceback);
    }

    /** A request that is not done, with the sentence that says why. */
    static SnippetException refused(String kind, String why) {
        return new SnippetException(kind, why, List.of(kind + ": " + why));
    }

    String kind() {
        return kind;
    }

    String what() {
        return what;
    }

    List<String> traceback() {
        return traceback;
    }
}
