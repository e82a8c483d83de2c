package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
    private final Hub hub;
    private final Worlds worlds = new Worlds();
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
        this.hub = new Hub(file.origin(), conversation, this::lineReport);
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
                throw ConnectFailure.of(file, timeout, attempt, states);
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
        return new DirectView(this, ids(), this::direct);
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
        return new DirectView(this, chosen, this::direct);
    }

    /**
     * A view that leaves the choice of the engine to the controller: each task goes to one that is
     * free.
     */
    public LoadBalancedView loadBalancedView() {
        return new LoadBalancedView(this);
    }

    /**
     * A view of all engines there are now, to which each request is sent once and multiplied by the
     * controller.
     *
     * @throws ClientException {@code REFUSED} before ipyparallel 7.0
     */
    public BroadcastView broadcastView() {
        return new BroadcastView(this, ids());
    }

    /**
     * The MPI worlds the engines are in, those with the lowest engines first. Engines that were
     * started without MPI are worlds of one. Each engine is asked once.
     *
     * @throws ClientException {@code TIMED_OUT} when an engine computes and cannot be asked
     */
    public List<World> worlds(Duration timeout) {
        return worlds.of(view(), timeout);
    }

    /**
     * A view of the engines of a world, by rising id.
     *
     * @throws ClientException {@code ENGINE_LOST} when one has left
     */
    public DirectView view(World world) {
        return view(world.engines());
    }

    /**
     * What each live engine has to do.
     *
     * @throws ClientException {@code TIMED_OUT} or {@code REFUSED}
     */
    public List<QueueStatus> queueStatus(Duration timeout) {
        return hub.queueStatus(ids().keySet(), timeout);
    }

    /**
     * Has the controller strike engines off its list, and tell all clients so. It would find out by
     * itself when it has missed their heartbeats for a while: this is for those that are killed.
     *
     * @param uuids as of {@link #ids}; those that have left meanwhile are left out
     * @throws ClientException {@code TIMED_OUT}
     */
    public void dismiss(Collection<String> uuids, Duration timeout) {
        var live = ids();
        var requests =
                live.keySet().stream()
                        .filter(id -> uuids.contains(live.get(id)))
                        .map(id -> Json.MESSAGES.createObjectNode().put("id", id))
                        .map(content -> conversation.ask("unregistration_request", content))
                        .toList();
        long end = System.nanoTime() + timeout.toNanos();
        while (!Collections.disjoint(ids().values(), uuids)) {
            int now = ids().size();
            conversation.listEnginesAgain();
            if (System.nanoTime() - end >= 0 || !changed(now, end)) {
                throw new ClientException(
                        ClientException.Kind.TIMED_OUT,
                        "the controller of %s still lists engines that are to be gone"
                                .formatted(file.origin()),
                        "");
            }
        }
        requests.forEach(it -> it.cancel(false)); // Nobody answers them.
    }

    /**
     * The results of requests that any client has sent, this one before it was closed included:
     * what is done already and what is still to come, with the output. The controller keeps about a
     * thousand results in memory unless it is told otherwise.
     *
     * @param msgIds from {@link AsyncResult#msgIds()} or {@link #history}
     */
    public AsyncResult getResult(Collection<String> msgIds) {
        var expected = msgIds.stream().map(Outstanding::ofAnother).toList();
        conversation.fetch(expected);
        return new AsyncResult(this, expected);
    }

    /**
     * The ids of all requests the controller has a record of, by any client, oldest first.
     *
     * @throws ClientException {@code TIMED_OUT} or {@code REFUSED}
     */
    public List<String> history(Duration timeout) {
        return hub.history(timeout);
    }

    /**
     * Records of requests, as the controller keeps them.
     *
     * @param query in the manner of MongoDB: {@code {"msg_id": {"$in": [...]}}}; an empty object
     *     for all
     * @param keys what to return of each, without buffers; empty for everything
     * @throws ClientException {@code TIMED_OUT} or {@code REFUSED}
     */
    public List<JsonNode> dbQuery(ObjectNode query, Collection<String> keys, Duration timeout) {
        return hub.records(query, keys, timeout);
    }

    /**
     * Has the controller forget results that are done, which it would keep in its memory.
     *
     * @throws ClientException {@code TIMED_OUT}, or {@code REFUSED} when one is still pending
     */
    public void purgeResults(Collection<String> msgIds, Duration timeout) {
        hub.purge(msgIds, timeout);
    }

    /**
     * Has the controller forget all results that are done, of all clients.
     *
     * @throws ClientException {@code TIMED_OUT} or {@code REFUSED}
     */
    public void purgeEverything(Duration timeout) {
        hub.purgeEverything(timeout);
    }

    /**
     * Ends all engines and, if {@code hub}, the controller as well.
     *
     * @throws ClientException {@code TIMED_OUT} when one did not confirm
     */
    public void shutdown(boolean hub, Duration timeout) {
        view().shutdown(timeout);
        if (hub) {
            this.hub.shutdown(timeout);
        }
    }

    /** Ends the connections, in a few seconds at most. The engines keep running. */
    @Override
    public void close() {
        conversation.close();
        messenger.shutdown();
    }

    /** One request, sent to each of the engines by itself. */
    AsyncResult direct(SortedMap<Integer, String> targets, Request request) {
        var parts = new ArrayList<Outstanding>();
        targets.forEach(
                (id, uuid) -> {
                    var message = conversation.message(request);
                    var part = outstanding(message.id(), id, uuid, request);
                    parts.add(part);
                    conversation.submit(
                            request.channel(), Optional.of(uuid), message, List.of(part));
                });
        return new AsyncResult(this, parts);
    }

    /** One request, sent once and multiplied by the controller. */
    AsyncResult broadcast(SortedMap<Integer, String> targets, Request request) {
        var metadata = Json.MESSAGES.createObjectNode().put("is_broadcast", true);
        // A key that lacks makes the scheduler throw, and the request vanish (7.1).
        metadata.put("is_coalescing", false);
        var pairs = metadata.putArray("targets");
        targets.forEach((id, uuid) -> pairs.addArray().add(uuid).add(id));
        var sent = request.through(Channel.BROADCAST, metadata, false);
        var message = conversation.message(sent);
        var parts =
                targets.entrySet().stream()
                        .map(
                                e ->
                                        outstanding(
                                                message.id() + "_" + e.getValue(),
                                                e.getKey(),
                                                e.getValue(),
                                                sent))
                        .toList();
        if (!parts.isEmpty()) {
            conversation.submit(Channel.BROADCAST, Optional.empty(), message, parts);
        }
        return new AsyncResult(this, parts);
    }

    /** Requests for whichever engines are free. */
    AsyncResult balanced(List<Request> requests) {
        var parts = new ArrayList<Outstanding>();
        for (var request : requests) {
            var message = conversation.message(request);
            var part =
                    new Outstanding(
                            message.id(),
                            Optional.empty(),
                            request.hasOutput(),
                            request.replyBound());
            parts.add(part);
            conversation.submit(Channel.TASK, Optional.empty(), message, List.of(part));
        }
        return new AsyncResult(this, parts);
    }

    /** Drops requests from the queues of all engines, since a task may be with any of them. */
    void abort(Collection<String> msgIds, Duration timeout) {
        if (msgIds.isEmpty()) {
            return;
        }
        var content = Json.MESSAGES.createObjectNode();
        var ids = content.putArray("msg_ids");
        msgIds.forEach(ids::add);
        direct(ids(), Request.control("abort_request", content)).await(timeout);
    }

    /** Output of these as it comes, told by the messenger. */
    Subscription listen(List<Outstanding> parts, Consumer<Output> listener, boolean isKept) {
        Consumer<Output> messenger = output -> deliver(() -> listener.accept(output));
        Runnable begin =
                () ->
                        parts.forEach(
                                part -> {
                                    part.listen(messenger);
                                    if (!isKept && !part.answer().isDone()) {
                                        part.handOn();
                                    }
                                });
        conversation.run(begin, begin);
        return () ->
                conversation.run(() -> parts.forEach(part -> part.forget(messenger)), () -> {});
    }

    /** Has the messenger do this: one after the other, and not at all once this is closed. */
    void deliver(Runnable task) {
        try {
            messenger.execute(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            LOG.error("A listener failed", e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            LOG.trace("closed before a listener was told", e);
        }
    }

    /**
     * Whether engines can be signalled, and the controller has a broadcast channel: from 7.0 on.
     */
    boolean isBefore7() {
        return !file.ports().containsKey(Channel.BROADCAST);
    }

    String origin() {
        return file.origin();
    }

    private static Outstanding outstanding(String msgId, int id, String uuid, Request request) {
        return new Outstanding(
                msgId,
                Optional.of(new EngineEvent(EngineEvent.Kind.ARRIVED, id, uuid)),
                request.hasOutput(),
                request.replyBound());
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

    /** Called in the turn of the {@link Wire}, which must not wait for what listeners do. */
    private void tell(EngineEvent event) {
        // Only those that listen now: the task may run after a later one has seen the engine.
        var now = List.copyOf(listeners);
        if (!now.isEmpty()) {
            deliver(() -> now.forEach(listener -> listener.accept(event)));
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

    /** Whether every connection to the controller stands; one that is lost is made again. */
    public boolean isConnected() {
        return conversation.states().values().stream()
                .allMatch(state -> state == Link.State.GREETED);
    }

    /** The connections that are not in order, as the end of a sentence. */
    String lineReport() {
        var broken =
                conversation.states().entrySet().stream()
                        .filter(e -> e.getValue() != Link.State.GREETED)
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

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
