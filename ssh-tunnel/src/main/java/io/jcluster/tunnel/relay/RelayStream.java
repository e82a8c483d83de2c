package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.local.Blocks;
import io.jcluster.tunnel.local.LocalConnection;
import io.jcluster.tunnel.local.Outlet;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A local connection that goes on at the relay. */
final class RelayStream implements Outlet.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(RelayStream.class);

    /** Bytes that may be on their way. */
    private static final int WINDOW = 8 << 20;

    private static final int CREDIT_AT = WINDOW / 16;
    private static final int SMALLEST = 4 * 1024;

    private final Link link;
    private final int number;
    private final LocalConnection connection;
    private final Outlet outlet;
    private int credit = WINDOW;
    private int owed;
    private boolean allCame;
    private boolean allSent;
    private boolean allWritten;
    private boolean over;

    /**
     * @param workers run what the local connection has to be waited for
     */
    RelayStream(Link link, int number, LocalConnection connection, Executor workers) {
        this.link = link;
        this.number = number;
        this.connection = connection;
        this.outlet = new Outlet(connection, workers, this);
    }

    /** Local connection to relay, until it ends. */
    void send() {
        try {
            byte[] bytes = new byte[Frame.HEADER + SMALLEST];
            while (true) {
                int size = bytes.length - Frame.HEADER;
                int n = connection.read(bytes, Frame.HEADER, Math.min(size, awaitCredit()));
                if (n < 0) {
                    link.send(Frame.bare(Frame.END, number));
                    ended(true);
                    return;
                }
                spend(n);
                // What is kept until it is acknowledged shall not be much larger than it needs.
                boolean full = n > size / 4 * 3;
                byte[] own = full ? bytes : Arrays.copyOf(bytes, Frame.HEADER + n);
                if (!link.sendWhenThereIsRoom(Frame.data(number, own, n))) {
                    return;
                }
                if (full) {
                    boolean large = 4 * size >= Blocks.SIZE;
                    bytes = large ? Blocks.take() : new byte[Frame.HEADER + 2 * size];
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private synchronized int awaitCredit() throws IOException {
        try {
            while (!over && credit <= 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (over) {
            throw new IOException("the stream is over");
        }
        return credit;
    }

    private synchronized void spend(int n) {
        credit -= n;
    }

    /** The relay may be sent more. */
    synchronized void credit(int more) {
        credit += more;
        notifyAll();
    }

    /** The relay has sent some. */
    void data(byte[] bytes, int offset, int length) throws BrokenSessionException {
        synchronized (this) {
            if (over) {
                return;
            }
            if (allCame || outlet.available() + length > WINDOW) {
                throw new BrokenSessionException("the relay has sent more than it may");
            }
        }
        try {
            outlet.write(bytes, offset, length);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void taken(int bytes) {
        int now;
        synchronized (this) {
            owed += bytes;
            if (owed < CREDIT_AT) {
                return;
            }
            now = owed;
            owed = 0;
        }
        link.send(Frame.credit(number, now));
    }

    /** The relay has no more to send. */
    void allCame() {
        synchronized (this) {
            allCame = true;
        }
        outlet.close();
    }

    /** Nothing more goes into the local connection. */
    @Override
    public void over(Optional<IOException> failure) {
        try {
            if (failure.isPresent()) {
                throw failure.get();
            }
            connection.shutdownOutput();
            ended(false);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void ended(boolean sending) {
        synchronized (this) {
            allSent |= sending;
            allWritten |= !sending;
            if (over || !allSent || !allWritten) {
                return;
            }
            over = true;
        }
        link.forget(number);
        connection.close();
    }

    private void fail(IOException e) {
        if (reset()) {
            LOG.debug("stream {} has ended early", number, e);
            link.send(Frame.bare(Frame.RESET, number));
        }
    }

    /**
     * Ends the local connection, so that whoever holds it sees that it did not end well.
     *
     * @return false when it was over
     */
    boolean reset() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            notifyAll();
        }
        link.forget(number);
        connection.reset();
        outlet.close();
        return true;
    }
}
