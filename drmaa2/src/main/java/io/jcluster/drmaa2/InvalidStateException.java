package io.jcluster.drmaa2;

/** The state of the job does not admit the operation. */
public final class InvalidStateException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public InvalidStateException(String message) {
        super(ErrorId.INVALID_STATE, message);
    }

    public InvalidStateException(String message, Throwable cause) {
        super(ErrorId.INVALID_STATE, message, cause);
    }
}
