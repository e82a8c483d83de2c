package io.jcluster.testbed;

import java.time.Duration;

/** The wait for a fact, bounded by a time that decides nothing but that the fact does not come. */
final class Await {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(300);

    private Await() {}

    /** Something to look at. */
    interface Fact {
        boolean isThere() throws Exception;
    }

    /** Waits until something is so, and fails when it does not come to be. */
    static void until(String what, Fact fact) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.isThere()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
