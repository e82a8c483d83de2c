package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.launcher.background.Messages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent says of itself.
 *
 * @param pid its process
 * @param started when it began
 * @param memory resident bytes, where the machine tells them
 * @param threads how many it runs
 * @param keeper the keeper's process, while there is one
 * @param lines its connections: {@code up} or in words why not, by login
 * @param clusters what it keeps
 */
public record AgentReport(
        long pid,
        Instant started,
        Optional<Long> memory,
        int threads,
        Optional<Long> keeper,
        Map<String, String> lines,
        List<Kept> clusters) {

    /**
     * One cluster.
     *
     * @param key its record's key
     * @param login where it runs; empty: this machine
     * @param open whether its ports are open
     * @param ports local ports by channel
     * @param relay how its relay's session is; empty without a relay
     */
    public record Kept(
            String key,
            Optional<String> login,
            boolean open,
            Map<String, Integer> ports,
            Optional<Relay> relay) {}

    /**
     * A session with a relay.
     *
     * @param state up; waiting, with nothing lost; lost, with what was on its way
     * @param since when it became so
     * @param waiting bytes on their way
     * @param losses how often what was on its way has been lost
     * @param why it is not up
     * @param way the profile's word for the way to it
     * @param wayInWords the same in words
     */
    public record Relay(
            String state,
            Optional<Instant> since,
            long waiting,
            int losses,
            Optional<String> why,
            String way,
            String wayInWords) {}

    static AgentReport fromJson(JsonNode json) {
        Map<String, String> lines = new LinkedHashMap<>();
        json.path("lines")
                .properties()
                .forEach(line -> lines.put(line.getKey(), line.getValue().asText()));
        List<Kept> clusters = new ArrayList<>();
        json.path("holds").forEach(hold -> clusters.add(kept(hold)));
        return new AgentReport(
                json.path("pid").asLong(),
                Instant.parse(json.path("started").asText()),
                number(json.path("memory")),
                json.path("threads").asInt(),
                number(json.path("keeper").path("pid")),
                lines,
                clusters);
    }

    private static Kept kept(JsonNode hold) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        hold.path("ports")
                .properties()
                .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
        return new Kept(
                hold.path("owner").asText(),
                Messages.text(hold, "login"),
                hold.path("open").asBoolean(),
                ports,
                hold.has("relay") ? Optional.of(relay(hold.path("relay"))) : Optional.empty());
    }

    private static Relay relay(JsonNode json) {
        return new Relay(
                json.path("state").asText("not connected"),
                Messages.text(json, "since").map(Instant::parse),
                json.path("waiting").asLong(),
                json.path("losses").asInt(),
                Messages.text(json, "why"),
                json.path("way").asText(),
                json.path("way_in_words").asText());
    }

    private static Optional<Long> number(JsonNode json) {
        return json.isNumber() ? Optional.of(json.asLong()) : Optional.empty();
    }
}
