package io.jcluster.scheduler.hostile;

import io.jcluster.scheduler.Exchange;

/**
 * A question with an answer as the real program gives it.
 *
 * @param answer about the jobs 41, 42 and 43, where it is about jobs; none of them has ended
 */
public record Sample(Exchange<?> question, String answer) {}
