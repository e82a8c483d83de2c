package io.jcluster.wire;

/** Received frames that are no message, or not one signed with our key. */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
