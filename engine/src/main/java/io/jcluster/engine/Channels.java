package io.jcluster.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Link;
import io.jcluster.wire.Links;
import io.jcluster.wire.MalformedMessageException;
import io.jcluster.wire.Message;
import io.jcluster.wire.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one engine to its controller, beside its heart's. All of them bear the
 * engine's uuid, which is its session's id as well.
 */
final class Channels implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);

    /** What the hub says to an engine that it takes. */
    record Registered(int id, Duration beat) {}

    private final EngineFile file;
    private final Session session;
    private final Links links = new Links("jcluster-engine", () -> {});
    private final CompletableFuture<Message> registration = new CompletableFuture<>();
    private Optional<Link> hub = Optional.empty();
    private volatile Optional<Link> iopub = Optional.empty();
    private volatile int id = -1;

    Channels(EngineFile file) {
        this.file = file;
        this.session = new Session(file.signer());
        links.start();
    }

    /** The uuid. */
    String identity() {
        return session.id();
    }

    int id() {
        return id;
    }

    /**
     * Registers; empty when the hub does not answer in time.
     *
     * @param wanted the id to have, which the hub gives where it is free
     */
    Optional<Registered> register(Duration limit, Optional<Integer> wanted)
            throws InterruptedException {
        var link =
                connect(
                        ports().registration(),
                        Link.Role.DEALER,
                        new CountDownLatch(1),
                        (l, frames) -> decode(frames).ifPresent(registration::complete));
        hub = Optional.of(link);
        var content = Json.MESSAGES.createObjectNode().put("uuid", identity());
        wanted.ifPresent(rank -> content.put("id", rank));
        link.send(session.encode(session.request("registration_request", content)));
        try {
            var reply = registration.get(limit.toMillis(), TimeUnit.MILLISECONDS).content();
            id = reply.path("id").asInt();
            return Optional.of(
                    new Registered(id, Duration.ofMillis(reply.path("hb_period").asLong(3000))));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    /**
     * Connects what requests come by and output leaves by.
     *
     * @param control is given requests that are for now, by the I/O thread, as is
     * @param queued those that are worked off in turn
     * @return whether every connection was made within the limit
     */
    boolean open(Consumer<Request> control, Consumer<Request> queued, Duration limit)
            throws InterruptedException {
        var ports = new ArrayList<>(List.of(ports().mux(), ports().task()));
        if (!file.broadcast().isEmpty()) {
            ports.add(file.broadcast().get(id % file.broadcast().size()));
        }
        var greetings = new CountDownLatch(ports.size() + 2);
        iopub = Optional.of(connect(ports().iopub(), Link.Role.PUB, greetings, (l, f) -> {}));
        for (int port : ports) {
            connect(port, Link.Role.ROUTER, greetings, (l, f) -> receive(l, f, queued));
        }
        connect(ports().control(), Link.Role.ROUTER, greetings, (l, f) -> receive(l, f, control));
        return greetings.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    void reply(Request request, String type, ObjectNode content, ObjectNode metadata) {
        var frames = new ArrayList<ByteBuffer>();
        request.route().forEach(frame -> frames.add(ByteBuffer.wrap(frame)));
        frames.addAll(session.encode(message(type, request.message().header(), content, metadata)));
        request.answer().accept(frames);
    }

    /** Tells all clients. */
    void publish(String type, JsonNode parent, ObjectNode content) {
        var frames = new ArrayList<ByteBuffer>();
        frames.add(StandardCharsets.US_ASCII.encode("engine." + id + "." + type));
        frames.addAll(
                session.encode(
                        message(
                                type,
                                parent,
                                content,
                                Json.MESSAGES.createObjectNode().put("engine", identity()))));
        iopub.ifPresent(link -> link.send(frames));
    }

    /** Has the hub forget this engine at once; otherwise it would wait for missing heartbeats. */
    void unregister() {
        var content = Json.MESSAGES.createObjectNode().put("id", id);
        hub.ifPresent(
                link ->
                        link.send(
                                session.encode(
                                        session.request("unregistration_request", content))));
    }

    @Override
    public void close() {
        links.close();
    }

    private EngineFile.Ports ports() {
        return file.ports();
    }

    private Message message(String type, JsonNode parent, ObjectNode content, ObjectNode metadata) {
        var fresh = session.request(type, content);
        return new Message(fresh.header(), parent, metadata, content, List.of());
    }

    private void receive(Link link, List<byte[]> frames, Consumer<Request> taker) {
        int at = 0;
        while (at < frames.size() && !Arrays.equals(frames.get(at), DELIMITER)) {
            at++;
        }
        var route = List.copyOf(frames.subList(0, at));
        decode(frames).ifPresent(m -> taker.accept(new Request(m, route, link::send)));
    }

    private Optional<Message> decode(List<byte[]> frames) {
        try {
            return Optional.of(session.decode(frames));
        } catch (MalformedMessageException e) {
            LOG.warn("Ignored: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private interface Received {
        void by(Link link, List<byte[]> frames);
    }

    private Link connect(int port, Link.Role role, CountDownLatch greetings, Received received) {
        var counted = new AtomicBoolean();
        var listener =
                new Link.Listener() {
                    @Override
                    public void greeted(Link link) {
                        // Again after each loss.
                        if (counted.compareAndSet(false, true)) {
                            greetings.countDown();
                        }
                    }

                    @Override
                    public void received(Link link, List<byte[]> frames) {
                        received.by(link, frames);
                    }
                };
        var made = new CompletableFuture<Link>();
        links.run(
                () -> made.complete(links.connect(file.terms(port, role, identity()), listener)),
                () -> made.cancel(false));
        return made.join();
    }
}
