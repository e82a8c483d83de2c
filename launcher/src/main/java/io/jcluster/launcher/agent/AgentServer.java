package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Doorway;
import io.jcluster.launcher.background.Memory;
import io.jcluster.launcher.background.Messages;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent: owns the one connection to each host that this user works with, runs commands over it
 * for whoever of this user asks, and keeps the ports of every cluster. A connection ends soon after
 * nobody needs it, and the agent with the last of them.
 */
final class AgentServer implements AutoCloseable, Doorway.Service {

    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    private final HostOpener opener;
    private final Clock clock;
    private final Instant started;

    private final ScheduledExecutorService timer = Doorway.timer(4);
    private final Doorway doorway;
    private final Holds holds;

    // Guarded by itself: how many conversations need each login's connection.
    private final Map<Optional<String>, Station> stations = new LinkedHashMap<>();
    private final Map<Optional<String>, Integer> users = new LinkedHashMap<>();

    AgentServer(
            Background agent, Background keeper, HostOpener opener, Clock clock, Duration firstCall)
            throws IOException {
        this.opener = opener;
        this.clock = clock;
        this.started = clock.instant();
        doorway = new Doorway(agent.socket(), this, timer, firstCall);
        holds =
                new Holds(
                        agent.directory().resolve("holds"),
                        this::station,
                        keeper,
                        clock,
                        timer,
                        this::tidy);
    }

    /** Serves until there is nothing left to do. */
    void serve() throws InterruptedException {
        holds.restore();
        var unused = timer.scheduleWithFixedDelay(this::warn, 0, 1, TimeUnit.MINUTES);
        doorway.serve();
    }

    @Override
    public boolean busy() {
        return !holds.isEmpty();
    }

    private Station station(Optional<String> login) {
        synchronized (stations) {
            return stations.computeIfAbsent(
                    login, it -> new Station(it, opener, () -> timer.execute(this::wake)));
        }
    }

