package io.jcluster.tunnel;

/**
 * A way from this machine to a port that only another machine can reach. The listening end stays
 * open, on the same port, while the connection under it is lost and comes back.
 */
public interface Forward extends AutoCloseable {

    /** Where to connect on this machine. */
    HostPort here();

    /** Where connections come out. */
    HostPort there();

    /** Stops listening and ends the connections that go through. */
    @Override
    void close();
}
