package io.jcluster.scheduler;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A question to a workload manager, kept together with the only readers that understand its answer.
 * It asks nothing itself: {@link ExchangeCaller} does that for all of them.
 *
 * @param action what the question is for, as it follows "cannot": {@code submit the job}
 * @param ran the question as a person would type it; its first word is the program
 * @param question the question as it is run, with whatever the surroundings need around it
 * @param answered whether an outcome is an answer. Not always "status 0": a list of which one
 *     member is unknown may end with an error and still hold the others
 * @param reader reads an answer; throws {@link RuntimeException} when it is not what it should be
 * @param refusal reads every other outcome
 * @param otherwise another way to ask the same, taken when an answer cannot be read
 */
public record Exchange<T>(
        String action,
        String ran,
        Command question,
        Predicate<Outcome> answered,
        Function<Outcome, T> reader,
        Function<Outcome, Refusal> refusal,
        Optional<Exchange<T>> otherwise) {

    /** An exchange with only one way to ask. */
    public Exchange(
            String action,
            String ran,
            Command question,
            Predicate<Outcome> answered,
            Function<Outcome, T> reader,
            Function<Outcome, Refusal> refusal) {
        this(action, ran, question, answered, reader, refusal, Optional.empty());
    }

    /** The same exchange for outcomes that are an answer although their status is not 0. */
    public Exchange<T> answeredWhen(Predicate<Outcome> condition) {
        return new Exchange<>(action, ran, question, condition, reader, refusal, otherwise);
    }

    /** The same exchange with another way to ask, for answers that cannot be read. */
    public Exchange<T> otherwise(Exchange<T> other) {
        return new Exchange<>(action, ran, question, answered, reader, refusal, Optional.of(other));
    }
}
