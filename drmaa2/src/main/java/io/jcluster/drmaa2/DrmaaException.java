package io.jcluster.drmaa2;

/**
 * A call to a workload manager that did not do what it was asked; the message says why. Unchecked,
 * because any call can fail this way and few callers can do anything about it on the spot.
 */
public abstract sealed class DrmaaException extends RuntimeException
        permits DeniedByDrmsException,
                DrmCommunicationException,
                DrmaaTimeoutException,
                DrmaaUnsupportedOperationException,
                ImplementationSpecificException,
                InternalException,
                InvalidArgumentException,
                InvalidSessionException,
                InvalidStateException,
                OutOfResourceException,
                TryLaterException,
                UnsupportedAttributeException {

    private static final long serialVersionUID = 1L;

    private final ErrorId errorId;

    DrmaaException(ErrorId errorId, String message) {
        super(message);
        this.errorId = errorId;
    }

    DrmaaException(ErrorId errorId, String message, Throwable cause) {
        super(message, cause);
        this.errorId = errorId;
    }

    /** The kind of the failure, for callers that do not tell by the class. */
    public final ErrorId errorId() {
        return errorId;
    }
}
