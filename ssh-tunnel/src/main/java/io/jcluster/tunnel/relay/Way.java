package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostPort;

/**
 * A local port and what it leads to.
 *
 * @param there as the relay's node sees it; a relay connects to its own node alone
 * @param herePort the port on 127.0.0.1 to listen on; 0 lets the system choose
 */
public record Way(HostPort there, int herePort) {}
