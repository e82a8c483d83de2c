package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Messages;
import io.jcluster.tunnel.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent is to keep for one cluster after the command that asked for it has ended.
 *
 * @param owner the cluster's key
 * @param ways what to forward, by a name that means something to the owner
 * @param watch a script for {@code /bin/sh} on the host: status {@link #ENDED} says that the
 *     cluster has ended, any other says nothing
 * @param every how often to run it
 * @param files deleted when the cluster has ended
 * @param until when the host has not been heard of by then, the hold is given up
 * @param relay the relay in the job; empty: plain forwards, which lose what is on its way when the
 *     line is cut
 */
public record Hold(
        String owner,
        Map<String, Way> ways,
        String watch,
        Duration every,
        List<Path> files,
        Instant until,
        Optional<Relay> relay) {

    /** The exit status by which the watch script says that the cluster has ended. */
    public static final int ENDED = 10;

    /**
     * A port to bring here.
     *
     * @param there the far end, as the host names it, or the relay where there is one
     * @param here the local port wanted; 0 for any
     */
    public record Way(HostPort there, int here) {}

    /**
     * A relay in the job, which keeps its ends of the connections over a cut.
     *
     * @param key the secret that it shares with us
     * @param keep how long an end is kept while the other is not heard of
     * @param road how the relay itself is reached
     */
    public record Relay(String key, Duration keep, Road road) {

        /** Never the key, wherever this is printed. */
        @Override
        public String toString() {
            return "Relay[" + road + ", keep=" + keep + "]";
        }
    }

    public Hold {
        ways = Map.copyOf(ways);
        files = List.copyOf(files);
    }

    /** The same, on the local ports that were found for it. */
    Hold on(Map<String, HostPort> here) {
        Map<String, Way> settled = new LinkedHashMap<>();
        ways.forEach(
                (name, way) -> {
                    HostPort found = here.get(name);
                    // A port that is reached without a forward is not one of ours to choose.
                    settled.put(
                            name,
                            found == null || found.equals(way.there())
                                    ? way
                                    : new Way(way.there(), found.port()));
                });
        return new Hold(owner, settled, watch, every, files, until, relay);
    }

    ObjectNode toJson() {
        ObjectNode json = Messages.of("hold").put("owner", owner);
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
        relay.ifPresent(
                it ->
                        json.putObject("relay")
                                .put("key", it.key())
                                .put("keep", it.keep().toMillis())
                                .set("road", it.road().toJson()));
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
                                                Messages.endpoint(way.getValue()),
                                                way.getValue().path("here").asInt())));
        List<Path> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(Path.of(file.asText())));
        return new Hold(
                json.path("owner").asText(),
                ways,
                json.path("watch").asText(),
                Duration.ofMillis(json.path("every").asLong()),
                files,
                Instant.parse(json.path("until").asText()),
                json.hasNonNull("relay")
                        ? Optional.of(
                                new Relay(
                                        json.path("relay").path("key").asText(),
                                        Duration.ofMillis(json.path("relay").path("keep").asLong()),
                                        Road.fromJson(json.path("relay").path("road"))))
                        : Optional.empty());
    }

    /** Not the text of a file: what is shown of it has no secret. */
    static ObjectNode file(Optional<String> login, Hold hold) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        login.ifPresent(name -> json.put("login", name));
        json.set("hold", hold.toJson());
        return json;
    }
}
