package io.jcluster.launcher.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What the job says of itself, as last read: the job script writes it at each step into {@code
 * status.json} in the job's directory.
 *
 * @param tag the cluster's key, as the job was told it
 * @param job the scheduler's id, as the job sees it
 * @param phase starting, controller, engines, running, ended or failed
 * @param restart how often the scheduler has started the job again
 * @param registered how many engines have registered with the controller
 * @param node the name of the node that the controller runs on
 * @param addresses where the node may be reached: the controller's own address first, then the rest
 * @param software what was found on the node, by name
 * @param placement which rank is where, where hosts were named
 * @param connection the client connection file, relative to the job's directory
 * @param relay the port at which the relay listens beside the controller, where there is one
 * @param notebook the port at which a notebook server listens beside it, where there is one
 * @param exitStatus of the job script, once it is over
 * @param message a sentence for the user, when something is wrong
 */
public record Sidecar(
        String tag,
        String job,
        String phase,
        int restart,
        int registered,
        String node,
        List<String> addresses,
        Map<String, String> software,
        Placement placement,
        Optional<String> connection,
        OptionalInt relay,
        OptionalInt notebook,
        OptionalInt exitStatus,
        Optional<String> message) {

    private static final ObjectMapper JSON = new ObjectMapper();

    // A name below the job's directory and nothing else: the text comes from another machine.
    private static final Pattern BELOW =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+@=,-]*(/[A-Za-z0-9_][A-Za-z0-9._+@=,-]*)*");

    public Sidecar {
        addresses = List.copyOf(addresses);
        software = Map.copyOf(software);
    }

    /** Whether the controller is up and its connection file written. */
    public boolean controllerUp() {
        return connection.isPresent() && (phase.equals("engines") || phase.equals("running"));
    }

    /** Whether the job script has said its last word. */
    public boolean over() {
        return phase.equals("ended") || phase.equals("failed");
    }

    /**
     * Reads the text of {@code status.json}.
     *
     * @throws IllegalArgumentException in a sentence, when it is not what a job script writes
     */
    public static Sidecar parse(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is half written or not JSON", e);
        }
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("it is empty or not a JSON object");
        }
        for (String name : List.of("tag", "job", "phase")) {
            if (!json.hasNonNull(name)) {
                throw new IllegalArgumentException("it has no \"" + name + "\"");
            }
        }
        List<String> addresses = new ArrayList<>();
        text(json, "address").ifPresent(addresses::add);
        for (String name : List.of("addresses", "names")) {
            json.path(name).forEach(address -> addresses.add(address.asText()));
        }
        List<String> placement = new ArrayList<>();
        json.path("placement").forEach(host -> placement.add(clean(host.asText())));
        Map<String, String> software = new LinkedHashMap<>();
        json.path("software")
                .properties()
                .forEach(
                        entry -> {
                            if (!entry.getValue().isNull()) {
                                software.put(entry.getKey(), clean(entry.getValue().asText()));
                            }
                        });
        text(json, "mpi").ifPresent(library -> software.put("mpi", clean(library)));
        Optional<String> connection = text(json, "connection");
        if (connection.isPresent() && !BELOW.matcher(connection.get()).matches()) {
            throw new IllegalArgumentException(
                    "its connection file lies outside the job's directory: "
                            + clean(connection.get()));
        }
        return new Sidecar(
                clean(json.get("tag").asText()),
                clean(json.get("job").asText()),
                clean(json.get("phase").asText()),
                json.path("restart").asInt(),
                json.path("registered").asInt(),
                clean(json.path("node").asText()),
                addresses.stream().map(Sidecar::clean).distinct().toList(),
                software,
                new Placement(placement),
                connection,
                port(json.path("relay").asInt()),
                port(json.path("notebook").asInt()),
                json.path("exit").isInt()
                        ? OptionalInt.of(json.path("exit").asInt())
                        : OptionalInt.empty(),
                text(json, "message").map(Sidecar::clean));
    }

    private static OptionalInt port(int said) {
        return said > 0 && said < 65536 ? OptionalInt.of(said) : OptionalInt.empty();
    }

    private static Optional<String> text(JsonNode json, String name) {
        return json.hasNonNull(name) && !json.get(name).asText().isEmpty()
                ? Optional.of(json.get(name).asText())
                : Optional.empty();
    }

    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
