package io.jcluster.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Session;
import java.time.Instant;

/** What an engine says about a request, in the words of an engine in Python. */
final class Answers {

    private final Channels channels;

    Answers(Channels channels) {
        this.channels = channels;
    }

    static ObjectNode object() {
        return Json.MESSAGES.createObjectNode();
    }

    static ObjectNode ok() {
        return object().put("status", "ok");
    }

    /** An error, as replies, expressions and the output all have it. */
    static ObjectNode error(SnippetException failure) {
        var content =
                object().put("status", "error")
                        .put("ename", failure.kind())
                        .put("evalue", failure.what());
        var lines = content.putArray("traceback");
        failure.traceback().forEach(lines::add);
        return content;
    }

    void reply(Request request, ObjectNode content, Instant started) {
        var parent = request.message().metadata();
        var status = content.path("status").asText();
        // The task scheduler waits for 'status', the broadcast's for what is copied here (7.1).
        var metadata =
                object().put("started", Session.date(started))
                        .put("dependencies_met", true)
                        .put("engine", channels.identity())
                        .put("status", status)
                        .put("is_broadcast", parent.path("is_broadcast").asBoolean())
                        .put("is_coalescing", parent.path("is_coalescing").asBoolean())
                        .put("original_msg_id", parent.path("original_msg_id").asText());
        if (parent.has("label")) {
            metadata.set("label", parent.get("label"));
        }
        if (status.equals("error")) {
            var info =
                    object().put("engine_uuid", channels.identity())
                            .put("engine_id", channels.id());
            metadata.set("engine_info", info);
            content.set("engine_info", info.deepCopy().put("method", method(request)));
        }
        channels.reply(request, request.replyType(), content, metadata);
    }

    void reply(Request request, ObjectNode content) {
        reply(request, content, Instant.now());
    }

    void aborted(Request request) {
        reply(request, object().put("status", "aborted"));
    }

    void state(Request request, String state) {
        publish(request, "status", object().put("execution_state", state));
    }

    void publish(Request request, String type, ObjectNode content) {
        channels.publish(type, request.message().header(), content);
    }

    private static String method(Request request) {
        return request.type().replace("_request", "");
    }
}
