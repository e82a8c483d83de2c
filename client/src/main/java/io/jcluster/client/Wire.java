package io.jcluster.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;

/**
 * The sockets to one controller and the one thread that touches them: ZeroMQ sockets belong to a
 * single thread. Others hand it work through {@link #run}.
 */
final class Wire implements AutoCloseable {

    /** The channels every client needs. The others cost a connection each, made at first use. */
    static final Set<Channel> USED =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Channel.REGISTRATION,
                            Channel.CONTROL,
                            Channel.MUX,
                            Channel.IOPUB,
                            Channel.NOTIFICATION));

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int EVENTS =
            ZMQ.EVENT_CONNECTED | ZMQ.EVENT_DISCONNECTED | ZMQ.EVENT_HANDSHAKE_PROTOCOL;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
    private static final int RECONNECT_FIRST_MILLIS = 100;
    private static final int RECONNECT_MAX_MILLIS = 2000;
    private static final int LARGE = 1 << 20;

    /** How far the connection of a channel has come. */
    enum State {
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

    /** What becomes of events. All calls come from the I/O thread. */
    interface Listener {
        void received(Channel channel, List<byte[]> frames);

        /** A connection is there, for the first time or again. */
        void greeted(Channel channel);

        /** Whether {@link #tick} is to be called soon even if nothing arrives. */
        boolean watchesTheClock();

        void tick(long now);

        /** No event will follow. */
        void ended();
    }

    private record Work(Runnable task, Runnable refused) {}

    /** What the I/O thread opens sockets with. */
    private record Station(ZContext context, ZMQ.Poller poller, List<Channel> order) {}

    private final ConnectionFile file;
    private final byte[] identity;
    private final Duration handshakeLimit;
    private final Listener listener;
    private final Map<Channel, State> states = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Work> work = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Pipe bell;
    private final EnumMap<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private Optional<Station> station = Optional.empty();
    private final Thread thread = new Thread(this::loop, "jcluster-client");
    private volatile boolean closing;
    private volatile boolean ended;

    /**
     * @param identity the name of the DEALER sockets. With a name of their own the controller
     *     delivers replies even after the connection was cut and made again
     * @param handshakeLimit after which a connection without a greeting is made anew. JeroMQ 0.6.0
     *     stalls in some 5 % of its handshakes with libzmq 4.3.4, and waits 30 s by default
     */
    Wire(ConnectionFile file, String identity, Duration handshakeLimit, Listener listener) {
        this.file = file;
        this.identity = identity.getBytes(StandardCharsets.US_ASCII);
        this.handshakeLimit = handshakeLimit;
        this.listener = listener;
        USED.forEach(channel -> states.put(channel, State.UNREACHED));
        try {
            bell = Pipe.open();
            bell.source().configureBlocking(false);
            bell.sink().configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe to wake the I/O thread with", e);
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Has the I/O thread do this.
     *
     * @param refused is run instead, by some thread, when that one has ended
     */
    void run(Runnable task, Runnable refused) {
        work.add(new Work(task, refused));
        wake();
        if (ended) {
            refuseWork();
        }
    }

    /** Sends; to be called by the I/O thread. */
    void send(Channel channel, Optional<String> route, List<byte[]> frames) {
        var socket = sockets.computeIfAbsent(channel, this::open);
        route.ifPresent(r -> socket.sendMore(r.getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            int more = i < frames.size() - 1 ? ZMQ.SNDMORE : 0;
            if (frame.length < LARGE) {
                socket.send(frame, more);
            } else {
                socket.sendByteBuffer(direct(frame), more);
            }
        }
    }

    /**
     * A copy outside the heap. From the heap the JDK copies all that is left of a buffer at each
     * write, of which the socket takes a few megabytes: half of 100 MB, forty times.
     */
    private static ByteBuffer direct(byte[] frame) {
        return ByteBuffer.allocateDirect(frame.length).put(frame).flip();
    }

    /** How far each connection has come. */
    Map<Channel, State> states() {
        return new EnumMap<>(states);
    }

    /** Ends the thread and the connections, in a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        wake();
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                bell.sink().write(ByteBuffer.allocate(1));
            } catch (IOException e) {
                LOG.trace("the I/O thread has ended", e);
            }
        }
    }

    private void loop() {
        try (var context = new ZContext();
                var source = bell.source();
                var sink = bell.sink();
                var poller = context.createPoller(USED.size() + 1)) {
            poller.register(source, ZMQ.Poller.POLLIN);
            var order = new ArrayList<Channel>();
            station = Optional.of(new Station(context, poller, order));
            USED.forEach(channel -> sockets.put(channel, open(channel)));
            LOG.trace("I/O starts; woken through {}", sink);
            while (!closing) {
                poller.poll(listener.watchesTheClock() ? TICK.toMillis() : -1);
                answerBell(source);
                for (int i = 0; i < order.size(); i++) {
                    if (poller.pollin(i + 1)) {
                        receive(order.get(i));
                    }
                }
                listener.tick(System.nanoTime());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The connection to the controller of {} ended", file.origin(), e);
        } finally {
            listener.ended();
            ended = true;
            refuseWork();
        }
    }

    private void answerBell(Pipe.SourceChannel source) throws IOException {
        source.read(ByteBuffer.allocate(64));
        woken.set(false);
        for (var next = work.poll(); next != null; next = work.poll()) {
            next.task().run();
        }
    }

    /** Whoever takes a piece of work from the queue is the only one who has it. */
    private void refuseWork() {
        for (var next = work.poll(); next != null; next = work.poll()) {
            next.refused().run();
        }
    }

    private void receive(Channel channel) {
        var socket = sockets.get(channel);
        // Bounded, so that one engine's flood of output does not keep the replies waiting.
        for (int i = 0; socket != null && i < 200; i++) {
            var frame = socket.recv(ZMQ.DONTWAIT);
            if (frame == null) {
                return;
            }
            var frames = new ArrayList<byte[]>();
            frames.add(frame);
            while (socket.hasReceiveMore()) {
                frames.add(socket.recv());
            }
            listener.received(channel, frames);
        }
    }

    private ZMQ.Socket open(Channel channel) {
        var here = station.orElseThrow();
        states.put(channel, State.UNREACHED);
        boolean publishes = channel == Channel.IOPUB || channel == Channel.NOTIFICATION;
        var socket = here.context().createSocket(publishes ? SocketType.SUB : SocketType.DEALER);
        // Without limits: at a limit a SUB drops messages in silence and a DEALER blocks us.
        socket.setHWM(0);
        socket.setHandshakeIvl((int) handshakeLimit.toMillis());
        socket.setReconnectIVL(RECONNECT_FIRST_MILLIS);
        socket.setReconnectIVLMax(RECONNECT_MAX_MILLIS);
        file.curveServerKey().ifPresent(key -> encrypt(socket, key));
        if (publishes) {
            socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        } else {
            socket.setIdentity(identity);
        }
        socket.setEventHook(event -> observe(channel, event), EVENTS);
        socket.connect(file.endpoint(channel));
        here.order().add(channel);
        here.poller().register(socket, ZMQ.Poller.POLLIN);
        return socket;
    }

    /** Any pair of keys will do: the controller keeps no list of clients. */
    private static void encrypt(ZMQ.Socket socket, String serverKey) {
        var pair = ZMQ.Curve.generateKeyPair();
        socket.setCurveServerKey(ZMQ.Curve.z85Decode(serverKey));
        socket.setCurvePublicKey(ZMQ.Curve.z85Decode(pair.publicKey));
        socket.setCurveSecretKey(ZMQ.Curve.z85Decode(pair.secretKey));
    }

    /** Called by a thread of JeroMQ's. */
    private void observe(Channel channel, ZEvent event) {
        switch (event.getEvent()) {
            case CONNECTED -> states.put(channel, State.CONNECTED);
            case HANDSHAKE_PROTOCOL -> {
                states.put(channel, State.GREETED);
                run(() -> listener.greeted(channel), () -> {});
            }
            default -> states.put(channel, State.LOST);
        }
    }
}
