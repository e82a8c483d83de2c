package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The questions to the controller's hub, each answered within a time limit. */
final class Hub {

    private final String origin;
    private final Conversation conversation;
    private final Line line;

    /** What is known of the connection, as the end of a sentence. */
    @FunctionalInterface
    interface Line {
        String report();
    }

    Hub(String origin, Conversation conversation, Line line) {
        this.origin = origin;
        this.conversation = conversation;
        this.line = line;
    }

    List<QueueStatus> queueStatus(Collection<Integer> live, Duration timeout) {
        var content = Json.MESSAGES.createObjectNode();
        // Without targets the hub reports dead engines as well, in all versions.
        var targets = content.putArray("targets");
        live.forEach(targets::add);
        if (live.isEmpty() && !conversation.isOver()) {
            return List.of();
        }
        var reply = ask("queue_request", content, timeout);
        return live.stream()
                .filter(id -> reply.has(id.toString()))
                .map(id -> queueStatus(id, reply.get(id.toString())))
                .toList();
    }

    List<String> history(Duration timeout) {
        var reply = ask("history_request", Json.MESSAGES.createObjectNode(), timeout);
        return texts(reply.path("history"));
    }

    List<JsonNode> records(ObjectNode query, Collection<String> keys, Duration timeout) {
        var content = Json.MESSAGES.createObjectNode();
        content.set("query", query);
        if (!keys.isEmpty()) {
            var array = content.putArray("keys");
            keys.forEach(array::add);
        }
        var records = new ArrayList<JsonNode>();
        ask("db_request", content, timeout).path("records").forEach(records::add);
        return List.copyOf(records);
    }

    void purge(Collection<String> msgIds, Duration timeout) {
        var content = Json.MESSAGES.createObjectNode();
        var ids = content.putArray("msg_ids");
        msgIds.forEach(ids::add);
        content.putArray("engine_ids");
        ask("purge_request", content, timeout);
    }

    void purgeEverything(Duration timeout) {
        var content = Json.MESSAGES.createObjectNode().put("msg_ids", "all");
        content.putArray("engine_ids");
        ask("purge_request", content, timeout);
    }

    void shutdown(Duration timeout) {
        ask("shutdown_request", Json.MESSAGES.createObjectNode(), timeout);
    }

    private JsonNode ask(String type, ObjectNode content, Duration timeout) {
        Message reply;
        try {
            reply = conversation.ask(type, content).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unanswered(type, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(type, timeout);
        } catch (ExecutionException e) {
            throw conversation.disconnected();
        }
        // Some refusals come under the name of the reply.
        if (reply.type().equals("hub_error")
                || reply.content().path("status").asText().equals("error")) {
            throw new ClientException(
                    ClientException.Kind.REFUSED,
                    "the controller of %s refused %s: %s: %s"
                            .formatted(
                                    origin,
                                    type,
                                    reply.content().path("ename").asText(),
                                    reply.content().path("evalue").asText()),
                    "");
        }
        return reply.content();
    }

    private static QueueStatus queueStatus(int engine, JsonNode counts) {
        return new QueueStatus(
                engine,
                counts.path("queue").asInt(),
                counts.path("completed").asInt(),
                counts.path("tasks").asInt());
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    private ClientException unanswered(String type, Duration timeout) {
        return new ClientException(
                ClientException.Kind.TIMED_OUT,
                "the controller of %s did not answer %s within %s s%s"
                        .formatted(origin, type, timeout.toMillis() / 1000.0, line.report()),
                "look whether the controller's job still runs and the line is up");
    }
}
