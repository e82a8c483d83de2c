package io.jcluster.scheduler;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** The clock and the only way to wait, so that a test can pass an hour in no time. */
interface Time {

    /** Time of day, for what is written down. */
    Instant now();

    /** A monotonic clock, for what is measured. */
    long nanos();

    /** Waits for a signal, at most so long. */
    void await(Condition condition, long nanos) throws InterruptedException;

    /** The time of the machine we run on. */
    Time SYSTEM =
            new Time() {
                @Override
                public Instant now() {
                    return Instant.now();
                }

                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                @SuppressWarnings("WaitNotInLoop") // the callers loop: they wait for many things
                public void await(Condition condition, long nanos) throws InterruptedException {
                    condition.await(nanos, TimeUnit.NANOSECONDS);
                }
            };
}
