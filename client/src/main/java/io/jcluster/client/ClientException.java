package io.jcluster.client;

import java.util.List;
import java.util.Optional;

/**
 * A request to a cluster that did not come to its end. The kinds are cut by what the caller can do;
 * the message says what failed and where, and what was said; {@link #advice()} what to try.
 */
public final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do. */
    public enum Kind {
        /** The controller never answered: check the line, the key and the file. */
        CANNOT_CONNECT,
        /** Not yet: wait longer, interrupt, or look at the cluster. */
        TIMED_OUT,
        /** An engine that was asked is gone: restart it, or choose others. */
        ENGINE_LOST,
        /** Python code failed: correct the code. */
        REMOTE_ERROR,
        /** The controller does not do what was asked. */
        REFUSED,
        /** This client is closed, or the controller has shut down: connect again. */
        DISCONNECTED
    }

    private final Kind kind;
    private final String advice;

    // Exceptions are serialisable by decree; nobody serialises this one.
    private final transient List<RemoteError> errors;

    ClientException(Kind kind, String message, String advice, List<RemoteError> errors) {
        super(PlainText.of(message));
        this.kind = kind;
        this.advice = advice;
        this.errors = List.copyOf(errors);
    }

    ClientException(Kind kind, String message, String advice) {
        this(kind, message, advice, List.of());
    }

    public Kind kind() {
        return kind;
    }

    /** What a person can try, as a full sentence or a command. */
    public Optional<String> advice() {
        return advice.isEmpty() ? Optional.empty() : Optional.of(advice);
    }

    /** The engines that failed, each with its own words; empty for other kinds of failure. */
    public List<RemoteError> errors() {
        return errors;
    }
}
