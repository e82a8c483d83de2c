package io.jcluster.tunnel.relay;

import java.time.Instant;
import java.util.Optional;

/**
 * How a session is.
 *
 * @param since when it became so
 * @param waiting bytes from local connections that have not arrived at the relay, as far as is
 *     known
 * @param losses how often open connections were lost together with their session
 * @param why there is no carrier; empty when there is one, and before the first try
 */
public record RelayState(
        Phase phase, Instant since, long waiting, int losses, Optional<String> why) {

    /** What a user wants to know of it. */
    public enum Phase {
        /** There is a carrier. */
        UP,
        /** There is none just now; nothing is lost, and it is tried again by itself. */
        WAITING,
        /**
         * The session is gone, there or here, and with it the connections that were open. The next
         * carrier begins a new one; connections that are made now wait for it.
         */
        LOST,
        /** Closed by its owner. */
        CLOSED
    }
}
