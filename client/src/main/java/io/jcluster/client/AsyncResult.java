package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The answers to one call, which arrive one by one: of a direct or broadcast view one from each
 * engine, by rising id; of a load-balanced view one to each task, in the order of submission.
 *
 * <p>May be used by several threads at once, and waited for more than once. What is asked of it
 * without a time limit never waits.
 */
public final class AsyncResult {

    private static final double NANOS = 1e9;

    private final Client client;
    private final List<Outstanding> parts;

    AsyncResult(Client client, Collection<Outstanding> parts) {
        this.client = client;
        this.parts = List.copyOf(parts);
    }

    /** Several results as one, in this order; engines may occur more than once. */
    static AsyncResult all(Client client, List<AsyncResult> results) {
        return new AsyncResult(client, results.stream().flatMap(r -> r.parts.stream()).toList());
    }

    /** How many answers there will be. */
    public int size() {
        return parts.size();
    }

    /** The ids of the requests, with which any client can ask for the results later. */
    public List<String> msgIds() {
        return parts.stream().map(Outstanding::msgId).toList();
    }

    /** The answers that are there already, in order. */
    public List<EngineAnswer> answers() {
        return parts.stream()
                .map(Outstanding::answer)
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
    }

    /** The engines whose answer is still to come, as far as it is known which they are. */
    public List<Integer> pending() {
        return engines(parts.stream().filter(part -> !part.answer().isDone()));
    }

    /**
     * The engines that have begun and have not finished: those inside a collective, for instance.
     */
    public List<Integer> running() {
        return engines(parts.stream().filter(Outstanding::isRunning));
    }

    /** The engines that have not begun, as far as they have been heard. */
    public List<Integer> waiting() {
        return engines(parts.stream().filter(part -> !part.answer().isDone() && !part.hasBegun()));
    }

    /** Whether all answers are there. */
    public boolean ready() {
        return parts.stream().allMatch(part -> part.answer().isDone());
    }

    /** Whether all answers are there, and none is an error. */
    public boolean successful() {
        return ready() && answers().stream().allMatch(EngineAnswer::succeeded);
    }

    /** How many answers are there; {@link #size()} when ready. */
    public int progress() {
        return (int) parts.stream().filter(part -> part.answer().isDone()).count();
    }

    /** The time since the submission; when ready, that until the last answer. */
    public Duration elapsed() {
        return ready() ? wallTime() : Duration.between(submitted(), Instant.now());
    }

    /** The time from the first submission to the last answer, of those that are there. */
    public Duration wallTime() {
        var last =
                metadata().stream()
                        .flatMap(m -> m.received().stream())
                        .max(Comparator.naturalOrder());
        return last.map(end -> Duration.between(submitted(), end)).orElse(Duration.ZERO);
    }

