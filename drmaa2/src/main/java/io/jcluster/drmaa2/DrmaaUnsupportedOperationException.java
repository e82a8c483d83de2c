package io.jcluster.drmaa2;

/**
 * The implementation does not offer this operation, see {@link SessionManager#supports}. Called
 * UnsupportedOperationException in the standard; renamed because a forgotten import would silently
 * catch the class of that name in java.lang.
 */
public final class DrmaaUnsupportedOperationException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public DrmaaUnsupportedOperationException(String message) {
        super(ErrorId.UNSUPPORTED_OPERATION, message);
    }

    public DrmaaUnsupportedOperationException(String message, Throwable cause) {
        super(ErrorId.UNSUPPORTED_OPERATION, message, cause);
    }
}
