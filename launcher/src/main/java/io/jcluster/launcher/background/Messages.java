package io.jcluster.launcher.background;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words of the conversations between commands and background processes. */
public final class Messages {

    private Messages() {}

    public static ObjectNode of(String operation) {
        return JsonNodeFactory.instance.objectNode().put("op", operation);
    }

    public static ObjectNode ok() {
        return JsonNodeFactory.instance.objectNode().put("ok", true);
    }

    public static ObjectNode command(String operation, Command command) {
        ObjectNode json = of(operation);
        ArrayNode words = json.putArray("argv");
        command.argv().forEach(words::add);
        command.stdin().ifPresent(text -> json.put("stdin", text));
        ObjectNode variables = json.putObject("environment");
        command.environment().forEach(variables::put);
        return json.put("timeout", command.timeout().toMillis());
    }

    public static Command command(JsonNode json) {
        List<String> argv = new ArrayList<>();
        json.path("argv").forEach(word -> argv.add(word.asText()));
        Map<String, String> environment = new HashMap<>();
        json.path("environment")
                .properties()
                .forEach(
                        variable ->
                                environment.put(variable.getKey(), variable.getValue().asText()));
        return new Command(
                argv,
                text(json, "stdin"),
                environment,
                Duration.ofMillis(json.path("timeout").asLong()));
    }

    public static ObjectNode outcome(Outcome outcome) {
        return ok().put("exit", outcome.exitStatus())
                .put("stdout", outcome.stdout())
                .put("stderr", outcome.stderr());
    }

    public static Outcome outcome(JsonNode json) {
        return new Outcome(
                json.path("exit").asInt(),
                json.path("stdout").asText(),
                json.path("stderr").asText());
    }

    public static ObjectNode endpoint(String operation, HostPort endpoint) {
        return of(operation).put("host", endpoint.host()).put("port", endpoint.port());
    }

    public static HostPort endpoint(JsonNode json) {
        return new HostPort(json.path("host").asText(), json.path("port").asInt());
    }

    public static ObjectNode failure(HostException failure) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("ok", false)
                        .put("kind", failure.kind().name())
                        .put("message", failure.getMessage());
        failure.advice().ifPresent(advice -> json.put("advice", advice));
        return json;
    }

    /** Passes a good answer on and throws the failure that a bad one carries. */
    public static JsonNode checked(JsonNode answer) {
        if (answer.path("ok").asBoolean()) {
            return answer;
        }
        throw new HostException(
                HostException.Kind.valueOf(answer.path("kind").asText("UNREACHABLE")),
                answer.path("message").asText("no answer came"),
                text(answer, "advice"),
                Optional.empty());
    }

    public static Optional<String> text(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
    }
}
