package io.jcluster.client;

/** Received frames that are no message, or not one signed with our key. */
final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
