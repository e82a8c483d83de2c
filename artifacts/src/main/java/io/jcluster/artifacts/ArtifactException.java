package io.jcluster.artifacts;

import java.util.Optional;

/** A jar that cannot be had: what is missing and who was asked, what was said, what to try. */
public final class ArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do. */
    public enum Kind {
        /** Those who were asked have no such artifact: name another. */
        NOT_THERE,
        /** It could not be fetched, or came damaged: see to the network, or try later. */
        NOT_FETCHED,
        /** What says how to fetch cannot be used: mend it. */
        CONFIGURATION
    }

    private final Kind kind;
    private final String sentence;
    private final transient Optional<String> said;
    private final String advice;

    public ArtifactException(
            Kind kind, String sentence, Optional<String> said, String advice, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
        this.sentence = sentence;
        this.said = said;
        this.advice = advice;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Optional<String> said() {
        return said;
    }

    public String advice() {
        return advice;
    }
}
