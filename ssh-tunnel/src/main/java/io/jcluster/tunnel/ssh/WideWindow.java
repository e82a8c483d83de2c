package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.JSchException;
import io.jcluster.tunnel.local.Backlog;
import io.jcluster.tunnel.local.Pipe;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes of a forwarded connection may be on the way at once, and in how large packets.
 * JSch 2.28 grants the far side 128 KB in packets of 16 KB; OpenSSH grants 2 MB in packets of 32
 * KB, which is what every implementation must take (RFC 4253, 6.1).
 *
 * <p>JSch renews a window when half of it is used, so a round trip brings half of it: where an
 * answer takes 50 ms, 8 MB give 80 MB/s, 16 MB give 150, and OpenSSH 39. A window that is wider
 * than what is on its way is no use: sshd (9.2) then spends twice as much time on each byte, and
 * where the reader is what takes time it only fills the {@link Pipe}. So it begins as OpenSSH's, is
 * doubled while the reader has to wait and a round trip brings near to half of it, and halved when
 * the reader never had to and is far behind.
 */
final class WideWindow {

    private static final Logger LOG = LoggerFactory.getLogger(WideWindow.class);

    private static final int LEAST = 2 << 20;
    private static final int MOST = Pipe.CAPACITY;
    private static final int UNCHANGED = 8 << 20;
    private static final int PACKET = 32 << 10;

    /** JSch's own setter refuses once the channel is connected (2.28.8). */
    private static final Optional<Field> SIZE = size();

    private final Channel channel;
    private final Backlog backlog;
    private int size = LEAST;
    private int come;
    private volatile long roundTrip = TimeUnit.SECONDS.toNanos(1); // until it is known
    private long renewed = System.nanoTime();

    private WideWindow(Channel channel, Backlog backlog) {
        this.channel = channel;
        this.backlog = backlog;
    }

    private static Optional<Field> size() {
        try {
            Field size = Channel.class.getDeclaredField("lwsize_max");
            size.setAccessible(true);
            return Optional.of(size);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("the windows of forwarded connections keep their size", e);
            return Optional.empty();
        }
    }

    /** The window to begin with. To be called before the channel is connected. */
    static void grant(Channel channel) throws JSchException {
        channel.setLocalWindowSizeMax(SIZE.isPresent() ? LEAST : UNCHANGED);
        channel.setLocalPacketSize(PACKET);
    }

    /**
     * Connects a channel, with a window that fits the reader of what comes through it.
     *
     * @param to where that goes
     * @param backlog what waits there
     */
    static void connect(Channel channel, OutputStream to, Backlog backlog, Duration limit)
            throws JSchException {
        WideWindow window = new WideWindow(channel, backlog);
        channel.setOutputStream(
                new FilterOutputStream(to) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                        window.count(length);
                    }
                });
        long asked = System.nanoTime();
        channel.connect((int) limit.toMillis());
        window.roundTrip = System.nanoTime() - asked;
    }

    /** JSch looks at the size right after, on the same thread. */
    private void count(int bytes) {
        come += bytes;
        if (come > size / 2) {
            come = 0;
            long now = System.nanoTime();
            boolean waits = now - renewed < 2 * roundTrip;
            renewed = now;
            if (backlog.readerWaited()) {
                size = waits ? Math.min(MOST, size * 2) : size;
            } else if (backlog.available() > size / 4) {
                size = Math.max(LEAST, size / 2);
            }
            SIZE.ifPresent(this::tell);
        }
    }

    private void tell(Field field) {
        try {
            field.setInt(channel, size);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
