package io.jcluster.drmaa2;

/** A fault of this library or an answer it cannot read. Worth a report. */
public final class InternalException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public InternalException(String message) {
        super(ErrorId.INTERNAL, message);
    }

    public InternalException(String message, Throwable cause) {
        super(ErrorId.INTERNAL, message, cause);
    }
}
