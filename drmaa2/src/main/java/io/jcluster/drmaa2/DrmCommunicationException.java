package io.jcluster.drmaa2;

/** The workload manager did not answer. Whether trying again helps is not known. */
public final class DrmCommunicationException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    public DrmCommunicationException(String message) {
        super(ErrorId.DRM_COMMUNICATION, message);
    }

    public DrmCommunicationException(String message, Throwable cause) {
        super(ErrorId.DRM_COMMUNICATION, message, cause);
    }
}
