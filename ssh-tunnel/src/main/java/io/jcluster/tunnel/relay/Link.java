package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.local.LocalConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session as the relay knows it, with its streams, over whatever carries them. */
final class Link implements Incoming.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int STREAMS = 256;
    private static final int BUFFER = 128 * 1024;

    private final byte[] name = Handshake.random(Handshake.NAME);
    private final Outgoing outgoing = new Outgoing();
    private final Incoming incoming = new Incoming(this);
    private final Map<Integer, RelayStream> streams = new ConcurrentHashMap<>();
    private final Executor workers;
    private int lastStream;
    private boolean over;
    private volatile boolean begun;

    /** Done when nothing more comes over the carrier. */
    private volatile CountDownLatch heardOut = new CountDownLatch(0);

    Link(Executor workers) {
        this.workers = workers;
    }

    /** Makes itself known to the relay. */
    Handshake introduce(Wire wire, RelayKey key) throws IOException {
        return Handshake.on(wire, key, name, !begun, incoming.received());
    }

    /**
     * Goes through a carrier until it is cut.
     *
     * @param received what the relay has said that it has
     */
    void carry(Wire wire, long received) throws IOException {
        int carrier = outgoing.resume(received);
        begun = true;
        incoming.hear();
        CountDownLatch end = new CountDownLatch(1);
        heardOut = end;
        workers.execute(() -> write(carrier, wire));
        try {
            incoming.read(wire.in(), new byte[BUFFER]);
        } finally {
            end.countDown();
        }
    }

    private void write(int carrier, Wire wire) {
        try (wire) {
            outgoing.carry(carrier, wire.out());
        } catch (IOException e) {
            LOG.debug("the carrier was cut", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When something came last, by {@link System#nanoTime}. */
    long heard() {
        return incoming.heard();
    }

    /** Bytes of local connections that are here. */
    long waiting() {
        return outgoing.payload();
    }

    boolean hasStreams() {
        return !streams.isEmpty();
    }

    /** A local connection begins. */
    void open(LocalConnection connection, HostPort there) {
        RelayStream stream;
        synchronized (this) {
            if (over || streams.size() >= STREAMS) {
                connection.reset();
                return;
            }
            stream = new RelayStream(this, ++lastStream, connection, workers);
            streams.put(lastStream, stream);
            outgoing.add(Frame.open(lastStream, there.host() + ":" + there.port()));
        }
        try {
            workers.execute(stream::send);
        } catch (RejectedExecutionException e) {
            stream.reset(); // closed meanwhile
        }
    }

    void forget(int stream) {
        streams.remove(stream);
    }

    boolean send(Frame frame) {
        return outgoing.add(frame);
    }

    boolean sendWhenThereIsRoom(Frame frame) {
        return outgoing.put(frame);
    }

    @Override
    public void acknowledge() {
        outgoing.add(Frame.came(Frame.ACK, incoming.received()));
    }

    /** Wants a sign of life. */
    void ask() {
        outgoing.add(Frame.came(Frame.ASK, incoming.received()));
    }

    @Override
    public void data(int stream, byte[] bytes, int offset, int length) throws IOException {
        RelayStream to = streams.get(stream);
        if (to != null) {
            to.data(bytes, offset, length);
        }
    }

    @Override
    public void word(byte kind, int stream, long value) throws IOException {
        if (kind == Frame.ACK) {
            if (!outgoing.acknowledged(value)) {
                throw new BrokenSessionException("the relay says that it has what was never sent");
            }
            return;
        }
        RelayStream to = streams.get(stream);
        if (to == null) {
            return;
        }
        switch (kind) {
            case Frame.END -> to.allCame();
            case Frame.RESET -> to.reset();
            default -> to.credit((int) value);
        }
    }

    /**
     * Tells the relay that this is the end, and waits until it has hung up: a socket that is closed
     * before all has been read from it takes back what was sent last.
     */
    void sayGoodbye(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        outgoing.add(Frame.bare(Frame.BYE, 0));
        outgoing.awaitWritten(limit);
        if (!heardOut.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            LOG.debug("the relay has not answered the goodbye");
        }
    }

    /** Nothing goes on from here: what is open is reset. */
    void end() {
        synchronized (this) {
            over = true;
        }
        outgoing.end();
        List.copyOf(streams.values()).forEach(RelayStream::reset);
    }
}
