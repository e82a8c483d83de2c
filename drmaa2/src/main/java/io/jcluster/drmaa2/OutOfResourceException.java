package io.jcluster.drmaa2;

/** Memory, disk space or file handles of this machine are used up. */
public final class OutOfResourceException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public OutOfResourceException(String message) {
        super(ErrorId.OUT_OF_RESOURCE, message);
    }

    public OutOfResourceException(String message, Throwable cause) {
        super(ErrorId.OUT_OF_RESOURCE, message, cause);
    }
}
