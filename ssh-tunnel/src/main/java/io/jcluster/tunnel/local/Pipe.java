package io.jcluster.tunnel.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Bytes on their way from the connection's one reading thread to whoever consumes them. JSch grants
 * the far side new window as soon as a write returns, and while a write waits no other channel gets
 * anything. So much is held here before a writer waits, and a reader that stands still for long
 * loses its channel: one stuck program must not take the line down.
 *
 * <p>The JDK's piped streams hold little, look at which threads live, and wake once a second.
 */
public final class Pipe extends InputStream implements Backlog {

    /** Bytes; the widest window that a channel of SSH is given. */
    public static final int CAPACITY = 16 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int capacity;
    private final Duration patience;
    private final Deque<ByteBuffer> chunks = new ArrayDeque<>();
    private int held;
    private boolean ended;
    private boolean abandoned;
    private boolean waited;
    private long lastRead;

    public Pipe() {
        this(CAPACITY, PATIENCE);
    }

    /**
     * @param capacity bytes held before the writer waits
     * @param patience how long it waits for a reader that takes nothing
     */
    Pipe(int capacity, Duration patience) {
        this.capacity = capacity;
        this.patience = patience;
    }

    /** The end to write into. Closing it lets the reader see the end after what is held. */
    public OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                put(bytes, offset, length);
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    private synchronized void put(byte[] bytes, int offset, int length) throws IOException {
        awaitRoom();
        if (abandoned || ended) {
            throw new IOException("nobody reads any more");
        }
        for (int done = 0; done < length; ) {
            ByteBuffer last = chunks.peekLast();
            if (last == null || last.limit() == last.capacity()) {
                last = ByteBuffer.wrap(Blocks.take()).limit(0);
                chunks.add(last);
            }
            int end = last.limit();
            int n = Math.min(length - done, last.capacity() - end);
            last.limit(end + n).put(end, bytes, offset + done, n);
            done += n;
        }
        held += length;
        notifyAll();
    }

    private synchronized void awaitRoom() throws IOException {
        lastRead = System.nanoTime();
        try {
            while (held > capacity && !abandoned && !ended) {
                long left = patience.toNanos() - (System.nanoTime() - lastRead);
                if (left <= 0) {
                    abandoned = true;
                    notifyAll();
                    throw new IOException("the reader has taken nothing for " + patience);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public synchronized boolean readerWaited() {
        boolean answer = waited;
        waited = false;
        return answer;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0; // InputStream.readNBytes asks so once it has what it wants.
        }
        awaitBytes();
        if (abandoned) {
            throw new IOException("closed");
        }
        int done = 0;
        for (ByteBuffer chunk = chunks.peek();
                chunk != null && done < length;
                chunk = chunks.peek()) {
            int n = Math.min(length - done, chunk.remaining());
            chunk.get(into, offset + done, n);
            done += n;
            if (!chunk.hasRemaining()) {
                Blocks.give(chunks.remove());
            }
        }
        held -= done;
        lastRead = System.nanoTime();
        notifyAll();
        return done == 0 ? -1 : done;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long all = 0;
        for (ByteBuffer chunk = take(); chunk.hasRemaining(); chunk = take()) {
            int from = chunk.arrayOffset() + chunk.position();
            out.write(chunk.array(), from, chunk.remaining());
            all += chunk.remaining();
            Blocks.give(chunk);
        }
        return all;
    }

    /**
     * What came first, without another copy; nothing at the end. To be given to {@link Blocks} when
     * it is done with.
     */
    synchronized ByteBuffer take() throws IOException {
        awaitBytes();
        if (abandoned) {
            throw new IOException("closed");
        }
        ByteBuffer chunk = chunks.isEmpty() ? ByteBuffer.allocate(0) : chunks.remove();
        held -= chunk.remaining();
        lastRead = System.nanoTime();
        notifyAll();
        return chunk;
    }

    @Override
    public synchronized int available() {
        return held;
    }

    @Override
    public synchronized void close() {
        abandoned = true;
        chunks.forEach(Blocks::give);
        chunks.clear();
        held = 0;
        notifyAll();
    }

    private synchronized void awaitBytes() throws IOException {
        try {
            while (chunks.isEmpty() && !ended && !abandoned) {
                waited = true;
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
