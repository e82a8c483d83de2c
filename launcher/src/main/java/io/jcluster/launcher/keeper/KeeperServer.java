package io.jcluster.launcher.keeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Doorway;
import io.jcluster.launcher.background.Memory;
import io.jcluster.launcher.background.Messages;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.relay.RelayKey;
import io.jcluster.tunnel.relay.RelaySession;
import io.jcluster.tunnel.relay.RelayState;
import io.jcluster.tunnel.relay.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The keeper: one relay session for each cluster that has a relay. What comes and goes beneath a
 * session is a wire that the agent lays; an agent that is gone is started again.
 */
final class KeeperServer implements AutoCloseable, Doorway.Service {

    private final Background agent;
    private final ScheduledExecutorService timer = Doorway.timer(1);
    private final Doorway doorway;

    // Guarded by itself.
    private final Map<String, Kept> sessions = new LinkedHashMap<>();

    /** A session, what it was last asked to be, and who lays its wires. */
    private record Kept(RelaySession session, JsonNode asked, Errand errand) {

        /** Whether it can go on as what is asked for now: some of its ports lead there. */
        boolean serves(JsonNode wanted) {
            return asked.path("key").equals(wanted.path("key"))
                    && ways(asked).entrySet().stream()
                            .anyMatch(
                                    way -> {
                                        Way now = ways(wanted).get(way.getKey());
                                        return now != null
                                                && now.there().equals(way.getValue().there());
                                    });
        }
    }

    /** What the agent is asked for when a wire is needed; it may change while a session lives. */
    private static final class Errand {
        private volatile JsonNode question;

        Errand(JsonNode question) {
            this.question = question;
        }
    }

    KeeperServer(Background keeper, Background agent) throws IOException {
        this.agent = agent;
        this.doorway = new Doorway(keeper.socket(), this, timer, Doorway.FIRST_CALL);
    }

    void serve() throws InterruptedException {
        doorway.serve();
    }

    @Override
    public boolean busy() {
        synchronized (sessions) {
            return !sessions.isEmpty();
        }
    }

    @Override
    public void converse(Conversation conversation) throws IOException, InterruptedException {
        while (true) {
            JsonNode question = conversation.receive();
            JsonNode answer;
            try {
                answer =
                        switch (question.path("op").asText()) {
                            case "keep" -> keep(question);
                            case "drop" -> drop(question.path("owner").asText());
                            case "wake" -> wake();
                            case "status" -> status();
                            default ->
                                    throw new HostException(
                                            HostException.Kind.CONFIGURATION,
                                            "the keeper does not know '"
                                                    + question.path("op").asText()
                                                    + "'",
                                            Optional.of("jcluster agent stop, and connect again"),
                                            Optional.empty());
                        };
            } catch (HostException e) {
                answer = Messages.failure(e);
            }
            conversation.send(answer);
        }
    }

    private JsonNode keep(JsonNode question) {
        String owner = question.path("owner").asText();
        Map<String, HostPort> here;
        synchronized (sessions) {
            Kept before = sessions.get(owner);
            if (before != null && before.serves(question)) {
                // The wire may be laid another way from now on; whoever is connected stays so.
                before.errand().question = question.path("carrier");
                before.session().lead(ways(question));
                before.session().wake();
                sessions.put(owner, new Kept(before.session(), question, before.errand()));
                here = before.session().here();
            } else {
                if (before != null) {
                    sessions.remove(owner);
                    before.session().close();
                }
                Errand errand = new Errand(question.path("carrier"));
                RelaySession session = open(question, errand);
                sessions.put(owner, new Kept(session, question, errand));
                here = session.here();
            }
        }
        ObjectNode answer = Messages.ok();
        ObjectNode ports = answer.putObject("here");
        here.forEach(
                (name, at) -> ports.putObject(name).put("host", at.host()).put("port", at.port()));
        return answer;
    }

    private RelaySession open(JsonNode question, Errand errand) {
        return RelaySession.open(
                RelayKey.parse(question.path("key").asText()),
                Duration.ofMillis(question.path("keep").asLong()),
                () -> carrier(errand.question),
                ways(question));
    }

    private static Map<String, Way> ways(JsonNode question) {
        Map<String, Way> ways = new LinkedHashMap<>();
        question.path("ways")
                .properties()
                .forEach(
                        way ->
                                ways.put(
                                        way.getKey(),
                                        new Way(
                                                Messages.endpoint(way.getValue()),
                                                way.getValue().path("here").asInt())));
        return ways;
    }

    /** Has the agent lay a wire to the relay. */
    private Wire carrier(JsonNode question) throws InterruptedException {
        try {
            Conversation conversation = agent.callOrStart();
            boolean laid = false;
            try {
                Messages.checked(conversation.ask(question));
                laid = true;
                return conversation.wire();
            } finally {
                if (!laid) {
                    conversation.close();
                }
            }
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.UNREACHABLE,
                    "the agent has gone while it was asked for a wire",
                    Optional.empty(),
                    Optional.of(e));
        }
    }

    private JsonNode drop(String owner) {
        Kept gone;
        synchronized (sessions) {
            gone = sessions.remove(owner);
        }
        if (gone != null) {
            gone.session().close();
        }
        return Messages.ok();
    }

    private JsonNode wake() {
        synchronized (sessions) {
            sessions.values().forEach(kept -> kept.session().wake());
        }
        return Messages.ok();
    }

    private JsonNode status() {
        ObjectNode answer = Messages.ok().put("pid", ProcessHandle.current().pid());
        Memory.resident().ifPresent(bytes -> answer.put("memory", bytes));
        ObjectNode states = answer.putObject("sessions");
        synchronized (sessions) {
            sessions.forEach(
                    (owner, kept) -> describe(kept.session().state(), states.putObject(owner)));
        }
        return answer;
    }

    private static void describe(RelayState state, ObjectNode json) {
        json.put("state", state.phase().name().toLowerCase(Locale.ROOT))
                .put("since", state.since().toString())
                .put("waiting", state.waiting())
                .put("losses", state.losses());
        state.why().ifPresent(why -> json.put("why", why));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        doorway.close();
        synchronized (sessions) {
            sessions.values().forEach(kept -> kept.session().close());
            sessions.clear();
        }
    }
}