    /** What the engines' times add up to: how long one engine alone would have taken. */
    public Duration serialTime() {
        return metadata().stream()
                .flatMap(m -> m.duration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** How many times as fast as one engine: serial time by wall time; 0 before any answer. */
    public double speedUp() {
        var wall = wallTime();
        return wall.isZero() ? 0 : (double) serialTime().toNanos() / wall.toNanos();
    }

    /** When and where each request ran whose answer is there. */
    public List<TaskMetadata> metadata() {
        return answers().stream().map(EngineAnswer::metadata).toList();
    }

    /**
     * All answers in order, those with an error included.
     *
     * @throws ClientException {@code TIMED_OUT}: the code keeps running, and waiting again is
     *     possible
     */
    public List<EngineAnswer> await(Duration timeout) {
        try {
            whole().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw timedOut(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw timedOut(timeout);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never exceptional", e);
        }
        return answers();
    }

    /**
     * All answers in order, none of which is an error.
     *
     * @throws ClientException also {@code ENGINE_LOST}, {@code REMOTE_ERROR} or {@code
     *     DISCONNECTED} when one did
     */
    public List<EngineAnswer> awaitSuccess(Duration timeout) {
        var arrived = await(timeout);
        var errors = arrived.stream().flatMap(a -> a.error().stream()).toList();
        if (!errors.isEmpty()) {
            throw failed(errors, arrived.size());
        }
        return arrived;
    }

    /**
     * The values in order; JSON's null where none was asked for.
     *
     * @throws ClientException as {@link #awaitSuccess}
     */
    public List<JsonNode> get(Duration timeout) {
        return awaitSuccess(timeout).stream()
                .map(answer -> answer.value().orElse(NullNode.getInstance()))
                .toList();
    }

    /**
     * The values that were asked for, by engine id: for views that ask each engine once.
     *
     * @throws ClientException as {@link #awaitSuccess}
     */
    public SortedMap<Integer, JsonNode> values(Duration timeout) {
        var values = new TreeMap<Integer, JsonNode>();
        for (var answer : awaitSuccess(timeout)) {
            answer.value().ifPresent(value -> values.put(answer.engine(), value));
        }
        return values;
    }

    /**
     * The arrays that were asked for, in order.
     *
     * @throws ClientException as {@link #awaitSuccess}
     */
    public List<NumericArray> arrays(Duration timeout) {
        return awaitSuccess(timeout).stream().flatMap(a -> a.array().stream()).toList();
    }

    /**
     * Has output told of as it arrives, beginning with what was printed already, until what is
     * returned is closed. The listener is called by a thread of the client, a piece at a time.
     */
    public Client.Subscription onOutput(Consumer<Output> listener) {
        return client.listen(parts, listener, true);
    }

    /**
     * The same for output that may be more than there is memory: it is told of and not kept. The
     * answers that come after this have none of it.
     */
    public Client.Subscription streamOutput(Consumer<Output> listener) {
        return client.listen(parts, listener, false);
    }

    /**
     * Has each answer told of as it arrives, those that are there already included, by a thread of
     * the client, one at a time and after its output.
     */
    public void onAnswer(Consumer<EngineAnswer> listener) {
        for (var part : parts) {
            var unused =
                    part.answer()
                            .thenAccept(answer -> client.deliver(() -> listener.accept(answer)));
        }
    }

    /**
     * Waits, and meanwhile shows what the engines print, each line with its stream and engine, and
     * how far the whole is.
     *
     * @param show is given lines without control characters and without a line break, by the
     *     calling thread
     * @throws ClientException {@code TIMED_OUT}
     */
    public List<EngineAnswer> waitInteractive(Duration timeout, Consumer<String> show) {
        var lines = new LinkedBlockingQueue<Optional<String>>();
        var halves = new LinkedHashMap<String, StringBuilder>();
        long end = System.nanoTime() + timeout.toNanos();
        try (var subscription =
                onOutput(output -> cut(output, halves, line -> lines.add(Optional.of(line))))) {
            var arrived = new AtomicInteger();
            onAnswer(
                    answer -> {
                        lines.add(Optional.of(progressLine(arrived.incrementAndGet())));
                        if (arrived.get() == size()) {
                            lines.add(Optional.empty());
                        }
                    });
            if (parts.isEmpty()) {
                lines.add(Optional.empty());
            }
            while (true) {
                var line = lines.poll(left(end), TimeUnit.NANOSECONDS);
                if (line == null) {
                    throw timedOut(timeout);
                }
                if (line.isEmpty()) {
                    break;
                }
                show.accept(line.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw timedOut(timeout);
        }
        // The last line of each may lack its end.
        halves.forEach(
                (prefix, half) -> {
                    if (!half.isEmpty()) {
                        show.accept(prefix + PlainText.of(half.toString()));
                    }
                });
        return answers();
    }

    /**
     * Drops what is still queued on engines; what runs already is not touched ({@link
     * DirectView#interrupt()} does that). What was dropped is answered {@code ABORTED}. Before
     * ipyparallel 9 an engine that computes does it when it has finished.
     *
     * @throws ClientException {@code TIMED_OUT} when an engine did not confirm
     */
    public void abort(Duration timeout) {
        client.abort(
                parts.stream()
                        .filter(part -> !part.answer().isDone())
                        .map(Outstanding::msgId)
                        .toList(),
                timeout);
    }

    List<Outstanding> parts() {
        return parts;
    }

    private CompletableFuture<Void> whole() {
        return CompletableFuture.allOf(
                parts.stream().map(Outstanding::answer).toArray(CompletableFuture<?>[]::new));
    }

    private Instant submitted() {
        return parts.stream()
                .map(Outstanding::submitted)
                .min(Comparator.naturalOrder())
                .orElse(Instant.now());
    }

    private String progressLine(int arrived) {
        return "%d of %d %s after %.1f s"
                .formatted(arrived, size(), noun(), elapsed().toNanos() / NANOS);
    }

    private static void cut(
            Output output, Map<String, StringBuilder> halves, Consumer<String> line) {
        var prefix =
                "[%s:%s] "
                        .formatted(
                                output.stream() == Output.Stream.STDERR ? "stderr" : "stdout",
                                output.engine() == EngineAnswer.NO_ENGINE
                                        ? "?"
                                        : "" + output.engine());
        var half = halves.computeIfAbsent(prefix, p -> new StringBuilder());
        half.append(output.text());
        int from = 0;
        for (int at = half.indexOf("\n"); at >= 0; at = half.indexOf("\n", from)) {
            line.accept(prefix + PlainText.of(half.substring(from, at)));
            from = at + 1;
        }
        half.delete(0, from);
    }

    private static long left(long end) {
        return Math.max(0, end - System.nanoTime());
    }

    /** Whether each answer is to come from an engine chosen beforehand. */
    private boolean isDirect() {
        return parts.stream().allMatch(Outstanding::hasTarget);
    }

    private String noun() {
        return isDirect() ? "engines" : "tasks";
    }

    private ClientException timedOut(Duration timeout) {
        var missing = parts.stream().filter(part -> !part.answer().isDone()).toList();
        var text = new StringJoiner("; ");
        text.add(
                missing.size()
                        + " of "
                        + parts.size()
                        + " "
                        + noun()
                        + " had not answered after "
                        + timeout.toMillis() / 1000.0
                        + " s"
                        + (isDirect() ? ": " + EngineIds.text(pending()) : ""));
        if (!running().isEmpty()) {
            text.add("inside the code: " + EngineIds.text(running()));
        }
        var arrived = answers();
        var failed = arrived.stream().filter(a -> !a.succeeded()).toList();
        if (!failed.isEmpty()) {
            // The usual reason why others wait for ever: they are inside a collective, alone.
            text.add("failed: " + failed.get(0).error().map(RemoteError::toString).orElse(""));
        }
        var finished =
                known(arrived.stream().filter(EngineAnswer::succeeded).map(EngineAnswer::engine));
        if (isDirect() && !finished.isEmpty()) {
            text.add("finished: " + EngineIds.text(finished));
        }
        return new ClientException(
                ClientException.Kind.TIMED_OUT,
                text + client.lineReport(),
                failed.isEmpty()
                        ? "wait again, or interrupt the engines"
                        : "interrupt the engines: those inside a collective wait for the ones that"
                                + " failed");
    }

    private ClientException failed(List<RemoteError> errors, int asked) {
        var first = errors.get(0);
        var kind =
                switch (first.cause()) {
                    case ENGINE_LOST -> ClientException.Kind.ENGINE_LOST;
                    case DISCONNECTED -> ClientException.Kind.DISCONNECTED;
                    case RAISED, ABORTED, NO_REPLY -> ClientException.Kind.REMOTE_ERROR;
                };
        var where =
                first.traceback().isEmpty() ? "" : "\n  | " + String.join("\n  | ", tail(first));
        return new ClientException(
                kind,
                errors.size() + " of " + asked + " " + noun() + " failed; " + first + where,
                "",
                errors);
    }

    private static List<String> tail(RemoteError error) {
        var lines = error.traceback().stream().flatMap(String::lines).toList();
        return lines.subList(Math.max(0, lines.size() - 8), lines.size());
    }

    private static List<Integer> engines(Stream<Outstanding> some) {
        return known(some.map(Outstanding::engine));
    }

    private static List<Integer> known(Stream<Integer> ids) {
        return ids.filter(id -> id != EngineAnswer.NO_ENGINE).distinct().sorted().toList();
    }
}
