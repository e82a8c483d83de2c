package io.jcluster.drmaa2;

/** A passing trouble: overload, a rate limit, a full queue. The same call may work later. */
public final class TryLaterException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public TryLaterException(String message) {
        super(ErrorId.TRY_LATER, message);
    }

    public TryLaterException(String message, Throwable cause) {
        super(ErrorId.TRY_LATER, message, cause);
    }
}
