package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The answers to one request to several engines, which arrive one by one. */
public final class AsyncResult {

    private final SortedMap<Integer, CompletableFuture<EngineAnswer>> answers;
    private final Supplier<String> line;

    /**
     * @param line what is known of the connection, for the message of a wait that was in vain
     */
    AsyncResult(
            SortedMap<Integer, CompletableFuture<EngineAnswer>> answers, Supplier<String> line) {
        this.answers = answers;
        this.line = line;
    }

    /** The answers that are there already, by rising engine id. */
    public List<EngineAnswer> answers() {
        return answers.values().stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
    }

    /** The engines whose answer is still to come. */
    public List<Integer> pending() {
        return answers.entrySet().stream()
                .filter(e -> !e.getValue().isDone())
                .map(e -> e.getKey())
                .toList();
    }

    /**
     * The answers of all engines by rising id, those with an error included.
     *
     * @throws ClientException {@code TIMED_OUT}: the code keeps running, and waiting again is
     *     possible
     */
    public List<EngineAnswer> await(Duration timeout) {
        try {
            CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
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
     * The answers of all engines by rising id, none of which failed.
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
     * The values that were asked for, by engine id.
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

    private ClientException timedOut(Duration timeout) {
        var missing = pending();
        return new ClientException(
                ClientException.Kind.TIMED_OUT,
                missing.size()
                        + " of "
                        + answers.size()
                        + " engines had not answered after "
                        + timeout.toMillis() / 1000.0
                        + " s: "
                        + EngineIds.text(missing)
                        + line.get(),
                "wait again, or interrupt the engines");
    }

    private static ClientException failed(List<RemoteError> errors, int asked) {
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
                errors.size() + " of " + asked + " engines failed; " + first + where,
                "",
                errors);
    }

    private static List<String> tail(RemoteError error) {
        var lines = error.traceback().stream().flatMap(String::lines).toList();
        return lines.subList(Math.max(0, lines.size() - 8), lines.size());
    }
}
