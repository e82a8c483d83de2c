package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.SshOptions;
import java.time.Duration;

/**
 * The times a connection lives by.
 *
 * @param probe how long the line may be silent before it is asked for a sign of life
 * @param patience how long it may be silent before it counts as lost
 * @param firstPause before the second attempt to reconnect; the first comes at once
 * @param longestPause pauses double up to this
 */
public record Pace(Duration probe, Duration patience, Duration firstPause, Duration longestPause) {

    /** Three missed signs of life; NAT tables and login nodes bear a packet every 15 s. */
    public static final Pace USUAL =
            new Pace(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60));

    /** The pause that comes after a pause. */
    Duration longer(Duration pause) {
        Duration next = pause.isZero() ? firstPause : pause.multipliedBy(2);
        return next.compareTo(longestPause) < 0 ? next : longestPause;
    }

    /**
     * A part of a pause: many laptops on one network come back at the same moment.
     *
     * @param percent 50 to 100, by chance
     */
    static Duration spread(Duration pause, int percent) {
        return pause.multipliedBy(percent).dividedBy(100);
    }

    /**
     * The same with the user's ServerAliveInterval and ServerAliveCountMax where these are quicker:
     * a slower pair would let programs talk to a dead line.
     */
    public Pace with(SshOptions options) {
        if (options.aliveInterval().isZero()) {
            return this;
        }
        Duration patient = options.aliveInterval().multipliedBy(options.aliveCountMax() + 1L);
        return new Pace(
                shorter(probe, options.aliveInterval()),
                shorter(patience, patient),
                firstPause,
                longestPause);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
