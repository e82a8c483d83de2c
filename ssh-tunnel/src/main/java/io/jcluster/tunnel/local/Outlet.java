package io.jcluster.tunnel.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way into a local connection, for a thread that must not wait for the program there. What the
 * program takes at once it gets at once, since another thread in between would cost a small message
 * more than its encryption does; the rest waits in a {@link Pipe} and follows on another thread.
 */
public final class Outlet extends OutputStream implements Backlog {

    /** Who hears what became of it; on any thread. */
    public interface Listener {

        /** The connection has taken so many bytes. */
        void taken(int bytes);

        /**
         * Nothing more goes in.
         *
         * @param failure empty when all went in
         */
        void over(Optional<IOException> failure);
    }

    private final LocalConnection connection;
    private final Executor workers;
    private final Listener listener;
    private final Pipe rest = new Pipe();
    private final OutputStream restSink = rest.sink();

    // Under the lock of this object.
    private boolean pouring;
    private boolean closed;
    private boolean over;
    private boolean ahead;

    /**
     * @param workers run what had to wait
     */
    public Outlet(LocalConnection connection, Executor workers, Listener listener) {
        this.connection = connection;
        this.workers = workers;
        this.listener = listener;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** By one thread at a time. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        if (goesStraight()) {
            // Nobody else writes: who pours begins only after the write that made it necessary.
            try {
                done = connection.offer(bytes, offset, length);
            } catch (IOException e) {
                end(Optional.of(e));
                throw e;
            }
            if (done > 0) {
                listener.taken(done);
            }
        }
        if (done < length) {
            restSink.write(bytes, offset + done, length - done);
            pour();
        }
    }

    private synchronized boolean goesStraight() throws IOException {
        if (over) {
            throw new IOException("the connection has ended");
        }
        ahead |= !pouring;
        return !pouring;
    }

    private void pour() throws IOException {
        synchronized (this) {
            if (pouring) {
                return;
            }
            pouring = true;
        }
        try {
            workers.execute(this::pourOut);
        } catch (RejectedExecutionException e) {
            IOException gone = new IOException("closed", e);
            end(Optional.of(gone));
            throw gone;
        }
    }

    private void pourOut() {
        try {
            while (!isDry()) {
                ByteBuffer chunk = rest.take();
                int size = chunk.remaining();
                connection.write(chunk);
                Blocks.give(chunk);
                listener.taken(size);
            }
        } catch (IOException e) {
            end(Optional.of(e));
        }
    }

    private boolean isDry() {
        synchronized (this) {
            if (rest.available() > 0) {
                return false;
            }
            pouring = false;
            if (!closed) {
                return true;
            }
        }
        end(Optional.empty());
        return true;
    }

    /** Nothing more comes; what waits still goes in. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (pouring) {
                return;
            }
        }
        end(Optional.empty());
    }

    private void end(Optional<IOException> failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        rest.close();
        listener.over(failure);
    }

    @Override
    public int available() {
        return rest.available();
    }

    @Override
    public synchronized boolean readerWaited() {
        boolean answer = ahead;
        ahead = false;
        return answer;
    }
}
