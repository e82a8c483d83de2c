package io.jcluster.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.wire.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * A message that wants an answer.
 *
 * @param route the frames before it, which the answer begins with
 * @param answer sends frames back on the way it came
 */
record Request(Message message, List<byte[]> route, Consumer<List<ByteBuffer>> answer) {

    JsonNode content() {
        return message.content();
    }

    /** What clients of ours say to engines that are not Python, beside the Python code. */
    JsonNode ours() {
        return message.metadata().path("jcluster");
    }

    String type() {
        return message.type();
    }

    String id() {
        return message.id();
    }

    String replyType() {
        var type = type();
        return type.endsWith("_request")
                ? type.substring(0, type.length() - "request".length()) + "reply"
                : type + "_reply";
    }
}
