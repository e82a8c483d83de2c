package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local port whose connections come out at the far end of a {@link Line}. The listener outlives
 * the connection under it. (JSch has forwards of its own, but they stop listening at the first
 * connection that fails: PortWatcher, 2.28.)
 */
public final class PortForward implements Forward {

    private static final Logger LOG = LoggerFactory.getLogger(PortForward.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int BUFFER = 32 * 1024;
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(10);

    private final Line line;
    private final HostPort there;
    private final ServerSocket listener;
    private final Consumer<PortForward> onClose;
    private final Thread acceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();

    private PortForward(
            Line line, HostPort there, ServerSocket listener, Consumer<PortForward> onClose) {
        this.line = line;
        this.there = there;
        this.listener = listener;
        this.onClose = onClose;
        this.acceptor = new Thread(this::accept, "jcluster-forward-" + listener.getLocalPort());
        acceptor.setDaemon(true);
    }

    /** See {@link io.jcluster.tunnel.Host#forward}. */
    public static PortForward open(
            Line line, HostPort there, int localPort, Consumer<PortForward> onClose) {
        try {
            ServerSocket listener = new ServerSocket();
            // The port of a forward that was closed a moment ago can be had again.
            listener.setReuseAddress(true);
            listener.bind(
                    new InetSocketAddress(
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), localPort));
            PortForward forward = new PortForward(line, there, listener, onClose);
            forward.acceptor.start();
            return forward;
        } catch (IOException e) {
            throw new HostException(
                    Kind.FORWARD_REFUSED,
                    "port "
                            + localPort
                            + " on this machine cannot be listened on for "
                            + there
                            + "\n  | "
                            + e.getMessage(),
                    Optional.of("Another program may have it; local port 0 lets one be chosen."),
                    Optional.of(e));
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    socket.close();
                }
                line.workers().execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException e) {
                if (!listener.isClosed()) {
                    LOG.debug("a connection to {} was not accepted", here(), e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            ChannelDirectTCPIP channel =
                    line.await(Deadline.in(Line.BOUNDED_WAIT))
                            .channelTo(there.host(), there.port());
            try {
                join(socket, channel);
            } finally {
                channel.disconnect();
            }
        } catch (IOException | JSchException | HostException e) {
            LOG.debug(
                    "a connection to {} ended early, number {}",
                    there,
                    refused.incrementAndGet(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private void join(Socket socket, ChannelDirectTCPIP channel) throws IOException, JSchException {
        Pipe incoming = new Pipe();
        channel.setOutputStream(WideWindow.fitted(channel, incoming));
        channel.setOrgIPAddress(LOOPBACK);
        channel.setOrgPort(socket.getPort());
        channel.connect((int) OPEN_LIMIT.toMillis());
        OutputStream outgoing = channel.getOutputStream();
        Thread back = new Thread(() -> drain(incoming, socket, channel), "jcluster-forward-back");
        back.setDaemon(true);
        back.start();
        try {
            copy(socket.getInputStream(), outgoing);
        } finally {
            // One side may have said all it has to say long before the other.
            outgoing.close();
            joinUninterrupted(back);
        }
    }

    /** From the far end to the local socket, until either ends. */
    private static void drain(Pipe incoming, Socket socket, ChannelDirectTCPIP channel) {
        try (incoming) {
            incoming.transferTo(socket.getOutputStream());
            if (channel.isConnected()) {
                socket.shutdownOutput();
            } else {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("the local side has closed", e);
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
            // What is flushed is a packet, and a packet costs nearly the same whatever its size.
            if (from.available() == 0) {
                to.flush();
            }
        }
    }

    private static void joinUninterrupted(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public HostPort here() {
        return new HostPort(LOOPBACK, listener.getLocalPort());
    }

    @Override
    public HostPort there() {
        return there;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("{} was not listening any more", here(), e);
        }
        // The system keeps the port until the thread that waits in accept has left it: whoever
        // listens there again at once would be refused.
        joinUninterrupted(acceptor);
        List.copyOf(open).forEach(PortForward::closeQuietly);
        onClose.accept(this);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("already closed", e);
        }
    }
}
