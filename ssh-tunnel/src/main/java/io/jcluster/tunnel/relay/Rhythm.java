package io.jcluster.tunnel.relay;

import java.time.Duration;

/**
 * How long a session waits for what.
 *
 * @param pulse between two signs of life
 * @param silence after which a carrier is taken for dead
 * @param doubt the same after {@link RelaySession#wake}
 * @param introduction for the first words on a carrier
 * @param shortestPause before a carrier is tried again; it doubles each time
 * @param longestPause the end of that
 */
record Rhythm(
        Duration pulse,
        Duration silence,
        Duration doubt,
        Duration introduction,
        Duration shortestPause,
        Duration longestPause) {

    static final Rhythm USUAL =
            new Rhythm(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(15));
}
