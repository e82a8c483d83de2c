package io.jcluster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.wire.Message;
import io.jcluster.wire.TaggedJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A request for one answer, until that is whole: the reply and, by another path, the word {@code
 * idle} after the last output. Either may be lost, so each waits for the other only so long. Used
 * in the turn of the {@link Wire} alone, but for the future and what is volatile.
 */
final class Outstanding {

    /** The name of the value in the reply. */
    static final String VALUE = "v";

    private static final long OUTPUT_BOUND = Duration.ofMillis(1500).toNanos();

    /** A large piece of output takes its time on a slow line; nobody waits longer for others'. */
    private static final long OTHERS_BOUND = Duration.ofMinutes(1).toNanos();

    private final String msgId;
    private final Optional<EngineEvent> target;
    private final boolean hasOutput;
    private final Optional<Duration> replyBound;
    private final boolean ours;
    private final CompletableFuture<EngineAnswer> answer = new CompletableFuture<>();
    private final List<Consumer<Output>> listeners = new ArrayList<>();

    private final Transcript stdout = new Transcript();
    private final Transcript stderr = new Transcript();
    private Optional<String> displayed = Optional.empty();
    private Optional<Message> reply = Optional.empty();
    private OptionalLong repliedAt = OptionalLong.empty();
    private OptionalLong idleAt = OptionalLong.empty();
    private long heardAt;
    private int hubSilences;

    private volatile Instant submitted = Instant.now();
    private Optional<Instant> received = Optional.empty();

    /** The engine that has the request now, as far as it has said so. */
    private volatile int engine = EngineAnswer.NO_ENGINE;

    private volatile boolean begun;
    private volatile boolean running;

    /**
     * @param target the engine it is for; empty when a scheduler chooses one, or when another
     *     client sent it
     */
    Outstanding(
            String msgId,
            Optional<EngineEvent> target,
            boolean hasOutput,
            Optional<Duration> replyBound) {
        this(msgId, target, hasOutput, replyBound, true);
    }

    private Outstanding(
            String msgId,
            Optional<EngineEvent> target,
            boolean hasOutput,
            Optional<Duration> replyBound,
            boolean ours) {
        this.msgId = msgId;
        this.target = target;
        this.hasOutput = hasOutput;
        this.replyBound = replyBound;
        this.ours = ours;
        target.ifPresent(t -> engine = t.id());
    }

    /** A request of another client, or of this one before it was started anew. */
    static Outstanding ofAnother(String msgId) {
        return new Outstanding(msgId, Optional.empty(), true, Optional.empty(), false);
    }

    CompletableFuture<EngineAnswer> answer() {
        return answer;
    }

    String msgId() {
        return msgId;
    }

    /** The uuid of the engine that must answer. */
    Optional<String> uuid() {
        return target.map(EngineEvent::uuid);
    }

    int engine() {
        return engine;
    }

    boolean hasTarget() {
        return target.isPresent();
    }

    /** Whether an engine has begun with it and has not finished. */
    boolean isRunning() {
        return running && !answer.isDone();
    }

    /**
     * Whether an engine has said anything of it; of a request of another client not all is heard.
     */
    boolean hasBegun() {
        return begun || !ours;
    }

    Instant submitted() {
        return submitted;
    }

    boolean isOurs() {
        return ours;
    }

    /** Whether the hub keeps a record of it. */
    boolean isRecorded() {
        return hasOutput;
    }

    /** Whether time alone can complete it. */
    boolean watchesTheClock() {
        return !answer.isDone() && (repliedAt.isPresent() || idleAt.isPresent());
    }

    /** Has output told of: what there is at once, and what follows. */
    void listen(Consumer<Output> listener) {
        tell(listener, Output.Stream.STDOUT, stdout.kept());
        tell(listener, Output.Stream.STDERR, stderr.kept());
        listeners.add(listener);
    }

    /** Keeps no output that has been told of, nor what follows. */
    void handOn() {
        stdout.handOn();
        stderr.handOn();
    }

    void forget(Consumer<Output> listener) {
        listeners.remove(listener);
    }

    /**
     * @param from the engine the message is from, or {@link EngineAnswer#NO_ENGINE}
     */
    void replied(Message message, int from, long now) {
        known(from);
        begun = true;
        heardAt = now;
        reply = Optional.of(message);
        received = Optional.of(Instant.now());
        repliedAt = OptionalLong.of(now);
        // What a scheduler answers by itself has no sender and no output.
        boolean ran = message.metadata().has("engine");
        if (!hasOutput || !ran || idleAt.isPresent() || isAborted(message.content())) {
            complete();
        }
    }

