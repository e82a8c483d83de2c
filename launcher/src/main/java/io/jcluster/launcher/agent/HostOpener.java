package io.jcluster.launcher.agent;

import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.WiredHost;

/** How the agent comes by its connection, and how it speaks of its condition. */
interface HostOpener {

    WiredHost open(Prompts prompts) throws InterruptedException;

    /** Tries again to connect a host whose line was given up, now that a person is there. */
    void revive(Host host) throws InterruptedException;

    /** {@code up}, or in words why not. */
    String lineOf(Host host);
}
