package io.jcluster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A request sent to one engine, until its answer is whole: the reply and, by another path, the word
 * {@code idle} after the last output. Either may be lost, so each waits for the other only so long.
 * Used by the I/O thread alone, but for the future.
 */
final class Outstanding {

    /** The name of the value in the reply. */
    static final String VALUE = "v";

    private static final long OUTPUT_BOUND = Duration.ofMillis(1500).toNanos();

    private final int engine;
    private final String uuid;
    private final boolean hasOutput;
    private final long replyBound;
    private final CompletableFuture<EngineAnswer> answer = new CompletableFuture<>();

    private final StringBuilder stdout = new StringBuilder();
    private final StringBuilder stderr = new StringBuilder();
    private Optional<String> displayed = Optional.empty();
    private Optional<JsonNode> reply = Optional.empty();
    private OptionalLong repliedAt = OptionalLong.empty();
    private OptionalLong idleAt = OptionalLong.empty();

    /**
     * @param hasOutput whether the engine announces the end of output; control requests have none
     * @param replyBound how long after that end a reply is still expected
     */
    Outstanding(int engine, String uuid, boolean hasOutput, Duration replyBound) {
        this.engine = engine;
        this.uuid = uuid;
        this.hasOutput = hasOutput;
        this.replyBound = replyBound.toNanos();
    }

    CompletableFuture<EngineAnswer> answer() {
        return answer;
    }

    String uuid() {
        return uuid;
    }

    /** Whether time alone can complete it. */
    boolean watchesTheClock() {
        return repliedAt.isPresent() || idleAt.isPresent();
    }

    void replied(JsonNode content, long now) {
        reply = Optional.of(content);
        repliedAt = OptionalLong.of(now);
        if (!hasOutput || idleAt.isPresent() || isAborted(content)) {
            complete();
        }
    }

    void published(Message message, long now) {
        var content = message.content();
        switch (message.type()) {
            case "stream" ->
                    (content.path("name").asText().equals("stderr") ? stderr : stdout)
                            .append(content.path("text").asText());
            case "execute_result" ->
                    displayed =
                            Optional.ofNullable(
                                    content.path("data").path("text/plain").textValue());
            case "status" -> {
                if (content.path("execution_state").asText().equals("idle")) {
                    idleAt = OptionalLong.of(now);
                    if (reply.isPresent()) {
                        complete();
                    }
                }
            }
            default -> {
                // The input's echo and the error's copy say nothing that the reply does not.
            }
        }
    }

    void tick(long now) {
        if (repliedAt.isPresent() && now - repliedAt.getAsLong() > OUTPUT_BOUND) {
            complete();
        } else if (reply.isEmpty() && idleAt.isPresent() && now - idleAt.getAsLong() > replyBound) {
            fail(
                    RemoteError.Cause.NO_REPLY,
                    "NoReply",
                    "the engine finished the request and its reply never came; the engine could not"
                            + " encode what it would return, or the line was cut meanwhile");
        }
    }

    void fail(RemoteError.Cause cause, String name, String value) {
        complete(Optional.of(new RemoteError(engine, cause, name, value, List.of())));
    }

    private void complete() {
        complete(reply.flatMap(this::error));
    }

    private void complete(Optional<RemoteError> error) {
        var outcome = error;
        Optional<JsonNode> value = Optional.empty();
        try {
            if (error.isEmpty()) {
                value = value();
            }
        } catch (JsonProcessingException e) {
            outcome =
                    Optional.of(
                            new RemoteError(
                                    engine,
                                    RemoteError.Cause.NO_REPLY,
                                    "UnreadableValue",
                                    "the value cannot be read as JSON here: "
                                            + e.getOriginalMessage(),
                                    List.of()));
        }
        answer.complete(
                new EngineAnswer(
                        engine,
                        stdout.toString(),
                        stderr.toString(),
                        !hasOutput || idleAt.isPresent(),
                        displayed,
                        value,
                        outcome));
    }

    private Optional<JsonNode> value() throws JsonProcessingException {
        var text =
                reply.map(r -> r.path("user_expressions").path(VALUE).path("data"))
                        .map(data -> data.path("application/json").path(VALUE))
                        .filter(JsonNode::isTextual);
        return text.isPresent()
                ? Optional.of(PythonValues.decode(text.get().textValue()))
                : Optional.empty();
    }

    private Optional<RemoteError> error(JsonNode content) {
        if (isAborted(content)) {
            return Optional.of(
                    new RemoteError(
                            engine,
                            RemoteError.Cause.ABORTED,
                            "Aborted",
                            "dropped from the engine's queue before it ran",
                            List.of()));
        }
        // An expression that fails leaves the request itself in order.
        var failed = content.path("user_expressions").path(VALUE);
        return isError(content)
                ? Optional.of(raised(content))
                : isError(failed) ? Optional.of(raised(failed)) : Optional.empty();
    }

    private RemoteError raised(JsonNode error) {
        var traceback = new ArrayList<String>();
        error.path("traceback").forEach(line -> traceback.add(line.asText()));
        return new RemoteError(
                engine,
                RemoteError.Cause.RAISED,
                error.path("ename").asText(),
                error.path("evalue").asText(),
                traceback);
    }

    private static boolean isError(JsonNode reply) {
        return reply.path("status").asText().equals("error");
    }

    private static boolean isAborted(JsonNode reply) {
        return reply.path("status").asText().equals("aborted");
    }
}
