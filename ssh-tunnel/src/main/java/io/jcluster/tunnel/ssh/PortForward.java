package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.local.LocalConnection;
import io.jcluster.tunnel.local.LocalPort;
import io.jcluster.tunnel.local.Outlet;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
    private final Consumer<PortForward> onClose;
    private final Set<LocalConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final LocalPort port;

    private PortForward(Line line, HostPort there, int localPort, Consumer<PortForward> onClose) {
        this.line = line;
        this.there = there;
        this.onClose = onClose;
        this.port = LocalPort.open(localPort, there, this::begin);
    }

    /** See {@link io.jcluster.tunnel.Host#forward}. */
    public static PortForward open(
            Line line, HostPort there, int localPort, Consumer<PortForward> onClose) {
        return new PortForward(line, there, localPort, onClose);
    }

    private void begin(LocalConnection connection) {
        open.add(connection);
        try {
            line.workers().execute(() -> serve(connection));
        } catch (RejectedExecutionException e) {
            open.remove(connection);
            connection.close();
        }
    }

    private void serve(LocalConnection connection) {
        try (connection) {
            ChannelDirectTCPIP channel =
                    line.await(Deadline.in(Line.BOUNDED_WAIT))
                            .channelTo(there.host(), there.port());
            try {
                join(connection, channel);
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
            open.remove(connection);
        }
    }

    private void join(LocalConnection connection, ChannelDirectTCPIP channel)
            throws IOException, JSchException, InterruptedException {
        Incoming incoming = new Incoming(connection, channel);
        Outlet outlet = new Outlet(connection, line.workers(), incoming);
        channel.setOrgIPAddress(LOOPBACK);
        channel.setOrgPort(connection.port());
        WideWindow.connect(channel, outlet, outlet, OPEN_LIMIT);
        try (OutputStream outgoing = WithinWindow.of(channel)) {
            copy(connection, channel, outgoing);
        } finally {
            // One side may have said all it has to say long before the other.
            incoming.ended.await();
        }
    }

    /** What becomes of the local connection when nothing more comes from the far end. */
    private record Incoming(
            LocalConnection connection, ChannelDirectTCPIP channel, CountDownLatch ended)
            implements Outlet.Listener {

        Incoming(LocalConnection connection, ChannelDirectTCPIP channel) {
            this(connection, channel, new CountDownLatch(1));
        }

        @Override
        public void taken(int bytes) {
            // The window follows what has come, not what was taken: see WideWindow.
        }

        @Override
        public void over(Optional<IOException> failure) {
            try {
                if (failure.isEmpty() && channel.isConnected()) {
                    connection.shutdownOutput();
                } else {
                    connection.close();
                }
            } catch (IOException e) {
                LOG.debug("the local side has closed", e);
            } finally {
                ended.countDown();
            }
        }
    }

    private static void copy(LocalConnection from, ChannelDirectTCPIP channel, OutputStream to)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        int n = 0;
        while (n >= 0) {
            to.write(buffer, 0, n);
            try {
                n = n == BUFFER ? from.readNow(buffer, 0, BUFFER) : 0;
                if (n == 0) {
                    // What is flushed is a packet, and costs nearly the same whatever its size.
                    to.flush();
                    n = from.read(buffer, 0, BUFFER);
                }
            } catch (IOException e) {
                channel.disconnect(); // nobody is left for what would still come
                throw e;
            }
        }
    }

    @Override
    public HostPort here() {
        return port.here();
    }

    @Override
    public HostPort there() {
        return there;
    }

    @Override
    public void close() {
        port.close(); // nobody comes in after this
        List.copyOf(open).forEach(LocalConnection::close);
        onClose.accept(this);
    }
}