    void published(Message message, int from, long now) {
        known(from);
        begun = true;
        heardAt = now;
        var content = message.content();
        switch (message.type()) {
            case "stream" ->
                    printed(
                            content.path("name").asText().equals("stderr")
                                    ? Output.Stream.STDERR
                                    : Output.Stream.STDOUT,
                            content.path("text").asText());
            case "execute_result" -> display(content);
            case "status" -> {
                if (content.path("execution_state").asText().equals("busy")) {
                    running = true;
                    // A task that is tried once more was idle before.
                    idleAt = OptionalLong.empty();
                } else if (content.path("execution_state").asText().equals("idle")) {
                    running = false;
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

    /**
     * @param outputAt when the channel of output was last heard, whoever it was about
     */
    void tick(long now, long outputAt) {
        if (repliedAt.isPresent() && isSilent(now, outputAt)) {
            complete();
        } else if (reply.isEmpty()
                && idleAt.isPresent()
                && replyBound.isPresent()
                && now - idleAt.getAsLong() > replyBound.get().toNanos()) {
            fail(
                    RemoteError.Cause.NO_REPLY,
                    "NoReply",
                    "the engine finished the request and its reply never came; the engine could not"
                            + " encode what it would return, or the line was cut meanwhile");
        }
    }

    /** Whether no more output comes: 100 MB of it need many times as long as the reply. */
    private boolean isSilent(long now, long outputAt) {
        long silence = now - heardAt;
        return silence > OTHERS_BOUND || (silence > OUTPUT_BOUND && now - outputAt > OUTPUT_BOUND);
    }

    /** What the hub has kept of the output, where it is more than was heard here. */
    void recorded(JsonNode record, int from) {
        known(from);
        added(stdout, record.path("stdout").asText(), Output.Stream.STDOUT);
        added(stderr, record.path("stderr").asText(), Output.Stream.STDERR);
        if (displayed.isEmpty()) {
            display(record.path("execute_result"));
        }
        hubSilences = 0;
        if (!ours) {
            instant(record.path("submitted")).ifPresent(date -> submitted = date);
            received = instant(record.path("received"));
        }
    }

    /** The reply as the hub has kept it. */
    void recordedReply(Message message) {
        reply = Optional.of(message);
        if (ours) {
            received = Optional.of(Instant.now());
        }
        idleAt = OptionalLong.of(0);
        complete();
    }

    /**
     * The hub does not know the request.
     *
     * @return how often in a row it has not
     */
    int unknownToHub() {
        return ++hubSilences;
    }

    void fail(RemoteError.Cause cause, String name, String value) {
        complete(Optional.of(new RemoteError(engine, cause, name, value, List.of())));
    }

    private void known(int from) {
        if (from != EngineAnswer.NO_ENGINE) {
            engine = from;
        }
    }

    private void printed(Output.Stream stream, String text) {
        (stream == Output.Stream.STDERR ? stderr : stdout).add(text);
        listeners.forEach(listener -> tell(listener, stream, text));
    }

    /** The hub may have missed the beginning, or not have heard the end yet. */
    private void added(Transcript heard, String kept, Output.Stream stream) {
        var more = heard.beyond(kept);
        if (!more.isEmpty()) {
            printed(stream, more);
        }
    }

    private void tell(Consumer<Output> listener, Output.Stream stream, String text) {
        if (!text.isEmpty()) {
            listener.accept(new Output(engine, msgId, stream, text));
        }
    }

    private void display(JsonNode content) {
        Optional.ofNullable(content.path("data").path("text/plain").textValue())
                .ifPresent(text -> displayed = Optional.of(text));
    }

    private void complete() {
        complete(reply.map(Message::content).flatMap(this::error));
    }

    private void complete(Optional<RemoteError> error) {
        var outcome = error;
        Optional<JsonNode> value = Optional.empty();
        Optional<NumericArray> array = Optional.empty();
        try {
            if (error.isEmpty()) {
                value = value();
                array = array();
            }
        } catch (IOException e) {
            outcome =
                    Optional.of(
                            new RemoteError(
                                    engine,
                                    RemoteError.Cause.NO_REPLY,
                                    "UnreadableValue",
                                    "the value cannot be read here: "
                                            + (e instanceof JsonProcessingException json
                                                    ? json.getOriginalMessage()
                                                    : e.getMessage()),
                                    List.of()));
        }
        answer.complete(
                new EngineAnswer(
                        engine,
                        stdout.kept(),
                        stderr.kept(),
                        !hasOutput || idleAt.isPresent(),
                        displayed,
                        value,
                        array,
                        metadata(),
                        outcome));
    }

    private TaskMetadata metadata() {
        return new TaskMetadata(
                msgId,
                reply.map(r -> r.metadata().path("engine").asText())
                        .filter(uuid -> !uuid.isEmpty())
                        .or(this::uuid),
                submitted,
                reply.flatMap(r -> instant(r.metadata().path("started"))),
                reply.flatMap(r -> instant(r.header().path("date"))),
                received);
    }

    /** A date with a zone or, from some versions, without: then it is UTC. */
    static Optional<Instant> instant(JsonNode date) {
        var text = date.asText();
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            try {
                return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException noDate) {
                return Optional.empty();
            }
        }
    }

    private Optional<JsonNode> value() throws JsonProcessingException {
        var text =
                reply.map(r -> r.content().path("user_expressions").path(VALUE).path("data"))
                        .map(data -> data.path("application/json").path(VALUE))
                        .filter(JsonNode::isTextual);
        return text.isPresent()
                ? Optional.of(TaggedJson.decode(text.get().textValue()))
                : Optional.empty();
    }

    private Optional<NumericArray> array() throws IOException {
        return reply.isPresent() && reply.get().buffers().size() > 1
                ? Optional.of(PackedArray.read(reply.get().buffers()))
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
        var name = error.path("ename").asText();
        return new RemoteError(
                engine,
                // The scheduler's and the hub's word for an engine that died with a task.
                name.equals("EngineError")
                        ? RemoteError.Cause.ENGINE_LOST
                        : RemoteError.Cause.RAISED,
                name,
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
