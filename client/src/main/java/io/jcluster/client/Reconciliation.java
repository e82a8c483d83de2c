package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The answers that may not come by themselves: to requests of other clients, and to our own from
 * before the line was cut, which the controller may have sent to nobody. The hub keeps a record of
 * every request, so it is asked for these until it has them. Used in the turn of the {@link Wire}
 * alone.
 *
 * <p>{@code db_request} is used and not {@code result_request}: the latter answers with an error
 * for all when one is not known, and fails in the hub when the first of them is pending (7.1).
 */
final class Reconciliation {

    private static final long INTERVAL = Duration.ofMillis(500).toNanos();

    /** The hub may record a reply before the output that preceded it, as they come by two ways. */
    private static final long OUTPUT_DELAY = Duration.ofMillis(150).toNanos();

    private static final int AT_ONCE = 500;

    /** A request on its way is not known to the hub yet; after five seconds it is lost. */
    private static final int SILENCES = 10;

    /** Another client's request is known, unless that client and this one are in step. */
    private static final int SILENCES_OF_ANOTHER = 2;

    private static final List<String> KEYS =
            List.of(
                    "submitted",
                    "started",
                    "completed",
                    "received",
                    "engine_uuid",
                    "stdout",
                    "stderr",
                    "execute_result",
                    "result_header",
                    "result_metadata",
                    "result_content");

    private final Map<String, Outstanding> requests;
    private final Engines engines;
    private final Set<String> doubtful = new LinkedHashSet<>();
    private final Set<String> completed = new HashSet<>();
    private Set<String> inquired = Set.of();
    private String question = "";
    private long next;

    /**
     * @param requests what is outstanding, by message id; the answered are removed
     */
    Reconciliation(Map<String, Outstanding> requests, Engines engines) {
        this.requests = requests;
        this.engines = engines;
    }

    void doubt(Outstanding outstanding) {
        doubtful.add(outstanding.msgId());
        next = System.nanoTime();
    }

    boolean isAtWork() {
        return !doubtful.isEmpty();
    }

    /** The content of a {@code db_request}, when it is time for one. */
    Optional<ObjectNode> nextQuestion(long now) {
        doubtful.retainAll(requests.keySet());
        completed.retainAll(doubtful);
        if (doubtful.isEmpty() || now - next < 0) {
            return Optional.empty();
        }
        next = now + INTERVAL;
        // In turn, so that all are asked for when there are many.
        inquired = new LinkedHashSet<>();
        for (var i = doubtful.iterator(); i.hasNext() && inquired.size() < AT_ONCE; ) {
            inquired.add(i.next());
            i.remove();
        }
        doubtful.addAll(inquired);
        var content = Json.MESSAGES.createObjectNode();
        var ids = content.putObject("query").putObject("msg_id").putArray("$in");
        inquired.forEach(ids::add);
        var keys = content.putArray("keys");
        KEYS.forEach(keys::add);
        if (!completed.isEmpty()) {
            keys.add("result_buffers");
        }
        return Optional.of(content);
    }

    void asked(String id) {
        question = id;
    }

    void answered(Message message, long now) {
        if (!message.parentId().equals(question)) {
            return;
        }
        question = "";
        var content = message.content();
        if (!content.path("status").asText().equals("ok")) {
            refused(content);
            return;
        }
        var unknown = new LinkedHashSet<>(inquired);
        var buffers = message.buffers().iterator();
        for (int i = 0; i < content.path("records").size(); i++) {
            var record = content.path("records").get(i);
            var own = take(buffers, content.path("result_buffer_lens").path(i).asInt());
            unknown.remove(record.path("msg_id").asText());
            recorded(record, own, content.path("result_buffer_lens").isArray(), now);
        }
        unknown.forEach(this::unknown);
    }

    private void recorded(
            JsonNode record, List<ByteBuffer> buffers, boolean withBuffers, long now) {
        var id = record.path("msg_id").asText();
        var outstanding = requests.get(id);
        if (outstanding == null) {
            return;
        }
        var engine = record.path("engine_uuid").asText("");
        outstanding.recorded(record, engines.idOf(engine));
        if (!record.hasNonNull("completed") || !record.hasNonNull("result_content")) {
            return;
        }
        if (completed.add(id) || !withBuffers) {
            next = now + OUTPUT_DELAY;
            return;
        }
        var metadata = Json.MESSAGES.createObjectNode();
        if (record.path("result_metadata") instanceof ObjectNode kept) {
            metadata.setAll(kept);
        }
        if (!metadata.has("engine") && !engine.isEmpty()) {
            metadata.put("engine", engine);
        }
        if (!metadata.has("started")) {
            metadata.set("started", record.path("started"));
        }
        outstanding.recordedReply(
                new Message(
                        record.path("result_header"),
                        Json.MESSAGES.createObjectNode(),
                        metadata,
                        record.path("result_content"),
                        buffers));
        forget(id);
    }

    private void unknown(String id) {
        var outstanding = requests.get(id);
        if (outstanding == null || outstanding.isRunning()) {
            return;
        }
        int limit = outstanding.isOurs() ? SILENCES : SILENCES_OF_ANOTHER;
        if (outstanding.unknownToHub() >= limit) {
            outstanding.fail(
                    RemoteError.Cause.NO_REPLY,
                    "UnknownRequest",
                    outstanding.isOurs()
                            ? "the line was cut and the controller never had this request; send it"
                                    + " again"
                            : "the controller keeps no request "
                                    + id
                                    + ": it was purged, or sent to another controller");
            forget(id);
        }
    }

    private void refused(JsonNode content) {
        for (var id : inquired) {
            var outstanding = requests.get(id);
            if (outstanding != null && !outstanding.isOurs()) {
                outstanding.fail(
                        RemoteError.Cause.NO_REPLY,
                        content.path("ename").asText("NoRecords"),
                        "the controller gives no results: " + content.path("evalue").asText());
                requests.remove(id);
            }
            doubtful.remove(id);
        }
    }

    private void forget(String id) {
        requests.remove(id);
        doubtful.remove(id);
        completed.remove(id);
    }

    private static List<ByteBuffer> take(Iterator<ByteBuffer> buffers, int count) {
        var taken = new ArrayList<ByteBuffer>();
        for (int i = 0; i < count && buffers.hasNext(); i++) {
            taken.add(buffers.next());
        }
        return taken;
    }
}
