package io.jcluster.drmaa2;

/**
 * The kind of a failure, for callers that compare kinds over language bindings (GFD.231, GFD.230).
 * SUCCESS, SESSION_MANAGEMENT and LASTERROR are words of the C binding; no exception has them.
 */
public enum ErrorId {
    SUCCESS(0),
    DENIED_BY_DRMS(1),
    DRM_COMMUNICATION(2),
    TRY_LATER(3),
    SESSION_MANAGEMENT(4),
    TIMEOUT(5),
    INTERNAL(6),
    INVALID_ARGUMENT(7),
    INVALID_SESSION(8),
    INVALID_STATE(9),
    OUT_OF_RESOURCE(10),
    UNSUPPORTED_ATTRIBUTE(11),
    UNSUPPORTED_OPERATION(12),
    IMPLEMENTATION_SPECIFIC(13),
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
