package io.jcluster.drmaa2;

import java.util.List;

/**
 * An optional attribute, or an extension nobody knows, was set. Leave it out, or ask {@link
 * SessionManager#supports} first.
 */
public final class UnsupportedAttributeException extends DrmaaException {

    private static final long serialVersionUID = 1L;

    private final List<String> attributes;

    /**
     * A refusal of some attributes.
     *
     * @param attributes the names of the attributes at fault, which the message names as well
     */
    public UnsupportedAttributeException(String message, String... attributes) {
        super(ErrorId.UNSUPPORTED_ATTRIBUTE, message);
        this.attributes = List.of(attributes);
    }

    public UnsupportedAttributeException(String message, Throwable cause, String... attributes) {
        super(ErrorId.UNSUPPORTED_ATTRIBUTE, message, cause);
        this.attributes = List.of(attributes);
    }

    /** The names of the attributes at fault; empty when a plain parameter is. */
    public List<String> attributes() {
        return attributes;
    }
}
