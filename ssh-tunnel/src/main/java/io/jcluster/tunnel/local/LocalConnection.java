package io.jcluster.tunnel.local;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a program on this machine. One thread may read while another writes; unlike a
 * {@link java.net.Socket} it can be given bytes without waiting for their reader.
 */
public final class LocalConnection implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalConnection.class);

    private final SocketChannel channel;
    private final Selector reading;
    private final Selector writing;

    LocalConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        reading = Selector.open();
        writing = Selector.open();
        channel.register(reading, SelectionKey.OP_READ);
        channel.register(writing, SelectionKey.OP_WRITE);
    }

    /** The program's port. */
    public int port() throws IOException {
        return ((InetSocketAddress) channel.getRemoteAddress()).getPort();
    }

    /**
     * Waits for bytes.
     *
     * @return how many have come; -1 when the program says nothing more
     */
    public int read(byte[] into, int offset, int length) throws IOException {
        int n;
        do {
            await(reading);
            n = readNow(into, offset, length);
        } while (n == 0);
        return n;
    }

    /** The same, without waiting: 0 when nothing is there. */
    public int readNow(byte[] into, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(into, offset, length));
    }

    /**
     * Gives the program what it takes at once.
     *
     * @return how many bytes that are
     */
    int offer(byte[] bytes, int offset, int length) throws IOException {
        return channel.write(ByteBuffer.wrap(bytes, offset, length));
    }

    /** Waits until the program has taken all. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(writing);
            }
        }
    }

    private static void await(Selector selector) throws IOException {
        try {
            selector.select(ready -> {});
        } catch (ClosedSelectorException e) {
            throw new IOException("closed", e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted");
        }
    }

    /** Tells the program that nothing more comes. */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Closes so that the program sees that it did not end well. */
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (ClosedChannelException e) {
            LOG.trace("already closed", e);
            return;
        } catch (IOException e) {
            LOG.debug("a connection cannot be reset, only closed", e);
        }
        close();
    }

    /** Also wakes whoever waits here. */
    @Override
    public void close() {
        // The system closes a channel when the last selector has let go of it.
        for (Closeable each : new Closeable[] {channel, reading, writing}) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.debug("a connection was closed already", e);
            }
        }
    }
}
