package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.Wire;

/** The way to a relay, opened anew each time the last one was cut. */
@FunctionalInterface
public interface Carrier {

    /**
     * Connects to the relay. Called by one thread at a time, which may be interrupted.
     *
     * @throws io.jcluster.tunnel.HostException when that is not possible now; it is tried again
     */
    Wire open() throws InterruptedException;
}
