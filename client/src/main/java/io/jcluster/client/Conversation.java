package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said to one controller and what comes back: questions to the hub, requests to engines,
 * the engines' output. All but the constructor, {@link #ask}, {@link #submit} and the plain
 * accessors runs on the {@link Wire}'s thread, so the tables need no locks.
 */
final class Conversation implements Wire.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final ConnectionFile file;
    private final Session session;
    private final Wire wire;
    private final Engines engines;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Set<Channel> greeted = EnumSet.noneOf(Channel.class);
    private final Map<String, CompletableFuture<Message>> questions = new HashMap<>();
    private final Map<String, Outstanding> requests = new HashMap<>();
    private String listing = "";
    private volatile boolean over;

    Conversation(ConnectionFile file, Duration handshakeLimit, Consumer<EngineEvent> listener) {
        this.file = file;
        this.session = new Session(new Signer(file.signatureScheme(), file.key()));
        this.engines = new Engines(listener.andThen(this::forget));
        this.wire = new Wire(file, session.id(), handshakeLimit, this);
    }

    /** Begins; the result is there when every channel is, and the first list of engines. */
    CompletableFuture<Void> start() {
        wire.start();
        return ready;
    }

    Engines engines() {
        return engines;
    }

    Map<Channel, Wire.State> states() {
        return wire.states();
    }

    /** Whether nothing will come any more. */
    boolean isOver() {
        return over;
    }

    /** The hub's reply to a question, or an exception when the conversation is over. */
    CompletableFuture<Message> ask(String type, ObjectNode content) {
        var answer = new CompletableFuture<Message>();
        var question = session.request(type, content);
        wire.run(
                () -> {
                    if (over) {
                        answer.completeExceptionally(disconnected());
                        return;
                    }
                    questions.put(question.id(), answer);
                    wire.send(Channel.REGISTRATION, Optional.empty(), session.encode(question));
                },
                () -> answer.completeExceptionally(disconnected()));
        return answer;
    }

    /** Has the list of engines compared with the hub's; what differs shows in {@link #engines}. */
    void listEnginesAgain() {
        wire.run(
                () -> {
                    if (ready.isDone() && !over) {
                        listEngines();
                    }
                },
                () -> {});
    }

    /** Sends a request to an engine. */
    void submit(Channel channel, String type, ObjectNode content, Outstanding outstanding) {
        var request = session.request(type, content);
        wire.run(
                () -> {
                    if (over) {
                        disconnect(outstanding);
                        return;
                    }
                    // The relays drop what is for an unknown engine, without a word.
                    if (!engines.live().containsValue(outstanding.uuid())) {
                        lose(outstanding);
                        return;
                    }
                    requests.put(request.id(), outstanding);
                    wire.send(channel, Optional.of(outstanding.uuid()), session.encode(request));
                },
                () -> disconnect(outstanding));
    }

    @Override
    public void close() {
        wire.close();
    }

    @Override
    public void greeted(Channel channel) {
        greeted.add(channel);
        // Notifications are heard before the list is asked for, and the list is asked for again
        // after any reconnection, since notifications may have been missed.
        if (greeted.size() == Wire.USED.size()) {
            listEngines();
        }
    }

    @Override
    public void received(Channel channel, List<byte[]> frames) {
        Message message;
        try {
            message = session.decode(frames);
        } catch (MalformedMessageException e) {
            LOG.warn("Ignored on {} of {}: {}", channel.key(), file.origin(), e.getMessage());
            return;
        }
        switch (channel) {
            case NOTIFICATION -> notified(message);
            case REGISTRATION -> answered(message);
            case IOPUB -> {
                // All clients are told what any of them made engines print.
                if (message.parentSession().equals(session.id())) {
                    settle(message, r -> r.published(message, System.nanoTime()));
                }
            }
            case CONTROL, MUX, TASK, BROADCAST ->
                    settle(message, r -> r.replied(message.content(), System.nanoTime()));
        }
    }

    @Override
    public boolean watchesTheClock() {
        return requests.values().stream().anyMatch(Outstanding::watchesTheClock);
    }

    @Override
    public void tick(long now) {
        requests.values()
                .removeIf(
                        request -> {
                            request.tick(now);
                            return request.answer().isDone();
                        });
    }

    @Override
    public void ended() {
        over = true;
        engines.ended();
        requests.values().forEach(Conversation::disconnect);
        requests.clear();
        questions.values().forEach(question -> question.completeExceptionally(disconnected()));
        questions.clear();
        ready.completeExceptionally(disconnected());
    }

    private void listEngines() {
        engines.asked();
        var question = session.request("connection_request", Json.MESSAGES.createObjectNode());
        listing = question.id();
        wire.send(Channel.REGISTRATION, Optional.empty(), session.encode(question));
    }

    private void answered(Message message) {
        if (message.parentId().equals(listing)) {
            var list = new TreeMap<Integer, String>();
            message.content()
                    .path("engines")
                    .properties()
                    .forEach(e -> list.put(id(e.getKey()), e.getValue().asText()));
            engines.listed(list);
            ready.complete(null);
        }
        settle(message);
    }

    private void settle(Message reply) {
        Optional.ofNullable(questions.remove(reply.parentId()))
                .ifPresent(question -> question.complete(reply));
    }

    private void notified(Message message) {
        var engine = message.content();
        switch (message.type()) {
            case "registration_notification" ->
                    engines.heard(event(EngineEvent.Kind.ARRIVED, engine));
            case "unregistration_notification" ->
                    engines.heard(event(EngineEvent.Kind.LEFT, engine));
            case "shutdown_notification" -> {
                // It comes by another socket than the reply to whoever asked for it, at times
                // first.
                settle(message);
                ended();
            }
            default -> LOG.debug("Not a notification known here: {}", message.type());
        }
    }

    /** A dead engine answers nothing, so what it still owed ends here. */
    private void forget(EngineEvent event) {
        if (event.kind() == EngineEvent.Kind.LEFT) {
            requests.values()
                    .removeIf(
                            request -> {
                                boolean lost = request.uuid().equals(event.uuid());
                                if (lost) {
                                    lose(request);
                                }
                                return lost;
                            });
        }
    }

    private void settle(Message message, Consumer<Outstanding> step) {
        Optional.ofNullable(requests.get(message.parentId()))
                .ifPresent(
                        request -> {
                            step.accept(request);
                            if (request.answer().isDone()) {
                                requests.remove(message.parentId());
                            }
                        });
    }

    private static void lose(Outstanding request) {
        request.fail(
                RemoteError.Cause.ENGINE_LOST,
                "EngineLost",
                "the engine left before it had answered");
    }

    private static void disconnect(Outstanding request) {
        request.fail(
                RemoteError.Cause.DISCONNECTED,
                "Disconnected",
                "the client was closed, or the controller shut down");
    }

    ClientException disconnected() {
        return new ClientException(
                ClientException.Kind.DISCONNECTED,
                "the client of " + file.origin() + " was closed, or its controller shut down",
                "connect again, if the controller is still there");
    }

    private static EngineEvent event(EngineEvent.Kind kind, JsonNode engine) {
        return new EngineEvent(kind, engine.path("id").asInt(), engine.path("uuid").asText());
    }

    private static int id(String key) {
        return Integer.parseInt(key);
    }
}
