package io.jcluster.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.Link;
import io.jcluster.wire.SignatureScheme;
import io.jcluster.wire.Signer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a controller's connection file for engines says.
 *
 * @param host the controller's address as this machine reaches it
 * @param ports by the file's names; {@link #broadcast} has those of which there are several
 * @param broadcast empty before ipyparallel 7
 */
record EngineFile(
        String host,
        Ports ports,
        List<Integer> broadcast,
        Signer signer,
        Optional<String> curveServerKey) {

    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(5);
    private static final Pattern TCP = Pattern.compile("tcp://(.+)");
    private static final List<String> WILDCARDS = List.of("*", "0.0.0.0", "[::]");

    /** One port each. */
    record Ports(int registration, int control, int mux, int task, int iopub, int ping, int pong) {}

    /** A file no engine can be made of, or not yet. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean unfinished;

        UnfitException(String why, boolean unfinished) {
            super(why);
            this.unfinished = unfinished;
        }

        /** Whether reading it again can help. */
        boolean isUnfinished() {
            return unfinished;
        }
    }

    static EngineFile parse(String text) throws UnfitException {
        JsonNode json;
        try {
            json = Json.MESSAGES.readTree(text);
        } catch (JsonProcessingException e) {
            // The parser's words are left out: they quote the text, and the key is in it.
            throw new UnfitException("it is not JSON", !text.strip().endsWith("}"));
        }
        if (!json.isObject()) {
            throw new UnfitException("it is empty", true);
        }
        if (!json.has("hb_ping")) {
            throw new UnfitException(
                    "it has no hb_ping: engines need the file that ends in -engine.json", false);
        }
        for (var key : List.of("pack", "unpack")) {
            if (!Json.isPackedBy(json.path(key).asText("json"))) {
                throw new UnfitException(
                        "messages are packed with '"
                                + json.path(key).asText()
                                + "', which only Python reads; set Session.packer and"
                                + " Session.unpacker of the controller to json",
                        false);
            }
        }
        if (!json.path("ssh").asText("").isEmpty()) {
            throw new UnfitException(
                    "its controller is to be reached through ssh ("
                            + json.path("ssh").asText()
                            + "); an engine in Java needs a controller it can connect to",
                    false);
        }
        var name = json.path("signature_scheme").asText("hmac-sha256");
        var scheme =
                SignatureScheme.ofName(name)
                        .orElseThrow(
                                () ->
                                        new UnfitException(
                                                "signature_scheme '" + name + "' is not known here",
                                                false));
        var leaves = new ArrayList<Integer>();
        for (var port : json.path("broadcast")) {
            leaves.add(port.asInt());
        }
        return new EngineFile(
                host(json),
                new Ports(
                        port(json, "registration"),
                        port(json, "control"),
                        port(json, "mux"),
                        port(json, "task"),
                        port(json, "iopub"),
                        port(json, "hb_ping"),
                        port(json, "hb_pong")),
                List.copyOf(leaves),
                new Signer(scheme, json.path("key").asText().getBytes(StandardCharsets.UTF_8)),
                Optional.ofNullable(json.path("curve_serverkey").textValue())
                        .filter(key -> !key.isEmpty()));
    }

    /** How one of its ports is connected to. */
    Link.Terms terms(int port, Link.Role role, String identity) {
        return new Link.Terms(host, port, role, identity, curveServerKey, HANDSHAKE_LIMIT);
    }

    private static int port(JsonNode json, String key) throws UnfitException {
        int port = json.path(key).asInt();
        if (port < 1 || port > 65535) {
            throw new UnfitException("its '" + key + "' is not a TCP port", false);
        }
        return port;
    }

    private static String host(JsonNode json) throws UnfitException {
        var url = json.path("interface").asText();
        var tcp = TCP.matcher(url);
        if (!tcp.matches()) {
            throw new UnfitException(
                    "its interface '" + url + "' is not of the form tcp://address", false);
        }
        var address = tcp.group(1);
        if (!WILDCARDS.contains(address)) {
            return address;
        }
        var location = json.path("location").asText();
        if (location.isBlank()) {
            throw new UnfitException(
                    "its interface is '" + url + "' and its location is empty", false);
        }
        // A machine's own name may resolve to nothing on it.
        return isThisMachine(location) ? "127.0.0.1" : location;
    }

    private static boolean isThisMachine(String name) {
        try {
            return name.equalsIgnoreCase(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
