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
 * @param ports what to forward, by a name that means something to the owner
 * @param watch a script for {@code /bin/sh} on the host: status {@link #ENDED} says that the
 *     cluster has ended, any other says nothing
 * @param every how often to run it
 * @param files deleted when the cluster has ended
 * @param until when the host has not been heard of by then, the hold is given up
 * @param relay the relay in the job; empty: plain forwards, which lose what is on its way when the
 *     line is cut
 * @param notice what to say when its moment comes
 */
public record Hold(
        String owner,
        Map<String, Port> ports,
        String watch,
        Duration every,
        List<Path> files,
        Instant until,
        Optional<Relay> relay,
        Optional<Notice> notice) {

    /** The exit status by which the watch script says that the cluster has ended. */
    public static final int ENDED = 10;

    /**
     * A sentence for the agent's log.
     *
     * @param when it is true from
     */
    public record Notice(Instant when, String sentence) {

        /** Whether it is true now, and was not yet before. */
        boolean isNews(Instant before, Instant now) {
            return before.isBefore(when) && !now.isBefore(when);
        }
    }

    /**
     * A port to bring here.
     *
     * @param there the far end, as the host names it, or the relay where there is one
     * @param here the local port wanted; 0 for any
     */
    public record Port(HostPort there, int here) {}

    /**
     * A relay in the job, which keeps its ends of the connections over a cut.
     *
     * @param key the secret that it shares with us
     * @param keep how long an end is kept while the other is not heard of
     * @param way to the relay itself
     */
    public record Relay(String key, Duration keep, Way way) {

        /** Never the key, wherever this is printed. */
        @Override
        public String toString() {
            return "Relay[" + way + ", keep=" + keep + "]";
        }
    }

    public Hold {
        ports = Map.copyOf(ports);
        files = List.copyOf(files);
    }

    /** The same without a notice. */
    public Hold(
            String owner,
            Map<String, Port> ports,
            String watch,
            Duration every,
            List<Path> files,
            Instant until,
            Optional<Relay> relay) {
        this(owner, ports, watch, every, files, until, relay, Optional.empty());
    }

    /** The same with a further port, or with another in place of the one of that name. */
    Hold with(String name, Port port) {
        Map<String, Port> more = new LinkedHashMap<>(ports);
        more.put(name, port);
        return new Hold(owner, more, watch, every, files, until, relay, notice);
    }

    /** The same without a port. */
    Hold without(String name) {
        Map<String, Port> fewer = new LinkedHashMap<>(ports);
        fewer.remove(name);
        return new Hold(owner, fewer, watch, every, files, until, relay, notice);
    }

    /** The same, on the local ports that were found for it. */
    Hold on(Map<String, HostPort> here) {
        Map<String, Port> settled = new LinkedHashMap<>();
        ports.forEach(
                (name, port) -> {
                    HostPort found = here.get(name);
                    // A port that is reached without a forward is not one of ours to choose.
                    settled.put(
                            name,
                            found == null || found.equals(port.there())
                                    ? port
                                    : new Port(port.there(), found.port()));
                });
        return new Hold(owner, settled, watch, every, files, until, relay, notice);
    }

    ObjectNode toJson() {
        ObjectNode json = Messages.of("hold").put("owner", owner);
        ObjectNode list = json.putObject("ports");
        ports.forEach(
                (name, port) ->
                        list.putObject(name)
                                .put("host", port.there().host())
                                .put("port", port.there().port())
                                .put("here", port.here()));
        json.put("watch", watch).put("every", every.toMillis()).put("until", until.toString());
        ArrayNode paths = json.putArray("files");
        files.forEach(file -> paths.add(file.toString()));
        relay.ifPresent(
                it ->
                        json.putObject("relay")
                                .put("key", it.key())
                                .put("keep", it.keep().toMillis())
                                .set("way", it.way().toJson()));
        notice.ifPresent(
                it ->
                        json.putObject("notice")
                                .put("when", it.when().toString())
                                .put("sentence", it.sentence()));
        return json;
    }

    static Hold fromJson(JsonNode json) {
        Map<String, Port> ports = new LinkedHashMap<>();
        json.path("ports")
                .properties()
                .forEach(
                        way ->
                                ports.put(
                                        way.getKey(),
                                        new Port(
                                                Messages.endpoint(way.getValue()),
                                                way.getValue().path("here").asInt())));
        List<Path> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(Path.of(file.asText())));
        return new Hold(
                json.path("owner").asText(),
                ports,
                json.path("watch").asText(),
                Duration.ofMillis(json.path("every").asLong()),
                files,
                Instant.parse(json.path("until").asText()),
                json.hasNonNull("relay")
                        ? Optional.of(
                                new Relay(
                                        json.path("relay").path("key").asText(),
                                        Duration.ofMillis(json.path("relay").path("keep").asLong()),
                                        Way.fromJson(json.path("relay").path("way"))))
                        : Optional.empty(),
                json.hasNonNull("notice")
                        ? Optional.of(
                                new Notice(
                                        Instant.parse(json.path("notice").path("when").asText()),
                                        json.path("notice").path("sentence").asText()))
                        : Optional.empty());
    }

    /** What is kept on disk of it, with where its host was met. */
    static ObjectNode file(Optional<String> login, Optional<String> address, Hold hold) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        login.ifPresent(name -> json.put("login", name));
        address.ifPresent(met -> json.put("address", met));
        json.set("hold", hold.toJson());
        return json;
    }
}
