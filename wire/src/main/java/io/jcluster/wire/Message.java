package io.jcluster.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message of the Jupyter protocol, version 5.3, without its routing frames.
 *
 * @param buffers what it carries beside its JSON
 */
public record Message(
        JsonNode header,
        JsonNode parent,
        JsonNode metadata,
        JsonNode content,
        List<ByteBuffer> buffers) {

    public Message {
        buffers = List.copyOf(buffers);
    }

    public String id() {
        return header.path("msg_id").asText();
    }

    public String type() {
        return header.path("msg_type").asText();
    }

    /**
     * The message this one answers. The only way to match the two: the nanny answers a {@code
     * signal_request} with the type {@code _request}, and the task scheduler every request with
     * {@code apply_reply} (ipyparallel 7.0 to 9.1).
     */
    public String parentId() {
        return parent.path("msg_id").asText();
    }

    public String parentSession() {
        return parent.path("session").asText();
    }
}
