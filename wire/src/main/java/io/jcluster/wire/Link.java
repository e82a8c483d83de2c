package io.jcluster.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a ZeroMQ socket that listens, by ZMTP 3.0 (rfc.zeromq.org/spec/23), made again
 * whenever it is lost.
 *
 * <p>What is sent meanwhile is kept, and a message of which the system has not taken all is sent
 * from its beginning: the other side drops parts. What the system has taken may be lost with the
 * connection.
 */
public final class Link {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final Duration RECONNECT_FIRST = Duration.ofMillis(100);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    /** So that a link with a flood of output does not keep the others waiting. */
    private static final int READS_IN_A_TURN = 8;

    /** A message by which a SUB of ZMTP 3.0 asks for everything. */
    private static final byte[] SUBSCRIBE_TO_ALL = {1};

    /** What kind of socket this side is to the other. */
    public enum Role {
        DEALER,
        /** With one peer: what names it is not in the frames. */
        ROUTER,
        /** Of everything. */
        SUB,
        /** Of everything, whatever has been subscribed to: the other side drops the rest. */
        PUB
    }

    /** How far the connection has come. */
    public enum State {
        UNREACHED("not reached"),
        CONNECTED("connected, no ZeroMQ greeting"),
        GREETED("in order"),
        LOST("lost");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What is connected to, and as what.
     *
     * @param host a name or an address
     * @param identity the name of this side, in ASCII. By it a ROUTER delivers even after the
     *     connection was cut and made again
     * @param curveServerKey the other side's public key in Z85 where the link is encrypted
     * @param handshakeLimit after which a connection without a greeting is made anew
     */
    public record Terms(
            String host,
            int port,
            Role role,
            String identity,
            Optional<String> curveServerKey,
            Duration handshakeLimit) {

        /** The same as a ZeroMQ address. */
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }

        Terms as(String other) {
            return new Terms(host, port, role, other, curveServerKey, handshakeLimit);
        }
    }

    /** What becomes of events; called in the turn of the link's {@link Links}. */
    public interface Listener {
        /** The connection is there, for the first time or again. */
        void greeted(Link link);

        /** The frames of one message. */
        void received(Link link, List<byte[]> frames);
    }

    private final Links links;
    private final Listener listener;
    private Terms terms;
    private final Outbox outbox = new Outbox();
    private final List<byte[]> message = new ArrayList<>();
    private volatile State state = State.UNREACHED;
    private volatile long heardAt = System.nanoTime();
    private Duration reconnectAfter = RECONNECT_FIRST;
    private Optional<Wired> wired = Optional.empty();

    /** What there is only while there is a connection. */
    private record Wired(
            SocketChannel channel, SelectionKey key, Handshake handshake, FrameReader reader) {}

    Link(Links links, Terms terms, Listener listener) {
        this.links = links;
        this.terms = terms;
        this.listener = listener;
    }

    /** How far the connection has come; for any thread. */
    public State state() {
        return state;
    }

    /** When bytes last came, by {@link System#nanoTime}, a whole message or not; for any thread. */
    public long heardAt() {
        return heardAt;
    }

    /**
     * Sends a message, after those before it; for any thread. The frames are neither copied nor
     * moved, so that one may be sent through several links, and nobody may write to them after.
     */
    public void send(List<ByteBuffer> frames) {
        links.run(
                () -> {
                    outbox.add(frames);
                    wired.filter(w -> w.handshake().isOver()).ifPresent(this::write);
                },
                () -> LOG.debug("Not sent to {}: closed", terms));
    }

    /**
     * Makes the connection anew, by another name. A ROUTER takes messages of one that has the name
     * of another connection, and listens to none (libzmq without ZMQ_ROUTER_HANDOVER). To be called
     * in the turn of the links.
     */
    public void renew(String identity) {
        terms = terms.as(identity);
        wired.ifPresent(w -> lose(w, new IOException("it comes by another name")));
    }

    void connect() {
        try {
            var channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            var key = channel.register(links.selector(), SelectionKey.OP_CONNECT, this);
            var w = new Wired(channel, key, Handshake.of(terms), new FrameReader());
            wired = Optional.of(w);
            links.after(terms.handshakeLimit(), () -> giveUp(w));
            links.interestChanged();
            if (channel.connect(new InetSocketAddress(terms.host(), terms.port()))) {
                connected(w);
            }
        } catch (IOException | UnresolvedAddressException e) {
            drop();
            retry(e);
        }
    }

