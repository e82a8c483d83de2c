package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an ipyparallel controller, version 6.3 to 9.x: its engines, and code to run on
 * them. It survives a cut line: when the ports can be reached again, so can the engines.
 *
 * <p>May be used by several threads at once.
 */
public final class Client implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);
    private static final Duration FIRST_HANDSHAKE_LIMIT = Duration.ofSeconds(1);
    private static final Duration LIST_AGAIN = Duration.ofSeconds(1);
    private static final int ATTEMPT_IN_HANDSHAKES = 3;

    private final ConnectionFile file;
    private final Conversation conversation;
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService messenger =
            Executors.newSingleThreadExecutor(
                    task -> {
                        var thread = new Thread(task, "jcluster-client-events");
                        thread.setDaemon(true);
                        return thread;
                    });

    private Client(ConnectionFile file, Duration handshakeLimit) {
        this.file = file;
        this.conversation = new Conversation(file, handshakeLimit, this::tell);
    }

    /**
     * A client that has spoken to the controller and hears its engines.
     *
     * @param timeout the limit for all attempts together
     * @throws ClientException {@code CANNOT_CONNECT}
     */
    public static Client connect(ConnectionFile file, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        // Each attempt has fresh sockets under a fresh name, since the controller may still hold
        // the
        // old name for alive, and twice the patience: a handshake takes four round trips.
        var handshakeLimit = FIRST_HANDSHAKE_LIMIT;
        for (int attempt = 1; ; attempt++) {
            var client = new Client(file, handshakeLimit);
            long left = end - System.nanoTime();
            long patience = handshakeLimit.multipliedBy(ATTEMPT_IN_HANDSHAKES).toNanos();
            if (client.start(Duration.ofNanos(Math.max(0, Math.min(left, patience))))) {
                return client;
            }
            var states = client.conversation.states();
            client.close();
            if (left <= patience) {
                throw cannotConnect(file, timeout, attempt, states);
            }
            LOG.debug("No answer from {} in attempt {}: {}", file, attempt, states);
            handshakeLimit = handshakeLimit.multipliedBy(2);
        }
    }

    /** The engines of this moment: id to uuid, which changes when an id is taken over. */
    public SortedMap<Integer, String> ids() {
        return conversation.engines().live();
    }

    /**
     * Has arrivals and departures reported, one at a time, by a thread of this client, until what
     * is returned is closed.
     */
    public Subscription onEngineChange(Consumer<EngineEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A listener's registration. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until at least so many engines are registered.
     *
     * @param progress is given the number of engines at the start and after each change, by the
     *     calling thread
     * @throws ClientException {@code TIMED_OUT}, or {@code DISCONNECTED} when the controller shuts
     *     down
     */
    public void awaitEngines(int count, Duration timeout, IntConsumer progress) {
        long end = System.nanoTime() + timeout.toNanos();
        int told = -1;
        while (true) {
            int now = ids().size();
            if (now != told) {
                progress.accept(now);
                told = now;
            }
            if (now >= count) {
                return;
            }
            if (conversation.isOver()) {
                throw conversation.disconnected();
            }
            if (System.nanoTime() - end >= 0 || !changed(now, end)) {
                throw tooFew(count, timeout);
            }
            // A publisher takes a subscription some time after it has greeted the subscriber: what
            // it says in between is heard by nobody, and it does not say it twice.
            if (ids().size() == now) {
                conversation.listEnginesAgain();
            }
        }
    }

    /** A view of all engines there are now. */
    public DirectView view() {
        return new DirectView(this, ids());
    }

    /**
     * A view of some engines.
     *
     * @throws ClientException {@code ENGINE_LOST} when one is not there
     */
    public DirectView view(Collection<Integer> ids) {
        var live = ids();
        var chosen = new TreeMap<Integer, String>();
        for (int id : ids) {
            var uuid = live.get(id);
            if (uuid == null) {
                throw new ClientException(
                        ClientException.Kind.ENGINE_LOST,
                        "there is no engine " + id + "; engines: " + EngineIds.text(live.keySet()),
                        "");
            }
            chosen.put(id, uuid);
        }
        return new DirectView(this, chosen);
    }

    /**
     * What each live engine has to do.
     *
     * @throws ClientException {@code TIMED_OUT} or {@code REFUSED}
     */
    public List<QueueStatus> queueStatus(Duration timeout) {
        var live = ids().keySet();
        var content = Json.MESSAGES.createObjectNode();
        // Without targets the hub reports dead engines as well, in all versions.
        var targets = content.putArray("targets");
        live.forEach(targets::add);
        if (live.isEmpty() && !conversation.isOver()) {
            return List.of();
        }
        var reply = ask("queue_request", content, timeout);
        return live.stream()
                .filter(id -> reply.has(id.toString()))
                .map(id -> queueStatus(id, reply.get(id.toString())))
                .toList();
    }

    /**
     * Ends all engines and, if {@code hub}, the controller as well.
     *
     * @throws ClientException {@code TIMED_OUT} when one did not confirm
     */
    public void shutdown(boolean hub, Duration timeout) {
        var content = Json.MESSAGES.createObjectNode().put("restart", false);
        // An engine that is gone before it could answer has done what was asked.
        submit(ids(), Channel.CONTROL, "shutdown_request", content, false, timeout).await(timeout);
        if (hub) {
            ask("shutdown_request", Json.MESSAGES.createObjectNode(), timeout);
        }
    }

    /** Ends the connections, in a few seconds at most. The engines keep running. */
    @Override
    public void close() {
        conversation.close();
        messenger.shutdown();
    }

    /**
     * One request, sent to each of the engines.
     *
     * @param hasOutput whether the engines announce the end of output
     * @param replyBound how long after that announcement a reply is still expected
     */
    AsyncResult submit(
            SortedMap<Integer, String> targets,
            Channel channel,
            String type,
            ObjectNode content,
            boolean hasOutput,
            Duration replyBound) {
        var answers = new TreeMap<Integer, CompletableFuture<EngineAnswer>>();
        targets.forEach(
                (id, uuid) -> {
                    var outstanding = new Outstanding(id, uuid, hasOutput, replyBound);
                    answers.put(id, outstanding.answer());
                    conversation.submit(channel, type, content, outstanding);
                });
        return new AsyncResult(answers, this::lineReport);
    }

    private JsonNode ask(String type, ObjectNode content, Duration timeout) {
        Message reply;
        try {
            reply = conversation.ask(type, content).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unanswered(type, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(type, timeout);
        } catch (ExecutionException e) {
            throw conversation.disconnected();
        }
        if (reply.type().equals("hub_error")) {
            throw new ClientException(
                    ClientException.Kind.REFUSED,
                    "the controller of %s refused %s: %s: %s"
                            .formatted(
                                    file.origin(),
                                    type,
                                    reply.content().path("ename").asText(),
                                    reply.content().path("evalue").asText()),
                    "");
        }
        return reply.content();
    }

    private boolean start(Duration patience) {
        try {
            conversation.start().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs on the I/O thread, which must not wait for what listeners do. */
    private void tell(EngineEvent event) {
        // Only those that listen now: the task may run after a later one has seen the engine.
        var now = List.copyOf(listeners);
        if (!now.isEmpty()) {
            messenger.execute(() -> now.forEach(listener -> listener.accept(event)));
        }
    }

    private boolean changed(int count, long end) {
        try {
            long soon = System.nanoTime() + LIST_AGAIN.toNanos();
            conversation.engines().awaitOtherThan(count, end - soon < 0 ? end : soon);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static QueueStatus queueStatus(int engine, JsonNode counts) {
        return new QueueStatus(
                engine,
                counts.path("queue").asInt(),
                counts.path("completed").asInt(),
                counts.path("tasks").asInt());
    }

    /** The connections that are not in order, as the end of a sentence. */
    private String lineReport() {
        var broken =
                conversation.states().entrySet().stream()
                        .filter(e -> e.getValue() != Wire.State.GREETED)
                        .map(e -> e.getKey().key() + " " + e.getValue())
                        .toList();
        return broken.isEmpty()
                ? ""
                : "; connection to the controller: " + String.join(", ", broken);
    }

    private ClientException tooFew(int count, Duration timeout) {
        return new ClientException(
                ClientException.Kind.TIMED_OUT,
                "%d of %d engines had registered at %s after %s s%s"
                        .formatted(
                                ids().size(), count, file.origin(), seconds(timeout), lineReport()),
                "look at the engines' output; they give up when their nodes cannot reach the"
                        + " controller");
    }

    private ClientException unanswered(String type, Duration timeout) {
        return new ClientException(
                ClientException.Kind.TIMED_OUT,
                "the controller of %s did not answer %s within %s s%s"
                        .formatted(file.origin(), type, seconds(timeout), lineReport()),
                "look whether the controller's job still runs and the line is up");
    }

    /** The wire cannot tell a wrong key from silence, so all causes are named. */
    private static ClientException cannotConnect(
            ConnectionFile file, Duration timeout, int attempts, Map<Channel, Wire.State> states) {
        var seen = new StringJoiner("\n  | ", "\n  | ", "");
        states.forEach((c, state) -> seen.add(file.endpoint(c) + " " + c.key() + ": " + state));
        return new ClientException(
                ClientException.Kind.CANNOT_CONNECT,
                "the controller of %s did not answer within %s s, asked %d times%s"
                        .formatted(file.origin(), seconds(timeout), attempts, seen),
                "one of three: the line is dead or the controller gone (is its job running, the"
                        + " tunnel up?); the key is wrong (is the file from this run of the"
                        + " controller?); only one side uses CURVE, or with another server key");
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
