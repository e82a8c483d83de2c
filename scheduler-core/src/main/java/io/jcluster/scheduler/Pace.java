package io.jcluster.scheduler;

import java.time.Duration;

/**
 * How often a workload manager is asked. Every question takes a lock in its controller, and sites
 * block users who ask in a tight loop.
 *
 * @param shortest after an action of ours or a change, and for a look on demand; a site may set it
 * @param longest while nothing changes
 */
public record Pace(Duration shortest, Duration longest) {

    /** For a workload manager whose commands run on this machine. */
    public static final Pace LOCAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** For commands that go through SSH. */
    public static final Pace REMOTE = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(30));

    /** Never sooner than after this pause, for a site that wants to be asked seldom. */
    public static Pace atLeast(Duration shortest) {
        return new Pace(shortest, max(shortest, LOCAL.longest()));
    }

    private static final Duration LONGEST_AFTER_ERRORS = Duration.ofMinutes(5);

    public Pace {
        if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "not a pace: from " + shortest + " to " + longest + " between questions");
        }
    }

    /**
     * The pause after a question that was answered.
     *
     * @param pause the one before it
     * @param took how long the answer took; a slow controller is left alone for twenty times that
     */
    Duration afterAnswer(Duration pause, boolean changed, Duration took) {
        var next = changed ? shortest : pause.multipliedBy(3).dividedBy(2);
        return between(max(next, took.multipliedBy(20)), longest);
    }

    Duration afterError(Duration pause) {
        return between(pause.multipliedBy(2), max(longest, LONGEST_AFTER_ERRORS));
    }

    private Duration between(Duration value, Duration most) {
        var bounded = max(value, shortest);
        return bounded.compareTo(most) > 0 ? most : bounded;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
