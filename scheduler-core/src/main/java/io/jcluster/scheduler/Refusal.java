package io.jcluster.scheduler;

import java.util.List;
import java.util.Optional;

/**
 * What a workload manager meant when it did not do what it was asked.
 *
 * @param advice what a person can try, as a sentence or a command
 * @param attributes the attributes of the template that are at fault, where the complaint tells
 */
public record Refusal(Kind kind, Optional<String> advice, List<String> attributes) {

    public Refusal {
        attributes = List.copyOf(attributes);
    }

    /** Cut by what the caller can do. */
    public enum Kind {
        /** The request is wrong: correct it. */
        INVALID,
        /** The user may not do this. */
        DENIED,
        /** A limit is reached for now: try later. */
        LATER,
        /** The workload manager did not answer. */
        UNREACHABLE,
        /** The job is not in a state that admits this. */
        WRONG_STATE,
        /** It stopped answering in the middle: whether it did its work is not known. */
        UNKNOWN_OUTCOME,
        /** This installation does not offer the service at all. */
        NOT_OFFERED,
        /** Anything else. */
        OTHER
    }

    public static Refusal of(Kind kind, String advice) {
        return new Refusal(kind, Optional.of(advice), List.of());
    }

    public static Refusal of(Kind kind) {
        return new Refusal(kind, Optional.empty(), List.of());
    }

    /** The same, with the attributes at fault. */
    public Refusal naming(String... wrong) {
        return new Refusal(kind, advice, List.of(wrong));
    }
}
