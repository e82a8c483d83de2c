package io.jcluster.drmaa2;

/** The session was closed or destroyed. Open it again. */
public final class InvalidSessionException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public InvalidSessionException(String message) {
        super(ErrorId.INVALID_SESSION, message);
    }

    public InvalidSessionException(String message, Throwable cause) {
        super(ErrorId.INVALID_SESSION, message, cause);
    }
}
