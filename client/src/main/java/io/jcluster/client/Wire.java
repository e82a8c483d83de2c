package io.jcluster.client;

import io.jcluster.wire.Link;
import io.jcluster.wire.Links;
import java.nio.ByteBuffer;
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

/** The channels of one controller, and one thread at a time that has to do with them. */
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

    /** What becomes of events; called by one thread at a time, see {@link #run}. */
    interface Listener {
        void received(Channel channel, List<byte[]> frames);

        /** A connection is there, for the first time or again. */
        void greeted(Channel channel);

        /** No event will follow. */
        void ended();
    }

    private final ConnectionFile file;
    private final Duration handshakeLimit;
    private final Listener listener;
    private final Links links;
    private final Map<Channel, Link> open = new ConcurrentHashMap<>();
    private String identity;

    /**
     * @param identity the name of this client's side. With a name of its own the controller
     *     delivers replies even after the connection was cut and made again
     * @param handshakeLimit after which a connection without a greeting is made anew
     */
    Wire(ConnectionFile file, String identity, Duration handshakeLimit, Listener listener) {
        this.file = file;
        this.identity = identity;
        this.handshakeLimit = handshakeLimit;
        this.listener = listener;
        this.links = new Links("jcluster-client", listener::ended);
    }

    void start() {
        links.start();
        run(() -> USED.forEach(this::link), () -> {});
    }

    /**
     * Has this done after what was brought before, by one thread at a time, which may be the
     * caller's.
     *
     * @param refused is run instead, by some thread, when all has ended
     */
    void run(Runnable task, Runnable refused) {
        links.run(task, refused);
    }

    /** Has this done later. */
    void after(Duration delay, Runnable task) {
        links.after(delay, task);
    }

    /** Sends, by way of a ROUTER to whom the route names. */
    void send(Channel channel, Optional<String> route, List<ByteBuffer> frames) {
        var all = new ArrayList<ByteBuffer>();
        route.ifPresent(r -> all.add(StandardCharsets.UTF_8.encode(r)));
        all.addAll(frames);
        link(channel).send(all);
    }

    /** Makes anew, with another name for this side, what has one. To be called in turn. */
    void renew(String other) {
        identity = other;
        open.forEach(
                (channel, link) -> {
                    if (!publishes(channel)) {
                        link.renew(other);
                    }
                });
    }

    private static boolean publishes(Channel channel) {
        return channel == Channel.IOPUB || channel == Channel.NOTIFICATION;
    }

    /** How far each connection has come. */
    Map<Channel, Link.State> states() {
        var states = new EnumMap<Channel, Link.State>(Channel.class);
        USED.forEach(channel -> states.put(channel, Link.State.UNREACHED));
        open.forEach((channel, link) -> states.put(channel, link.state()));
        return states;
    }

    /** When anything last came on a channel that is open, by {@link System#nanoTime}. */
    long heardAt(Channel channel) {
        return link(channel).heardAt();
    }

    /** Ends the connections, in a few seconds at most. */
    @Override
    public void close() {
        links.close();
    }

    private Link link(Channel channel) {
        return open.computeIfAbsent(channel, this::connect);
    }

    private Link connect(Channel channel) {
        return links.connect(
                new Link.Terms(
                        file.host(),
                        file.port(channel),
                        publishes(channel) ? Link.Role.SUB : Link.Role.DEALER,
                        identity,
                        file.curveServerKey(),
                        handshakeLimit),
                new Link.Listener() {
                    @Override
                    public void greeted(Link link) {
                        listener.greeted(channel);
                    }

                    @Override
                    public void received(Link link, List<byte[]> frames) {
                        listener.received(channel, frames);
                    }
                });
    }
}
