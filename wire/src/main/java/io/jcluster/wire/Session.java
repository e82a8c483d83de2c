package io.jcluster.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** One client's side of the conversation: makes its messages and reads those it gets. */
public final class Session {

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int JSON_FRAMES = 4;

    /**
     * Six fraction digits, neither more nor fewer: Python's pattern does not match nine, the date
     * stays text, and the hub then loses the request's record without a word (7.1).
     */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final String id = UUID.randomUUID().toString();
    private final Signer signer;

    public Session(Signer signer) {
        this.signer = signer;
    }

    public String id() {
        return id;
    }

    /** A new request. Its id is new as well, since receivers refuse bytes they have seen. */
    public Message request(
            String type, ObjectNode content, ObjectNode metadata, List<ByteBuffer> buffers) {
        var header =
                Json.MESSAGES
                        .createObjectNode()
                        .put("msg_id", UUID.randomUUID().toString())
                        .put("msg_type", type)
                        .put("username", "jcluster")
                        .put("session", id)
                        .put("date", date(Instant.now()))
                        .put("version", "5.3");
        return new Message(header, Json.MESSAGES.createObjectNode(), metadata, content, buffers);
    }

    /** A new question to the hub. */
    public Message request(String type, ObjectNode content) {
        return request(type, content, Json.MESSAGES.createObjectNode(), List.of());
    }

    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** The frames after the routing frames. */
    public List<ByteBuffer> encode(Message message) {
        var signed = new ArrayList<byte[]>();
        for (var part :
                List.of(
                        message.header(),
                        message.parent(),
                        message.metadata(),
                        message.content())) {
            signed.add(bytes(part));
        }
        var frames = new ArrayList<ByteBuffer>();
        frames.add(ByteBuffer.wrap(DELIMITER));
        frames.add(ByteBuffer.wrap(signer.sign(signed)));
        signed.forEach(frame -> frames.add(ByteBuffer.wrap(frame)));
        frames.addAll(message.buffers());
        return frames;
    }

    /** The message in received frames; routing frames before the delimiter are passed over. */
    public Message decode(List<byte[]> frames) throws MalformedMessageException {
        int at = 0;
        while (at < frames.size() && !Arrays.equals(frames.get(at), DELIMITER)) {
            at++;
        }
        if (frames.size() < at + 2 + JSON_FRAMES) {
            throw new MalformedMessageException(
                    frames.size() + " frames, the delimiter at " + at + ": not a message");
        }
        var signed = frames.subList(at + 2, at + 2 + JSON_FRAMES);
        if (!signer.accepts(frames.get(at + 1), signed)) {
            throw new MalformedMessageException("a signature made with another key");
        }
        return new Message(
                json(signed.get(0)),
                json(signed.get(1)),
                json(signed.get(2)),
                json(signed.get(3)),
                frames.subList(at + 2 + JSON_FRAMES, frames.size()).stream()
                        .map(ByteBuffer::wrap)
                        .toList());
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return Json.MESSAGES.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON", e);
        }
    }

    private static JsonNode json(byte[] frame) throws MalformedMessageException {
        try {
            return Json.MESSAGES.readTree(frame);
        } catch (IOException e) {
            throw new MalformedMessageException("a frame that is not JSON");
        }
    }
}
