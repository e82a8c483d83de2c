package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A local port of a session. It stays open whatever happens to the session. */
final class Entrance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final String LOOPBACK = "127.0.0.1";

    private final ServerSocket listener;
    private final HostPort there;
    private final Thread acceptor;

    private Entrance(ServerSocket listener, HostPort there, BiConsumer<Socket, HostPort> goOn) {
        this.listener = listener;
        this.there = there;
        acceptor = new Thread(() -> accept(goOn), "jcluster-relay-" + listener.getLocalPort());
        acceptor.setDaemon(true);
    }

    /**
     * Listens.
     *
     * @throws HostException when the port cannot be listened on
     */
    static Entrance open(Way way, BiConsumer<Socket, HostPort> goOn) {
        try {
            ServerSocket listener = new ServerSocket();
            // The port of an entrance that was closed a moment ago can be had again.
            listener.setReuseAddress(true);
            try {
                listener.bind(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                                way.herePort()));
            } catch (IOException e) {
                listener.close();
                throw e;
            }
            Entrance entrance = new Entrance(listener, way.there(), goOn);
            entrance.acceptor.start();
            return entrance;
        } catch (IOException e) {
            throw new HostException(
                    Kind.FORWARD_REFUSED,
                    "port "
                            + way.herePort()
                            + " on this machine cannot be listened on for "
                            + way.there()
                            + "\n  | "
                            + e.getMessage(),
                    Optional.of("Another program may have it; local port 0 lets one be chosen."),
                    Optional.of(e));
        }
    }

    private void accept(BiConsumer<Socket, HostPort> goOn) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                goOn.accept(socket, there);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.debug("a connection to {} was not accepted", here(), e);
                }
            }
        }
    }

    HostPort here() {
        return new HostPort(LOOPBACK, listener.getLocalPort());
    }

    boolean leadsTo(HostPort target) {
        return there.equals(target);
    }

    /** Closes a connection so that the other end sees that it did not end well. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            LOG.debug("already closed", e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("{} was not listening any more", here(), e);
        }
        try {
            // The system keeps the port until the thread that waits in accept has left it.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
