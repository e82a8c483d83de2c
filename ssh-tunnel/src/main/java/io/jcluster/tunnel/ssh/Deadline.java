package io.jcluster.tunnel.ssh;

import java.time.Duration;

/** The moment up to which one call may take, handed from step to step. */
record Deadline(long nanoTime) {

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Never negative. */
    long nanosLeft() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    boolean passed() {
        return nanosLeft() == 0;
    }

    Deadline atMost(Duration limit) {
        Deadline other = in(limit);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
