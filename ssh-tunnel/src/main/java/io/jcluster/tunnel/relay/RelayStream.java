package io.jcluster.tunnel.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A local connection that goes on at the relay. */
final class RelayStream {

    private static final Logger LOG = LoggerFactory.getLogger(RelayStream.class);

    /** Bytes that may be on their way. */
    private static final int WINDOW = 6 << 20;

    private static final int CREDIT_AT = WINDOW / 8;
    private static final int SMALLEST = 4 * 1024;

    /** A socket of the JDK takes no more at once (NioSocketImpl, 17). */
    private static final int LARGEST = 128 * 1024;

    private final Link link;
    private final int number;
    private final Socket socket;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int held;
    private int credit = WINDOW;
    private boolean allCame;
    private boolean allSent;
    private boolean allWritten;
    private boolean over;

    RelayStream(Link link, int number, Socket socket) {
        this.link = link;
        this.number = number;
        this.socket = socket;
    }

    /** Local connection to relay, until it ends. */
    void send() {
        try {
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[Frame.HEADER + SMALLEST];
            while (true) {
                int size = bytes.length - Frame.HEADER;
                int n = in.read(bytes, Frame.HEADER, Math.min(size, awaitCredit()));
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
                    bytes = new byte[Frame.HEADER + Math.min(2 * size, LARGEST)];
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Relay to local connection, until it ends. */
    void receive() {
        try {
            OutputStream out = socket.getOutputStream();
            int owed = 0;
            for (Optional<byte[]> piece = next(); piece.isPresent(); piece = next()) {
                out.write(piece.get());
                owed += piece.get().length;
                if (owed >= CREDIT_AT) {
                    link.send(Frame.credit(number, owed));
                    owed = 0;
                }
            }
            socket.shutdownOutput();
            ended(false);
        } catch (IOException e) {
            fail(e);
        }
    }

    private synchronized int awaitCredit() throws IOException {
        await(() -> credit > 0);
        return credit;
    }

    private synchronized void spend(int n) {
        credit -= n;
    }

    private synchronized Optional<byte[]> next() throws IOException {
        await(() -> !pieces.isEmpty() || allCame);
        Optional<byte[]> piece = Optional.ofNullable(pieces.poll());
        held -= piece.map(bytes -> bytes.length).orElse(0);
        return piece;
    }

    private synchronized void await(BooleanSupplier fact) throws IOException {
        try {
            while (!over && !fact.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (over) {
            throw new IOException("the stream is over");
        }
    }

    /** The relay may be sent more. */
    synchronized void credit(int more) {
        credit += more;
        notifyAll();
    }

    /** The relay has sent some. */
    synchronized void data(byte[] piece) throws BrokenSessionException {
        held += piece.length;
        if (held > WINDOW || allCame) {
            throw new BrokenSessionException("the relay has sent more than it may");
        }
        pieces.add(piece);
        notifyAll();
    }

    /** The relay has no more to send. */
    synchronized void allCame() {
        allCame = true;
        notifyAll();
    }

    private void ended(boolean sending) throws IOException {
        synchronized (this) {
            allSent |= sending;
            allWritten |= !sending;
            if (over || !allSent || !allWritten) {
                return;
            }
            over = true;
        }
        link.forget(number);
        socket.close();
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
            pieces.clear();
            notifyAll();
        }
        link.forget(number);
        Entrance.reset(socket);
        return true;
    }
}