    /** Goes on with what the system says is possible. */
    void proceed(SelectionKey key) {
        wired.filter(w -> w.key() == key && key.isValid())
                .ifPresent(
                        w -> {
                            if (key.isConnectable()) {
                                finishConnecting(w);
                            } else {
                                if (key.isReadable()) {
                                    read(w);
                                }
                                if (key.isValid() && key.isWritable()) {
                                    write(w);
                                }
                            }
                        });
    }

    /** Ends the connection for good. */
    void drop() {
        wired.ifPresent(w -> end(w.channel()));
        wired = Optional.empty();
    }

    private void finishConnecting(Wired w) {
        try {
            if (w.channel().finishConnect()) {
                connected(w);
            }
        } catch (IOException e) {
            lose(w, e);
        }
    }

    private void connected(Wired w) {
        state = State.CONNECTED;
        w.key().interestOps(SelectionKey.OP_READ);
        outbox.say(w.handshake().greeting());
        outbox.say(w.handshake().mechanism().opening());
        write(w);
    }

    private void read(Wired w) {
        try {
            for (int i = 0; i < READS_IN_A_TURN; i++) {
                var buffer = links.incoming();
                int read = w.channel().read(buffer);
                if (read < 0) {
                    throw new IOException("the other side closed the connection");
                }
                heardAt = System.nanoTime();
                take(w, buffer.flip());
                // Once more: what came may have been much to read.
                heardAt = System.nanoTime();
                if (read == 0 || buffer.capacity() > read || !w.channel().isOpen()) {
                    return;
                }
            }
        } catch (IOException e) {
            lose(w, e);
        }
    }

    private void take(Wired w, ByteBuffer bytes) throws IOException {
        w.handshake().greet(bytes);
        while (w.handshake().hasGreeted() && w.channel().isOpen()) {
            var frame = w.reader().next(bytes, w.handshake().frameLimit());
            if (frame.isEmpty()) {
                return;
            }
            if (w.handshake().isOver()) {
                receive(w, frame.get());
            } else {
                shakeHands(w, frame.get());
            }
        }
    }

    private void shakeHands(Wired w, Frame frame) throws IOException {
        w.handshake().answer(frame).ifPresent(outbox::say);
        if (w.handshake().isOver()) {
            state = State.GREETED;
            reconnectAfter = RECONNECT_FIRST;
            var mechanism = w.handshake().mechanism();
            if (terms.role() == Role.SUB) {
                outbox.say(mechanism.seal(Frame.part(false, ByteBuffer.wrap(SUBSCRIBE_TO_ALL))));
            }
            outbox.open(mechanism);
            listener.greeted(this);
        }
        write(w);
    }

    private void receive(Wired w, Frame sealed) throws IOException {
        var frame = w.handshake().mechanism().open(sealed);
        if (frame.isCommand()) {
            Command.pong(frame).map(w.handshake().mechanism()::seal).ifPresent(outbox::say);
            write(w);
            return;
        }
        message.add(frame.bytes());
        if (!frame.hasMore() && terms.role() != Role.PUB) { // to which subscriptions come
            var whole = List.copyOf(message);
            message.clear();
            listener.received(this, whole);
        }
    }

    private void write(Wired w) {
        try {
            while (outbox.hasMore()) {
                var buffer = outbox.next(links.outgoing());
                int asked = buffer.remaining();
                int taken = w.channel().write(buffer);
                outbox.taken(taken);
                if (taken < asked) {
                    break;
                }
            }
            int wanted =
                    outbox.hasMore()
                            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                            : SelectionKey.OP_READ;
            if (w.key().interestOps() != wanted) {
                w.key().interestOps(wanted);
                links.interestChanged();
            }
        } catch (IOException e) {
            lose(w, e);
        }
    }

    private void giveUp(Wired w) {
        if (!w.handshake().isOver()) {
            lose(
                    w,
                    new IOException(
                            "no greeting within " + terms.handshakeLimit().toMillis() + " ms"));
        }
    }

    private void lose(Wired w, Exception why) {
        if (wired.filter(now -> now.channel() == w.channel()).isPresent()) {
            drop();
            retry(why);
        }
    }

    private void retry(Exception why) {
        LOG.debug(
                "{} to {}: {}",
                terms.role().name().toLowerCase(Locale.ROOT),
                terms,
                why.toString());
        if (state != State.UNREACHED) {
            state = State.LOST;
        }
        message.clear();
        outbox.close();
        links.after(reconnectAfter, this::connect);
        var doubled = reconnectAfter.multipliedBy(2);
        reconnectAfter = doubled.compareTo(RECONNECT_MAX) < 0 ? doubled : RECONNECT_MAX;
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A connection that cannot be closed", e);
        }
    }
}
