package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.JSchException;
import io.jcluster.tunnel.local.Backlog;
import io.jcluster.tunnel.local.Pipe;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes of a forwarded connection may be on the way at once, and in how large packets.
 * JSch 2.28 grants the far side 128 KB in packets of 16 KB; OpenSSH grants 2 MB in packets of 32
 * KB, which is what every implementation must take (RFC 4253, 6.1).
 *
 * <p>JSch renews a window when half of it is used, so a round trip brings half of it: where an
 * answer takes 50 ms, 8 MB give 80 MB/s, 16 MB give 150, and OpenSSH 39. But where the reader is
 * what takes time, a wide window only fills the {@link Pipe}: on one busy machine 16 MB were half
 * as fast as 2. So it begins small, is doubled when the reader had to wait for more since the last
 * renewal, and halved when it never had to and is far behind.
 */
final class WideWindow {

    private static final Logger LOG = LoggerFactory.getLogger(WideWindow.class);

    private static final int LEAST = 4 << 20;
    private static final int MOST = Pipe.CAPACITY;
    private static final int UNCHANGED = 8 << 20;
    private static final int PACKET = 32 << 10;

    /** JSch's own setter refuses once the channel is connected (2.28.8). */
    private static final Optional<Field> SIZE = size();

    private final Channel channel;
    private final Backlog backlog;
    private int size = LEAST;
    private int come;

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
     * Where what comes through a channel goes, whose window it fits to the reader.
     *
     * @param backlog what waits there
     */
    static OutputStream fitted(Channel channel, OutputStream to, Backlog backlog) {
        WideWindow window = new WideWindow(channel, backlog);
        return new FilterOutputStream(to) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                window.count(length);
            }
        };
    }

    /** JSch looks at the size right after, on the same thread. */
    private void count(int bytes) {
        come += bytes;
        if (come > size / 2) {
            come = 0;
            if (backlog.readerWaited()) {
                size = Math.min(MOST, size * 2);
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