    private void wake() {
        try {
            holds.wake();
        } catch (HostException e) {
            LOG.debug("the keeper is not there to be woken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Into the log: that a signed key ends, two hours and a quarter of an hour ahead, and that a
     * cluster's time does. Commands say it to whoever types.
     */
    private void warn() {
        Instant now = clock.instant();
        Instant before = now.minus(Duration.ofMinutes(1));
        holds.notices(before, now).forEach(LOG::warn);
        synchronized (stations) {
            for (Station station : stations.values()) {
                station.keyExpiry().flatMap(key -> key.warning(before, now)).ifPresent(LOG::warn);
            }
        }
    }

    /** Ends the connections that nobody needs any more. */
    private void tidy() {
        List<Station> unneeded = new ArrayList<>();
        synchronized (stations) {
            for (Optional<String> login : List.copyOf(stations.keySet())) {
                if (users.getOrDefault(login, 0) == 0 && !holds.needs(login)) {
                    Station station = stations.remove(login);
                    if (station != null) {
                        unneeded.add(station);
                    }
                }
            }
        }
        unneeded.forEach(Station::close);
        doorway.considerLeaving();
    }

    @Override
    public void converse(Conversation conversation) throws IOException, InterruptedException {
        Set<Optional<String>> used = new HashSet<>();
        try {
            while (true) {
                JsonNode question = conversation.receive();
                Optional<String> login = Messages.text(question, "login");
                if (used.add(login)) {
                    synchronized (stations) {
                        users.merge(login, 1, Integer::sum);
                    }
                }
                answer(conversation, login, question);
            }
        } finally {
            synchronized (stations) {
                used.forEach(login -> users.merge(login, -1, Integer::sum));
                users.values().removeIf(count -> count == 0);
            }
            tidySoon();
        }
    }

    /** A command's next question has a conversation of its own, and comes within a moment. */
    private void tidySoon() {
        var unused = timer.schedule(this::tidy, 150, TimeUnit.MILLISECONDS);
    }

    private void answer(Conversation conversation, Optional<String> login, JsonNode question)
            throws IOException, InterruptedException {
        JsonNode answer;
        try {
            switch (question.path("op").asText()) {
                case "open" -> answer = open(conversation, login, question);
                case "run" ->
                        answer = Messages.outcome(host(login).run(Messages.command(question)));
                case "start" -> {
                    stream(conversation, host(login), question);
                    return;
                }
                case "dial" -> {
                    WiredHost host = host(login);
                    join(conversation, () -> host.dial(Messages.endpoint(question)));
                    return;
                }
                case "talk" -> {
                    WiredHost host = host(login);
                    join(conversation, () -> host.talk(Messages.command(question)));
                    return;
                }
                case "carry" -> {
                    WiredHost host = host(login);
                    Way way = Way.fromJson(question.path("way"));
                    join(conversation, () -> way.open(host));
                    return;
                }
                case "find" -> answer = find(host(login), question);
                case "reaches" ->
                        answer =
                                Messages.ok()
                                        .put(
                                                "reaches",
                                                host(login).reaches(Messages.endpoint(question)));
                case "hold" -> answer = here(holds.hold(login, Hold.fromJson(question)));
                case "add" -> {
                    String name = question.path("name").asText();
                    Hold.Port port =
                            new Hold.Port(
                                    Messages.endpoint(question), question.path("here").asInt());
                    String owner = question.path("owner").asText();
                    answer = here(Map.of(name, holds.add(login, owner, name, port)));
                }
                case "remove" -> {
                    holds.remove(
                            login, question.path("owner").asText(), question.path("name").asText());
                    answer = Messages.ok();
                }
                case "release" -> {
                    holds.release(question.path("owner").asText());
                    answer = Messages.ok();
                }
                case "status" -> answer = status(login);
                case "stop" -> {
                    holds.stop();
                    answer = Messages.ok();
                    doorway.leaveNow();
                }
                default ->
                        answer =
                                Messages.failure(
                                        new HostException(
                                                HostException.Kind.CONFIGURATION,
                                                "the agent does not know '"
                                                        + question.path("op").asText()
                                                        + "'",
                                                Optional.of(
                                                        "an agent of another version may be running:"
                                                                + " jcluster agent stop"),
                                                Optional.empty()));
            }
        } catch (HostException e) {
            answer = Messages.failure(e);
        }
        conversation.send(answer);
    }

    private WiredHost host(Optional<String> login) throws InterruptedException {
        return station(login).host();
    }

    /** Whoever asks only for what is there already is not made to log in. */
    private JsonNode open(Conversation conversation, Optional<String> login, JsonNode question)
            throws InterruptedException {
        if (question.path("only").asBoolean()) {
            boolean known;
            synchronized (stations) {
                known = stations.containsKey(login);
            }
            if (!known) {
                return Messages.ok().put("absent", true);
            }
        }
        Station station = station(login);
        WiredHost host = station.open(conversation);
        station.keyExpiry()
                .flatMap(key -> key.warning(Instant.MIN, clock.instant()))
                .ifPresent(new RemotePrompts(conversation)::show);
        timer.execute(this::wake);
        timer.execute(() -> holds.reopen(login));
        return Messages.ok().put("name", host.name());
    }

    private static JsonNode find(WiredHost host, JsonNode question) throws InterruptedException {
        Optional<LineWay> only = Messages.text(question, "only").map(LineWay::parse);
        WayFinder finder = new WayFinder(host, only, WayFinder.Proof.CONNECTED);
        WayFinder.Place place = WayFinder.Place.fromJson(question);
        int port = question.path("port").asInt();
        if (question.path("plain").asBoolean()) {
            HostPort found = finder.withoutRelay(place, port);
            return Messages.ok().put("host", found.host()).put("port", found.port());
        }
        WayFinder.Found found = finder.find(place, port);
        found.wire().close();
        ObjectNode answer = Messages.ok().put("sentence", found.sentence());
        answer.set("way", found.way().toJson());
        return answer;
    }

    private static JsonNode here(Map<String, HostPort> ports) {
        ObjectNode answer = Messages.ok();
        ObjectNode here = answer.putObject("here");
        ports.forEach(
                (name, at) -> here.putObject(name).put("host", at.host()).put("port", at.port()));
        return answer;
    }

    private static void stream(Conversation conversation, WiredHost host, JsonNode question)
            throws IOException, InterruptedException {
        try (conversation;
                Running running = host.start(Messages.command(question))) {
            conversation.send(Messages.ok());
            // A silent program never makes a write fail: only a read notices that the asker has
            // gone.
            Doorway.daemon(
                            () -> {
                                try (InputStream asker = conversation.bytes()) {
                                    asker.read();
                                } catch (IOException e) {
                                    LOG.debug("the asker has gone", e);
                                }
                                running.close();
                            })
                    .start();
            byte[] buffer = new byte[32 * 1024];
            InputStream output = running.stdout();
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                conversation.sendBytes(buffer, count);
            }
        }
    }

    private interface Opening {
        Wire open() throws InterruptedException;
    }

    /**
     * Carries bytes both ways until the far end or the asker has gone. An asker who goes before
     * there is a wire ends what was begun for it.
     */
    private static void join(Conversation conversation, Opening opening)
            throws IOException, InterruptedException {
        Thread opener = Thread.currentThread();
        AtomicBoolean open = new AtomicBoolean();
        Doorway.daemon(
                        () -> {
                            if (!conversation.saysMore() && !open.get()) {
                                opener.interrupt();
                            }
                        })
                .start();
        Wire there;
        try {
            there = opening.open();
        } finally {
            open.set(true);
        }
        try (conversation;
                there;
                Wire here = conversation.wire()) {
            conversation.send(Messages.ok());
            Doorway.daemon(() -> carry(here.in(), there.out())).start();
            carry(there.in(), here.out());
        }
    }

    private static void carry(InputStream from, OutputStream to) {
        try (to) {
            from.transferTo(to);
        } catch (IOException e) {
            LOG.debug("a wire has ended", e);
        }
    }

    private JsonNode status(Optional<String> login) throws InterruptedException {
        ObjectNode answer =
                Messages.ok()
                        .put("pid", ProcessHandle.current().pid())
                        .put("started", started.toString())
                        .put("threads", Thread.activeCount());
        Memory.resident().ifPresent(bytes -> answer.put("memory", bytes));
        ObjectNode lines = answer.putObject("lines");
        synchronized (stations) {
            stations.forEach(
                    (name, station) ->
                            lines.put(
                                    name.orElse("this machine"),
                                    station.line()
                                            + station.keyExpiry()
                                                    .map(
                                                            key ->
                                                                    ", signed key good until "
                                                                            + key.moment())
                                                    .orElse("")));
            Station asked = stations.get(login);
            answer.put("line", asked == null ? "not connected" : asked.line());
        }
        answer.set("holds", holds.report());
        holds.keeper().ifPresent(keeper -> answer.set("keeper", keeper));
        ArrayNode owners = answer.putArray("owners");
        holds.owners(login).forEach(owners::add);
        return answer;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            // A look that is under way may still write what is on disk for the next agent.
            if (!timer.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("a look goes on while the agent ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        doorway.close();
        holds.close();
        synchronized (stations) {
            stations.values().forEach(Station::close);
            stations.clear();
        }
    }
}
