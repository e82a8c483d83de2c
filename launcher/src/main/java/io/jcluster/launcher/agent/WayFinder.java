package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LineState;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The search for a way that leads to a port on a node, from the simplest to the most roundabout.
 * Each is proved by a wire through it before it is chosen. A login on a node that was refused is
 * not tried again by the same finder: repeated refusals get an account locked.
 */
public final class WayFinder {

    private final WiredHost host;
    private final Optional<LineWay> fixed;
    private final Proof proof;
    private final Map<LineWay, String> refused = new EnumMap<>(LineWay.class);

    /**
     * @param fixed the only way to try, where the profile names one
     */
    public WayFinder(WiredHost host, Optional<LineWay> fixed, Proof proof) {
        this.host = host;
        this.fixed = fixed;
        this.proof = proof;
    }

    /** What shows that the far end of a wire is who it should be. */
    @FunctionalInterface
    public interface Proof {

        /** That something has taken the connection is enough. */
        Proof CONNECTED = wire -> {};

        /**
         * Looks, and returns when it is.
         *
         * @throws IOException in a sentence, when it is not
         */
        void see(Wire wire) throws IOException;
    }

    /**
     * Where a way is to lead.
     *
     * @param node the name the node has for itself
     * @param addresses where it may be reached, the likeliest first
     * @param inJob words that start a program on it in the job; empty where the scheduler has none
     * @param callFile the file {@code call} in the job's directory, relative to the home directory
     */
    public record Place(
            String node, List<String> addresses, Optional<List<String>> inJob, String callFile) {
        public Place {
            addresses = addresses.isEmpty() ? List.of(node) : List.copyOf(addresses);
        }

        ObjectNode toJson(ObjectNode json) {
            json.put("node", node).put("call", callFile);
            ArrayNode list = json.putArray("addresses");
            addresses.forEach(list::add);
            inJob.ifPresent(
                    words -> {
                        ArrayNode all = json.putArray("words");
                        words.forEach(all::add);
                    });
            return json;
        }

        static Place fromJson(JsonNode json) {
            List<String> addresses = new ArrayList<>();
            json.path("addresses").forEach(address -> addresses.add(address.asText()));
            List<String> words = new ArrayList<>();
            json.path("words").forEach(word -> words.add(word.asText()));
            return new Place(
                    json.path("node").asText(),
                    addresses,
                    Optional.of(words).filter(some -> !some.isEmpty()),
                    json.path("call").asText());
        }

        /** The ways that may lead to a port there, by kind. */
        private List<Way> ways(LineWay kind, int port) {
            return switch (kind) {
                case DIRECT ->
                        addresses.stream()
                                .<Way>map(it -> new Way.Direct(new HostPort(it, port)))
                                .toList();
                case JUMP -> List.of(new Way.Jump(node, port));
                case EXEC -> List.of(new Way.Exec(addresses, port));
                case SCHEDULER ->
                        inJob.<List<Way>>map(words -> List.of(new Way.ByScheduler(words, port)))
                                .orElse(List.of());
                case CALLBACK -> List.of(new Way.Callback(callFile, addresses));
            };
        }
    }

    /**
     * A way that was not taken.
     *
     * @param why as much as a person needs
     */
    public record Tried(LineWay way, String why) {
        @Override
        public String toString() {
            return way.word() + ": " + why;
        }
    }

    /**
     * What was found.
     *
     * @param wire the wire that has proved it, still open
     * @param tried the ways before it
     */
    public record Found(Way way, Wire wire, List<Tried> tried) {
        public Found {
            tried = List.copyOf(tried);
        }

        /** For the user: {@code the login node forbids forwarding; through sshd on nid00012}. */
        public String sentence() {
            List<String> parts =
                    new ArrayList<>(
                            tried.stream().map(it -> firstLine(it.why())).distinct().toList());
            parts.add(way.inWords());
            return String.join("; ", parts);
        }
    }

