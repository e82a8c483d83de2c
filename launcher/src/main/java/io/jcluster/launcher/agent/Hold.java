package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.tunnel.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the agent is asked to keep for a cluster until told otherwise.
 *
 * @param owner the cluster's key
 * @param ways what to forward, by a name that means something to the owner
 * @param watch a script for {@code /bin/sh} on the host: status {@link #ENDED} says that the
 *     cluster has ended, any other says nothing
 * @param every how often to run it
 * @param files deleted when the cluster has ended
 * @param until when the host has not been heard of by then, the hold is given up
 */
public record Hold(
        String owner,
        Map<String, Way> ways,
        String watch,
        Duration every,
        List<Path> files,
        Instant until) {

    /** The exit status by which the watch script says that the cluster has ended. */
    public static final int ENDED = 10;

    /**
     * A port to bring here.
     *
     * @param there the far end, as the host names it
     * @param here the local port wanted; 0 for any
     */
    public record Way(HostPort there, int here) {}

    public Hold {
        ways = Map.copyOf(ways);
        files = List.copyOf(files);
    }

    ObjectNode toJson() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("op", "hold").put("owner", owner);
        ObjectNode list = json.putObject("ways");
        ways.forEach(
                (name, way) ->
                        list.putObject(name)
                                .put("host", way.there().host())
                                .put("port", way.there().port())
                                .put("here", way.here()));
        json.put("watch", watch).put("every", every.toMillis()).put("until", until.toString());
        ArrayNode paths = json.putArray("files");
        files.forEach(file -> paths.add(file.toString()));
        return json;
    }

    static Hold fromJson(JsonNode json) {
        Map<String, Way> ways = new LinkedHashMap<>();
        json.path("ways")
                .properties()
                .forEach(
                        way ->
                                ways.put(
                                        way.getKey(),
                                        new Way(
                                                new HostPort(
                                                        way.getValue().path("host").asText(),
                                                        way.getValue().path("port").asInt()),
                                                way.getValue().path("here").asInt())));
        List<Path> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(Path.of(file.asText())));
        return new Hold(
                json.path("owner").asText(),
                ways,
                json.path("watch").asText(),
                Duration.ofMillis(json.path("every").asLong()),
                files,
                Instant.parse(json.path("until").asText()));
    }
}
