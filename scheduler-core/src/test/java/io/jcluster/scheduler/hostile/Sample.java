package io.jcluster.scheduler.hostile;

import io.jcluster.scheduler.Exchange;
import io.jcluster.tunnel.Command;
import java.util.function.Function;

/**
 * A question, and how the real program answers it.
 *
 * @param program what it prints for a command of this kind: about the jobs 41, 42 and 43, where it
 *     is about jobs. None of them has ended
 */
public record Sample(Exchange<?> question, Function<Command, String> program) {

    /** A program that always says the same. */
    public Sample(Exchange<?> question, String answer) {
        this(question, command -> answer);
    }

    String answer() {
        return program.apply(question.question());
    }
}