    /**
     * Finds a way to the relay's port.
     *
     * @throws HostException when none leads there, saying why for each
     */
    public Found find(Place place, int port) throws InterruptedException {
        List<Tried> tried = new ArrayList<>();
        for (LineWay kind : fixed.map(List::of).orElse(List.of(LineWay.values()))) {
            Optional<Found> found = attempt(kind, place, port, tried);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw noWay(
                place,
                port,
                tried,
                fixed.map(
                                only ->
                                        "without 'way: "
                                                + only.word()
                                                + "' in the profile's 'line:' the others are tried"
                                                + " too")
                        .orElse(
                                "set 'controller: interface:' in the profile to a network that both"
                                        + " have, or ask the site which way it allows"));
    }

    /**
     * Finds the address of the node at which plain forwarded ports reach it, which is all there is
     * without a relay.
     *
     * @param port one that the controller listens on
     * @throws HostException when there is none, naming the ways that a relay could go
     */
    public HostPort withoutRelay(Place place, int port) throws InterruptedException {
        List<Tried> tried = new ArrayList<>();
        Optional<Found> direct = attempt(LineWay.DIRECT, place, port, tried);
        if (direct.isPresent() && direct.get().way() instanceof Way.Direct way) {
            direct.get().wire().close();
            return way.there();
        }
        List<String> open = new ArrayList<>();
        for (LineWay kind : List.of(LineWay.JUMP, LineWay.EXEC, LineWay.SCHEDULER)) {
            Optional<Found> other = attempt(kind, place, port, tried);
            other.ifPresent(
                    found -> {
                        found.wire().close();
                        open.add(kind.word() + " (" + found.way().inWords() + ")");
                    });
        }
        throw noWay(
                place,
                port,
                tried,
                open.isEmpty()
                        ? "set 'controller: interface:' in the profile to a network that both have,"
                                + " or ask the site which way it allows"
                        : "with 'relay: yes' in the profile's 'line:' these ways are open: "
                                + String.join(", ", open));
    }

    private Optional<Found> attempt(LineWay kind, Place place, int port, List<Tried> tried)
            throws InterruptedException {
        String before = refused.get(kind);
        if (before != null) {
            tried.add(new Tried(kind, before));
            return Optional.empty();
        }
        List<Way> ways = place.ways(kind, port);
        if (ways.isEmpty()) {
            tried.add(
                    new Tried(kind, "the scheduler starts no program in a job from outside of it"));
            return Optional.empty();
        }
        try {
            Race.Finish finish = Race.between(ways, host, proof);
            return Optional.of(new Found(finish.way(), finish.wire(), tried));
        } catch (HostException e) {
            if (host instanceof SshHost ssh && ssh.state() != LineState.UP) {
                throw e; // Nothing about the ways, and none of them is open now.
            }
            String why = why(e);
            if (e.kind() == Kind.LOGIN_REFUSED || e.kind() == Kind.UNTRUSTED_HOST_KEY) {
                refused.put(kind, why);
            }
            tried.add(new Tried(kind, why));
            return Optional.empty();
        }
    }

    private String why(HostException e) {
        return switch (e.kind()) {
            case FORWARD_REFUSED -> host.name() + " forbids forwarding";
            case UNTRUSTED_HOST_KEY, LOGIN_REFUSED ->
                    e.getMessage() + e.advice().map(advice -> "\n" + advice).orElse("");
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private HostException noWay(Place place, int port, List<Tried> tried, String advice) {
        StringBuilder message = new StringBuilder();
        message.append("no way leads from ").append(host.name());
        message.append(" to port ").append(port).append(" of ").append(place.node());
        for (Tried it : tried) {
            message.append("\n  | ").append(it.toString().replace("\n", "\n  |   "));
        }
        return new HostException(
                Kind.FORWARD_REFUSED, message.toString(), Optional.of(advice), Optional.empty());
    }
}
