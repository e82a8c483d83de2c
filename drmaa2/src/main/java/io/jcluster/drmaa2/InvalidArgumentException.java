package io.jcluster.drmaa2;

import java.util.List;

/**
 * A parameter or an attribute of a structure has a value that cannot be. Correct the request; the
 * same call will fail again.
 */
public final class InvalidArgumentException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    private final List<String> attributes;

    /**
     * A refusal of some attributes.
     *
     * @param attributes the names of the attributes at fault, which the message names as well
     */
    public InvalidArgumentException(String message, String... attributes) {
        super(ErrorId.INVALID_ARGUMENT, message);
        this.attributes = List.of(attributes);
    }

    public InvalidArgumentException(String message, Throwable cause, String... attributes) {
        super(ErrorId.INVALID_ARGUMENT, message, cause);
        this.attributes = List.of(attributes);
    }

    /** The names of the attributes at fault; empty when a plain parameter is. */
    public List<String> attributes() {
        return attributes;
    }
}
