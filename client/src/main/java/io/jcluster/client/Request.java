package io.jcluster.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.TaggedJson;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of engines, before it is known which.
 *
 * @param metadata what schedulers read on the way
 * @param hasOutput whether the engine announces the end of output; control requests have none
 * @param replyBound how long after that end a reply is still expected; empty where the scheduler
 *     may have the request run once more
 */
record Request(
        Channel channel,
        String type,
        ObjectNode content,
        ObjectNode metadata,
        List<ByteBuffer> buffers,
        boolean hasOutput,
        Optional<Duration> replyBound) {

    private static final Duration SMALL_REPLY = Duration.ofSeconds(5);

    /** A value may be large and the line slow; the end of output overtakes it. */
    private static final Duration LARGE_REPLY = Duration.ofMinutes(2);

    Request {
        buffers = List.copyOf(buffers);
    }

    /** Code for its effect. */
    static Request execution(String code, boolean silent) {
        return execution(code, silent, Json.MESSAGES.createObjectNode(), SMALL_REPLY);
    }

    /**
     * @param preparation code without output that runs first
     * @param expression one that yields what {@link TaggedJson#decode} reads
     */
    static Request evaluation(String preparation, String expression) {
        var expressions = Json.MESSAGES.createObjectNode().put(Outstanding.VALUE, expression);
        return execution(preparation, true, expressions, LARGE_REPLY);
    }

    /** An expression that takes a binary argument or has a binary value. */
    static Request binary(PickledCall call) {
        return new Request(
                Channel.MUX,
                "apply_request",
                Json.MESSAGES.createObjectNode(),
                Json.MESSAGES.createObjectNode(),
                call.buffers(),
                true,
                Optional.of(LARGE_REPLY));
    }

    /** For the engine's own attention, while it computes. */
    static Request control(String type, ObjectNode content) {
        return new Request(
                Channel.CONTROL,
                type,
                content,
                Json.MESSAGES.createObjectNode(),
                List.of(),
                false,
                Optional.of(SMALL_REPLY));
    }

    /**
     * The same with words for engines that are not Python, which would not know what to do with the
     * code. Those in Python pass over them.
     */
    Request beside(ObjectNode words) {
        var both = metadata.deepCopy();
        both.set("jcluster", words);
        return new Request(channel, type, content, both, buffers, hasOutput, replyBound);
    }

    /** The same on another way. */
    Request through(Channel other, ObjectNode otherMetadata, boolean mayRunAgain) {
        return new Request(
                other,
                type,
                content,
                metadata.deepCopy().setAll(otherMetadata),
                buffers,
                hasOutput,
                mayRunAgain ? Optional.empty() : replyBound);
    }

    private static Request execution(
            String code, boolean silent, ObjectNode expressions, Duration replyBound) {
        var content =
                Json.MESSAGES
                        .createObjectNode()
                        .put("code", code)
                        .put("silent", silent)
                        .put("store_history", false)
                        .put("allow_stdin", false)
                        .put("stop_on_error", false);
        content.set("user_expressions", expressions);
        return new Request(
                Channel.MUX,
                "execute_request",
                content,
                Json.MESSAGES.createObjectNode(),
                List.of(),
                true,
                Optional.of(replyBound));
    }
}
