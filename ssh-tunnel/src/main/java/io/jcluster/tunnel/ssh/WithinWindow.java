package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is sent through a channel, never more than the far side has room for just then.
 *
 * <p>JSch (2.28.8, Session.write) waits for room itself, and lets go of the channel meanwhile.
 * Where the far side makes room and closes the channel in one breath, as when a program ends that
 * has not read all of its input, JSch answers the close and then sends what it has waited with; and
 * OpenSSH ends the whole connection over data for a channel that is no more ("data packet referred
 * to nonexistent channel").
 */
final class WithinWindow extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(WithinWindow.class);

    /** JSch tells nobody of the end of a channel. */
    private static final long LOOK_MILLIS = 100;

    /** What JSch knows of the far side's room, and for how many it is to tell of more. */
    private record Inside(Field room, Field waiting) {}

    private static final Optional<Inside> INSIDE = inside();

    private final Channel channel;
    private final Inside inside;
    private final OutputStream out;

    /** Bytes that may be written before it is looked again: no less than that are free there. */
    private long room;

    private WithinWindow(Channel channel, Inside inside, OutputStream out) {
        this.channel = channel;
        this.inside = inside;
        this.out = out;
    }

    private static Optional<Inside> inside() {
        try {
            Field room = Channel.class.getDeclaredField("rwsize");
            Field waiting = Channel.class.getDeclaredField("notifyme");
            room.setAccessible(true);
            waiting.setAccessible(true);
            return Optional.of(new Inside(room, waiting));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("JSch waits for room in a window by itself", e);
            return Optional.empty();
        }
    }

    /** To write to; what is not flushed is kept back for a packet to be full. */
    static OutputStream of(Channel channel) throws IOException {
        OutputStream out = channel.getOutputStream();
        return INSIDE.<OutputStream>map(inside -> new WithinWindow(channel, inside, out))
                .orElse(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (room == 0) {
                out.flush(); // What JSch still keeps needs room as well.
                room = awaitRoom();
            }
            int part = (int) Math.min(length - done, room);
            out.write(bytes, offset + done, part);
            room -= part;
            done += part;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private long awaitRoom() throws IOException {
        try {
            synchronized (channel) {
                while (inside.room().getLong(channel) <= 0) {
                    if (channel.isClosed() || !channel.isConnected()) {
                        throw new IOException("the channel is closed");
                    }
                    awaitNews();
                }
                return inside.room().getLong(channel);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the far side was busy");
        }
    }

    private void awaitNews() throws IllegalAccessException, InterruptedException {
        Field waiting = inside.waiting();
        waiting.setInt(channel, waiting.getInt(channel) + 1);
        try {
            channel.wait(LOOK_MILLIS);
        } finally {
            waiting.setInt(channel, waiting.getInt(channel) - 1);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
