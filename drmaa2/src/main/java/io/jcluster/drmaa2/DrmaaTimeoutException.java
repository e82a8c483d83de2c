package io.jcluster.drmaa2;

/**
 * The time given to a wait ran out before its condition came true. Called TimeoutException in the
 * standard; renamed because java.util.concurrent has that name.
 */
public final class DrmaaTimeoutException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public DrmaaTimeoutException(String message) {
        super(ErrorId.TIMEOUT, message);
    }

    public DrmaaTimeoutException(String message, Throwable cause) {
        super(ErrorId.TIMEOUT, message, cause);
    }
}
