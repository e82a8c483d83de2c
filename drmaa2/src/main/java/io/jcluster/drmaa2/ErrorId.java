package io.jcluster.drmaa2;

/**
 * The kind of a failure, for callers that compare kinds over language bindings (GFD.231, GFD.230).
 * SUCCESS, SESSION_MANAGEMENT and LASTERROR are words of the C binding; no exception has them.
 */
public enum ErrorId {
    /** No failure; in the C binding only. */
    SUCCESS(0),
    /** {@link DeniedByDrmsException}. */
    DENIED_BY_DRMS(1),
    /** {@link DrmCommunicationException}. */
    DRM_COMMUNICATION(2),
    /** {@link TryLaterException}. */
    TRY_LATER(3),
    /** Trouble with a session; in the C binding only. */
    SESSION_MANAGEMENT(4),
    /** {@link DrmaaTimeoutException}. */
    TIMEOUT(5),
    /** {@link InternalException}. */
    INTERNAL(6),
    /** {@link InvalidArgumentException}. */
    INVALID_ARGUMENT(7),
    /** {@link InvalidSessionException}. */
    INVALID_SESSION(8),
    /** {@link InvalidStateException}. */
    INVALID_STATE(9),
    /** {@link OutOfResourceException}. */
    OUT_OF_RESOURCE(10),
    /** {@link UnsupportedAttributeException}. */
    UNSUPPORTED_ATTRIBUTE(11),
    /** {@link DrmaaUnsupportedOperationException}. */
    UNSUPPORTED_OPERATION(12),
    /** {@link ImplementationSpecificException}. */
    IMPLEMENTATION_SPECIFIC(13),
    /** The end of the list; in the C binding only. */
    LASTERROR(14);

    private final int value;

    ErrorId(int value) {
        this.value = value;
    }

    /** The number of the same word in the C binding (GFD.230). */
    public int value() {
        return value;
    }
}
