package io.jcluster.scheduler;

/**
 * Several dialects under the one word a user types, where only the workload manager itself can say
 * which of them it speaks. Pure like a {@link Dialect}, and found in the same way.
 */
public interface DialectFamily {

    /** The word a user types. Lower case letters; no dialect's name. */
    String name();

    /**
     * Asks which of its dialects is spoken. What is not certain is refused: a wrong dialect would
     * be understood only in part, and without a complaint.
     */
    Exchange<Dialect> which();
}
