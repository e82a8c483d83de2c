package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Messages;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clusters that the agent keeps. Each is on disk from before it is held until it is let go: an
 * agent that comes after one that was killed holds the same, on the same local ports.
 */
final class Holds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A network between login node and job may fail for a while without anything having ended. */
    private static final Duration GONE = Duration.ofMinutes(5);

    private final Path directory;
    private final Function<Optional<String>, Station> stations;
    private final KeeperLink keeper;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Runnable onLess;

    /** Since when the controllers of clusters have not been reached, by owner. */
    private final Map<String, Instant> silentSince = new ConcurrentHashMap<>();

    // Guarded by this.
    private final Map<String, Held> held = new LinkedHashMap<>();

    /**
     * @param directory one file for each cluster
     * @param stations the connection for a login
     * @param keeper who keeps the ports of clusters with a relay
     * @param onLess told when a cluster has been let go
     */
    Holds(
            Path directory,
            Function<Optional<String>, Station> stations,
            Background keeper,
            Clock clock,
            ScheduledExecutorService timer,
            Runnable onLess) {
        this.directory = directory;
        this.stations = stations;
        this.keeper = new KeeperLink(keeper, this::keepAgain);
        this.clock = clock;
        this.timer = timer;
        this.onLess = onLess;
    }

    /** One cluster. Its forwards are missing as long as its host was not reached after a crash. */
    private static final class Held {
        final Optional<String> login;
        final Hold hold;
        final Optional<ScheduledFuture<?>> watch;
        final Optional<Map<String, Forward>> forwards;
        final Map<String, HostPort> kept;

        Held(
                Optional<String> login,
                Hold hold,
                Optional<ScheduledFuture<?>> watch,
                Optional<Map<String, Forward>> forwards,
                Map<String, HostPort> kept) {
            this.login = login;
            this.hold = hold;
            this.watch = watch;
            this.forwards = forwards;
            this.kept = kept;
        }

        Held with(Optional<Map<String, Forward>> opened) {
            return new Held(login, hold, watch, opened, kept);
        }

        /** Of what is asked for now, what is open already. */
        Map<String, Forward> serving(Hold wanted) {
            Map<String, Forward> serving = new LinkedHashMap<>();
            forwards.orElse(Map.of())
                    .forEach(
                            (name, open) -> {
                                Hold.Port way = wanted.ports().get(name);
                                if (way != null
                                        && way.there().equals(open.there())
                                        && (way.here() == 0 || way.here() == open.here().port())) {
                                    serving.put(name, open);
                                }
                            });
            return serving;
        }

        void closeAllBut(Set<String> names) {
            forwards.orElse(Map.of())
                    .forEach(
                            (name, open) -> {
                                if (!names.contains(name)) {
                                    open.close();
                                }
                            });
        }

        /** Without an interrupt: it may be the watch itself that has found the end. */
        void close() {
            watch.ifPresent(looks -> looks.cancel(false));
            forwards.ifPresent(open -> open.values().forEach(Forward::close));
        }
    }

    /**
     * Keeps a cluster, in place of what was kept for the same owner before.
     *
     * @return where on this machine each way can be entered
     */
    Map<String, HostPort> hold(Optional<String> login, Hold hold) throws InterruptedException {
        if (hold.relay().isEmpty()) {
            stations.apply(login).host(); // A login that hangs must not stop those of other hosts.
        }
        return settle(login, hold);
    }

    private synchronized Map<String, HostPort> settle(Optional<String> login, Hold hold)
            throws InterruptedException {
        Held before = held.get(hold.owner());
        Optional<Map<String, Forward>> forwards;
        Map<String, HostPort> here = new LinkedHashMap<>();
        if (hold.relay().isPresent()) {
            here.putAll(keeper.keep(login, hold, hold.relay().get()));
            if (before != null) {
                before.close();
            }
            forwards = Optional.of(Map.of());
        } else {
            forwards = Optional.of(forwards(login, hold));
        }
        forwards.ifPresent(open -> open.forEach((name, way) -> here.put(name, way.here())));
        Hold settled = hold.on(here);
        save(login, settled);
        held.put(
                hold.owner(),
                new Held(login, settled, Optional.of(watch(settled)), forwards, here));
        return here;
    }

    /** Whoever uses what is open already need not be cut off. */
    private Map<String, Forward> forwards(Optional<String> login, Hold hold)
            throws InterruptedException {
        WiredHost host = stations.apply(login).host();
        Held before = held.get(hold.owner());
        Map<String, Forward> serving = before == null ? Map.of() : before.serving(hold);
        if (before == null || serving.isEmpty()) {
            drop(hold.owner());
            return open(host, hold, serving);
        }
        before.closeAllBut(serving.keySet());
        try {
            Map<String, Forward> all = open(host, hold, serving);
            before.watch.ifPresent(looks -> looks.cancel(false));
            return all;
        } catch (HostException e) {
            held.put(hold.owner(), before.with(Optional.of(serving)));
            throw e;
        }
    }

    /**
     * Adds a port to what is kept for an owner, or puts it in the place of the one of that name.
     *
     * @return where on this machine it can be entered
     * @throws HostException when nothing is kept for the owner, or the port cannot be opened
     */
    HostPort add(Optional<String> login, String owner, String name, Hold.Port port)
            throws InterruptedException {
        return hold(login, kept(owner).with(name, port)).getOrDefault(name, port.there());
    }

    /** Closes a port of what is kept for an owner. */
    void remove(Optional<String> login, String owner, String name) throws InterruptedException {
        hold(login, kept(owner).without(name));
    }

    private synchronized Hold kept(String owner) {
        Held one = held.get(owner);
        if (one == null) {
            throw new HostException(
                    HostException.Kind.CONFIGURATION,
                    "nothing is kept open for cluster " + owner,
                    Optional.of("jcluster connect opens its ports"),
                    Optional.empty());
        }
        return one.hold;
    }

    private ScheduledFuture<?> watch(Hold hold) {
        return timer.scheduleWithFixedDelay(
                () -> look(hold),
                hold.every().toMillis(),
                hold.every().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Opens what is not open yet. */
    private static Map<String, Forward> open(
            WiredHost host, Hold hold, Map<String, Forward> before) {
        Map<String, Forward> opened = new LinkedHashMap<>();
        try {
            hold.ports()
                    .forEach(
                            (name, way) -> {
                                if (!before.containsKey(name)) {
                                    opened.put(name, host.forward(way.there(), way.here()));
                                }
                            });
        } catch (HostException e) {
            opened.values().forEach(Forward::close);
            throw e;
        }
        opened.putAll(before);
        return opened;
    }

    /** Takes up what an agent before this one has left on disk. */
    void restore() {
        List<Path> files;
        try (Stream<Path> all = Files.exists(directory) ? Files.list(directory) : Stream.empty()) {
            files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            LOG.warn("cannot read {}: {}", directory, e.getMessage());
            return;
        }
        for (Path file : files) {
            try {
                JsonNode json = JSON.readTree(Files.readString(file));
                Optional<String> login = Messages.text(json, "login");
                Messages.text(json, "address").ifPresent(stations.apply(login)::returnTo);
                restore(login, Hold.fromJson(json.path("hold")));
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} is passed over: {}", file, e.getMessage());
            }
        }
    }

    private synchronized void restore(Optional<String> login, Hold hold) {
        if (held.containsKey(hold.owner())) {
            return;
        }
        LOG.info("taking up {} again", hold.owner());
        held.put(
                hold.owner(),
                new Held(login, hold, Optional.of(watch(hold)), Optional.empty(), Map.of()));
        timer.execute(() -> reopen(hold.owner()));
    }

    /** Opens what could not be opened when the agent began, now that a host has been reached. */
    void reopen(Optional<String> login) {
        List<String> owners;
        synchronized (this) {
            owners =
                    held.values().stream()
                            .filter(one -> one.login.equals(login) && one.forwards.isEmpty())
                            .map(one -> one.hold.owner())
                            .toList();
        }
        owners.forEach(this::reopen);
    }

    private void reopen(String owner) {
        Held waiting;
        synchronized (this) {
            waiting = held.get(owner);
        }
        if (waiting == null || waiting.forwards.isPresent()) {
            return;
        }
        try {
            if (waiting.hold.relay().isEmpty()) {
                stations.apply(waiting.login).host(); // outside the lock: it may take its time
            }
            open(waiting);
        } catch (HostException e) {
            LOG.info("{} is not open yet: {}", owner, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void open(Held waiting) throws InterruptedException {
        Hold hold = waiting.hold;
        if (held.get(hold.owner()) != waiting) {
            return; // A command has asked for it meanwhile, and has it.
        }
        Map<String, Forward> forwards = Map.of();
        if (hold.relay().isPresent()) {
            keeper.keep(waiting.login, hold, hold.relay().get());
        } else {
            forwards = open(stations.apply(waiting.login).host(), hold, Map.of());
        }
        held.put(hold.owner(), waiting.with(Optional.of(forwards)));
    }

    /** The keeper was killed: the same ports, and what was on its way is lost. */
    private void keepAgain() {
        synchronized (this) {
            held.replaceAll(
                    (owner, one) ->
                            one.hold.relay().isPresent() ? one.with(Optional.empty()) : one);
        }
        List<String> owners;
        synchronized (this) {
            owners = List.copyOf(held.keySet());
        }
        owners.forEach(this::reopen);
    }

    /** Lets a cluster go. One that is not kept is no error. */
    void release(String owner) throws InterruptedException {
        synchronized (this) {
            drop(owner);
            if (held.values().stream().noneMatch(one -> one.hold.relay().isPresent())) {
                keeper.letGo();
            }
        }
        onLess.run();
    }

    private void drop(String owner) throws InterruptedException {
        silentSince.remove(owner);
        Held gone = held.remove(owner);
        if (gone != null) {
            gone.close();
            try {
                Files.deleteIfExists(file(owner));
            } catch (IOException e) {
                LOG.warn("cannot delete {}: {}", file(owner), e.getMessage());
            }
            if (gone.hold.relay().isPresent()) {
                dropFromKeeper(owner);
            }
        }
    }

    private void dropFromKeeper(String owner) throws InterruptedException {
        try {
            keeper.drop(owner);
        } catch (HostException e) {
            LOG.warn("the keeper was not told that {} is let go: {}", owner, e.getMessage());
        }
    }

    private void save(Optional<String> login, Hold hold) {
        try {
            PrivateFiles.write(
                    file(hold.owner()),
                    Hold.file(login, stations.apply(login).address(), hold).toString());
        } catch (IOException e) {
            LOG.warn("{} will not be taken up after a crash: {}", hold.owner(), e.getMessage());
        }
    }

    // Keys are ours, but a name from a message is never a path.
    private Path file(String owner) {
        return directory.resolve(owner.replaceAll("[^A-Za-z0-9_-]", "_") + ".json");
    }

    synchronized List<String> owners(Optional<String> login) {
        return held.values().stream()
                .filter(one -> one.login.equals(login))
                .map(one -> one.hold.owner())
                .toList();
    }

    /** What is true now, and was not yet before. */
    synchronized List<String> notices(Instant before, Instant now) {
        return held.values().stream()
                .flatMap(one -> one.hold.notice().stream())
                .filter(notice -> notice.isNews(before, now))
                .map(Hold.Notice::sentence)
                .toList();
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    synchronized boolean needs(Optional<String> login) {
        return held.values().stream().anyMatch(one -> one.login.equals(login));
    }

    /** What is kept, for a report: owner, login, local ports, and how the relay is. */
    ArrayNode report() throws InterruptedException {
        JsonNode kept = sessions();
        ArrayNode report = JSON.createArrayNode();
        synchronized (this) {
            held.forEach(
                    (owner, one) -> {
                        ObjectNode entry = report.addObject().put("owner", owner);
                        one.login.ifPresent(name -> entry.put("login", name));
                        entry.put("open", one.forwards.isPresent());
                        ObjectNode ports = entry.putObject("ports");
                        one.hold.ports().forEach((name, way) -> ports.put(name, way.here()));
                        one.hold
                                .relay()
                                .ifPresent(
                                        relay -> {
                                            ObjectNode session = entry.putObject("relay");
                                            kept.path(owner)
                                                    .properties()
                                                    .forEach(
                                                            it ->
                                                                    session.set(
                                                                            it.getKey(),
                                                                            it.getValue()));
                                            session.put("way", relay.way().kind().word());
                                            session.put("way_in_words", relay.way().inWords());
                                        });
                    });
        }
        return report;
    }

    private JsonNode sessions() throws InterruptedException {
        try {
            return keeper.status().orElseGet(JSON::createObjectNode).path("sessions");
        } catch (HostException e) {
            LOG.debug("the keeper says nothing", e);
            return JSON.createObjectNode();
        }
    }

    Optional<JsonNode> keeper() throws InterruptedException {
        return keeper.status();
    }

    void wake() throws InterruptedException {
        keeper.wake();
    }

    /** Closes all ports, those of the keeper too; what was kept stays on disk. */
    void stop() throws InterruptedException {
        List<String> relayed;
        synchronized (this) {
            relayed =
                    held.values().stream()
                            .filter(one -> one.hold.relay().isPresent())
                            .map(one -> one.hold.owner())
                            .toList();
        }
        for (String owner : relayed) {
            dropFromKeeper(owner);
        }
        close();
    }

    /** Nothing is thrown: the timer would not look again. */
    private void look(Hold hold) {
        try {
            reopen(hold.owner());
            WiredHost host = stations.apply(login(hold)).host();
            int status = host.run(Command.script(hold.watch())).exitStatus();
            if (status == Hold.ENDED) {
                end(hold, "the cluster has ended");
            } else if (controllerIsGone(host, hold)) {
                end(hold, "its controller has not been there for " + GONE.toMinutes() + " minutes");
            }
        } catch (HostException e) {
            LOG.debug("watch of {} got no answer", hold.owner(), e);
            if (clock.instant().isAfter(hold.until())) {
                end(hold, "nothing was heard until after the job's time limit");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the watch of {} failed", hold.owner(), e); // and goes on with the next look
        }
    }

    private synchronized Optional<String> login(Hold hold) {
        Held one = held.get(hold.owner());
        return one == null ? Optional.empty() : one.login;
    }

    /**
     * A job that is killed outright (out of memory, a dead node) cannot say that it has ended. Its
     * controller's port is closed then, while a suspended one still takes connections.
     */
    private boolean controllerIsGone(WiredHost host, Hold hold) throws InterruptedException {
        if (answers(host, hold)) {
            silentSince.remove(hold.owner());
            return false;
        }
        Instant since = silentSince.computeIfAbsent(hold.owner(), owner -> clock.instant());
        return clock.instant().isAfter(since.plus(GONE));
    }

    private boolean answers(WiredHost host, Hold hold) throws InterruptedException {
        Optional<Hold.Relay> relay = hold.relay();
        if (relay.isPresent()) {
            return sessions().path(hold.owner()).path("state").asText().equals("up")
                    || leadsThere(relay.get().way(), host);
        }
        for (Hold.Port port : hold.ports().values()) { // one may be of a notebook that has ended
            if (host.reaches(port.there())) {
                return true;
            }
        }
        return hold.ports().isEmpty();
    }

    private static boolean leadsThere(Way way, WiredHost host) throws InterruptedException {
        if (way.kind() == LineWay.CALLBACK) {
            return true; // It would wait for minutes for a call, to learn nothing.
        }
        try {
            way.open(host).close();
            return true;
        } catch (HostException e) {
            return e.kind() != HostException.Kind.UNREACHABLE;
        }
    }

    private void end(Hold hold, String why) {
        LOG.info("letting go of {}: {}", hold.owner(), why);
        for (Path file : hold.files()) {
            try {
                PrivateFiles.deleteTree(file);
            } catch (IOException e) {
                LOG.warn("cannot delete {}: {}", file, e.getMessage());
            }
        }
        try {
            release(hold.owner());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes all ports. What was kept stays on disk, for the next agent. */
    @Override
    public synchronized void close() {
        for (Held one : held.values()) {
            one.close();
        }
        held.clear();
        keeper.close();
    }
}
