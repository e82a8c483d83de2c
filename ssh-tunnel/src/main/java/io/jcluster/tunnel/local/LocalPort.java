package io.jcluster.tunnel.local;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.function.Consumer;

/** A port that only programs on this machine can connect to. */
public final class LocalPort implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final ServerSocketChannel door;
    private final HostPort here;
    private final HostPort there;

    private LocalPort(ServerSocketChannel door, HostPort here, HostPort there) {
        this.door = door;
        this.here = here;
        this.there = there;
    }

    /**
     * Listens.
     *
     * @param port its number; 0 lets the system choose one
     * @param there where its connections come out
     * @param visitor given each connection; must not wait
     * @throws HostException when the port cannot be listened on
     */
    public static LocalPort open(int port, HostPort there, Consumer<LocalConnection> visitor) {
        try {
            ServerSocketChannel door = ServerSocketChannel.open();
            try {
                // A port that was closed a moment ago can be had again.
                door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                door.bind(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
                HostPort here =
                        new HostPort(
                                LOOPBACK, ((InetSocketAddress) door.getLocalAddress()).getPort());
                Doorman.get().admit(door, visitor);
                return new LocalPort(door, here, there);
            } catch (IOException e) {
                door.close();
                throw e;
            }
        } catch (IOException e) {
            throw new HostException(
                    Kind.FORWARD_REFUSED,
                    "port "
                            + port
                            + " on this machine cannot be listened on for "
                            + there
                            + "\n  | "
                            + e.getMessage(),
                    Optional.of("Another program may have it; local port 0 lets one be chosen."),
                    Optional.of(e));
        }
    }

    /** Where to connect. */
    public HostPort here() {
        return here;
    }

    /** Whether its connections come out there. */
    public boolean leadsTo(HostPort target) {
        return there.equals(target);
    }

    /** Returns when the port is free. The connections stay. */
    @Override
    public void close() {
        Doorman.get().close(door);
    }
}
