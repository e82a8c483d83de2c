package io.jcluster.drmaa2;

/**
 * A failure that fits none of the other kinds. The standard orders every exception of a single
 * implementation to be derived from this one, so it is the only open class of the family.
 */
public non-sealed class ImplementationSpecificException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    private final long code;

    /**
     * A failure with the implementation's own number.
     *
     * @param code see {@link #code()}
     */
    public ImplementationSpecificException(String message, long code) {
        super(ErrorId.IMPLEMENTATION_SPECIFIC, message);
        this.code = code;
    }

    public ImplementationSpecificException(String message, long code, Throwable cause) {
        super(ErrorId.IMPLEMENTATION_SPECIFIC, message, cause);
        this.code = code;
    }

    /** A number of the implementation's own, the exit status of a command for instance. */
    public final long code() {
        return code;
    }
}
