package io.jcluster.launcher.agent;

import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.WiredHost;
import java.util.Optional;

/** How the agent comes by its connections, and how it speaks of their condition. */
interface HostOpener {

    /**
     * Connects.
     *
     * @param address where it was met before, to be returned to where that can be
     */
    WiredHost open(Optional<String> login, Prompts prompts, Optional<String> address)
            throws InterruptedException;

    /** Where it was met. */
    Optional<String> addressOf(Host host);

    /** Has it told whenever the line is back after a loss. */
    void onReturn(Host host, Runnable told);

    /** Tries again to connect a host whose line was given up, now that a person is there. */
    void revive(Host host) throws InterruptedException;

    /** The end of the signed key by which the line was opened. */
    Optional<KeyExpiry> keyExpiry(Host host);

    /** {@code up}, or in words why not. */
    String lineOf(Host host);
}
