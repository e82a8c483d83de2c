package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Link;
import io.jcluster.wire.MalformedMessageException;
import io.jcluster.wire.Message;
import io.jcluster.wire.Session;
import io.jcluster.wire.Signer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
 * the engines' output. All of it is done by one thread at a time, see {@link Wire#run}, so the
 * tables need no locks.
 */
final class Conversation implements Wire.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private static final Duration TICK = Duration.ofMillis(50);

    /** For a hub to answer on a connection that is new: it does so at once, or is very busy. */
    private static final Duration FIRST_HEARING = Duration.ofSeconds(2);

    private static final Duration LAST_HEARING = Duration.ofMinutes(1);

    private final ConnectionFile file;
    private final Session session;
    private final Wire wire;
    private final Engines engines;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Set<Channel> greeted = EnumSet.noneOf(Channel.class);
    private final Map<String, CompletableFuture<Message>> questions = new HashMap<>();
    private final Map<String, Outstanding> requests = new HashMap<>();
    private final Set<Outstanding> clocked = new LinkedHashSet<>();
    private final Reconciliation reconciliation;

    /** The question for the list of engines, until it is answered. */
    private Optional<String> listing = Optional.empty();

    private Duration hearing = FIRST_HEARING;
    private int names;
    private boolean watching;
    private volatile boolean over;

    Conversation(ConnectionFile file, Duration handshakeLimit, Consumer<EngineEvent> listener) {
        this.file = file;
        this.session = new Session(new Signer(file.signatureScheme(), file.key()));
        this.engines = new Engines(listener.andThen(this::forget));
        this.wire = new Wire(file, session.id(), handshakeLimit, this);
        this.reconciliation = new Reconciliation(requests, engines);
    }

    /** Begins; the result is there when every channel is, and the first list of engines. */
    CompletableFuture<Void> start() {
        wire.start();
        return ready;
    }

    Engines engines() {
        return engines;
    }

    Map<Channel, Link.State> states() {
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

    /** A message that is to be sent, whose id is known before it is. */
    Message message(Request request) {
        return session.request(
                request.type(), request.content(), request.metadata(), request.buffers());
    }

    /**
     * Sends a message.
     *
     * @param route the engine, where the channel leads to one
     * @param expected the answers to it
     */
    void submit(
            Channel channel, Optional<String> route, Message message, List<Outstanding> expected) {
        wire.run(
                () -> {
                    if (over) {
                        expected.forEach(Conversation::disconnect);
                        return;
                    }
                    // The relays drop what is for an unknown engine, without a word.
                    var live = engines.live();
                    int reachable = 0;
                    for (var outstanding : expected) {
                        if (outstanding.uuid().filter(id -> !live.containsValue(id)).isPresent()) {
                            lose(outstanding);
                        } else {
                            requests.put(outstanding.msgId(), outstanding);
                            reachable++;
                        }
                    }
                    if (reachable > 0) {
                        wire.send(channel, route, session.encode(message));
                    }
                },
                () -> expected.forEach(Conversation::disconnect));
    }

    /** Asks the hub for answers until it has them: to requests another client has sent. */
    void fetch(List<Outstanding> expected) {
        wire.run(
                () -> {
                    for (var outstanding : expected) {
                        var own = requests.putIfAbsent(outstanding.msgId(), outstanding);
                        if (over) {
                            disconnect(outstanding);
                        } else if (own == null) {
                            reconciliation.doubt(outstanding);
                        } else {
                            var unused = own.answer().thenAccept(outstanding.answer()::complete);
                        }
                    }
                    watchTheClock();
                },
                () -> expected.forEach(Conversation::disconnect));
    }

    /** Has this done in turn with all else that touches what is outstanding. */
    void run(Runnable task, Runnable refused) {
        wire.run(task, refused);
    }

    @Override
    public void close() {
        wire.close();
    }

    @Override
    public void greeted(Channel channel) {
        boolean again = !greeted.add(channel);
        // Notifications are heard before the list is asked for, and the list is asked for again
        // after any reconnection, since notifications may have been missed. So may replies: the
        // controller drops what is for a client that is away.
        if (greeted.containsAll(Wire.USED)) {
            listEngines();
        }
        if (again) {
            var asked = listing;
            wire.after(hearing, () -> beHeard(asked));
            requests.values().stream()
                    .filter(Outstanding::isRecorded)
                    .forEach(reconciliation::doubt);
            watchTheClock();
        }
    }

    /**
     * Comes by another name where the controller takes no notice: it holds on to the connection
     * from before, as a relay does for a peer that may come back and will not, or an sshd that has
     * not noticed a cut. What it sends there is asked for from the hub.
     */
    private void beHeard(Optional<String> asked) {
        if (asked.isPresent()
                && asked.equals(listing)
                && !over
                && wire.states().get(Channel.REGISTRATION) == Link.State.GREETED) {
            Duration twice = hearing.multipliedBy(2);
            hearing = twice.compareTo(LAST_HEARING) < 0 ? twice : LAST_HEARING;
            LOG.debug("{} does not hear this client, which comes anew", file.origin());
            wire.renew(session.id() + "." + ++names);
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
                    settle(message, r -> r.published(message, sender(message), System.nanoTime()));
                }
            }
            case CONTROL, MUX, TASK, BROADCAST ->
                    settle(message, r -> r.replied(message, sender(message), System.nanoTime()));
        }
    }

    /** Looks at the clock from time to time, as long as anything has a limit. */
    private void watchTheClock() {
        if (!watching && !over && (!clocked.isEmpty() || reconciliation.isAtWork())) {
            watching = true;
            wire.after(
                    TICK,
                    () -> {
                        watching = false;
                        tick(System.nanoTime());
                        watchTheClock();
                    });
        }
    }

    private void tick(long now) {
        long outputAt = wire.heardAt(Channel.IOPUB);
        clocked.removeIf(
                request -> {
                    request.tick(now, outputAt);
                    if (request.answer().isDone()) {
                        requests.remove(request.msgId());
                    }
                    return request.answer().isDone();
                });
        reconciliation
                .nextQuestion(now)
                .ifPresent(
                        content -> {
                            var question = session.request("db_request", content);
                            reconciliation.asked(question.id());
                            wire.send(
                                    Channel.REGISTRATION,
                                    Optional.empty(),
                                    session.encode(question));
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
        listing = Optional.of(question.id());
        wire.send(Channel.REGISTRATION, Optional.empty(), session.encode(question));
    }

    private void answered(Message message) {
        if (listing.equals(Optional.of(message.parentId()))) {
            listing = Optional.empty();
            hearing = FIRST_HEARING;
            var list = new TreeMap<Integer, String>();
            message.content()
                    .path("engines")
                    .properties()
                    .forEach(e -> list.put(id(e.getKey()), e.getValue().asText()));
            engines.listed(list);
            ready.complete(null);
        }
        reconciliation.answered(message, System.nanoTime());
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
                                boolean lost = request.uuid().equals(Optional.of(event.uuid()));
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
                                clocked.remove(request);
                            } else if (request.watchesTheClock()) {
                                clocked.add(request);
                                watchTheClock();
                            } else {
                                clocked.remove(request);
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

    private int sender(Message message) {
        return engines.idOf(message.metadata().path("engine").asText());
    }

    private static EngineEvent event(EngineEvent.Kind kind, JsonNode engine) {
        return new EngineEvent(kind, engine.path("id").asInt(), engine.path("uuid").asText());
    }

    private static int id(String key) {
        return Integer.parseInt(key);
    }
}
