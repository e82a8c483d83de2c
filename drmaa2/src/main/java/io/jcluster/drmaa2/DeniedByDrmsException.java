package io.jcluster.drmaa2;

/**
 * The workload manager refused for reasons of authorisation or policy. Ask for something else, or
 * ask its administrators.
 */
public final class DeniedByDrmsException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public DeniedByDrmsException(String message) {
        super(ErrorId.DENIED_BY_DRMS, message);
    }

    public DeniedByDrmsException(String message, Throwable cause) {
        super(ErrorId.DENIED_BY_DRMS, message, cause);
    }
}
