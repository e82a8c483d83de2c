package io.jcluster.client;

/** A connection file that cannot be used. The message never repeats the file's content. */
public final class ConnectionFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean incomplete;

    ConnectionFileException(String message, boolean incomplete) {
        super(message);
        this.incomplete = incomplete;
    }

    /**
     * Whether the text ends too early: the controller may still be writing it, so reading again can
     * help.
     */
    public boolean incomplete() {
        return incomplete;
    }
}
