package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent: owns the one connection to a host, runs commands over it for whoever of this user
 * asks, and keeps the forwards of every cluster there. Ends by itself soon after the last cluster
 * has been let go and the last command has hung up.
 */
final class AgentServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);

    /** Long enough for the command that has started this agent to call it. */
    private static final Duration FIRST_CALL = Duration.ofSeconds(20);

    /** Long enough for a command's next question, since each has a conversation of its own. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** A network between login node and job may fail for a while without anything having ended. */
    private static final Duration GONE = Duration.ofMinutes(5);

    private final Path socket;
    private final HostOpener opener;
    private final Clock clock;
    private final ServerSocketChannel listener;
    private final CountDownLatch idle = new CountDownLatch(1);
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(2, AgentServer::daemon);
    private final Object lock = new Object();

    /** Since when the controllers of clusters have not been reached, by owner. */
    private final Map<String, Instant> silentSince = new ConcurrentHashMap<>();

    // Guarded by lock.
    private final Map<String, Held> holds = new LinkedHashMap<>();
    private int conversations;
    private Optional<ScheduledFuture<?>> farewell = Optional.empty();

    private final Object opening = new Object();
    private volatile Prompts asker = Prompts.nobody();

    /** Whoever has the agent connect just now; nobody when the line comes back by itself. */
    private final Prompts person =
            new Prompts() {
                @Override
                public void show(String text) {
                    asker.show(text);
                }

                @Override
                public Optional<String> ask(String question, boolean echo) {
                    return asker.ask(question, echo);
                }
            };

    private volatile Optional<WiredHost> host = Optional.empty();

    /**
     * A cluster that is being kept: what was asked, what was opened for it, and the watch over it.
     */
    private record Held(Hold hold, Map<String, Forward> forwards, ScheduledFuture<?> watch) {
        void close() {
            watch.cancel(true);
            forwards.values().forEach(Forward::close);
        }

        /** Whether what is asked for now is open already. */
        boolean serves(Hold wanted) {
            return forwards.keySet().equals(wanted.ways().keySet())
                    && forwards.entrySet().stream()
                            .allMatch(
                                    open -> {
                                        Hold.Way way = wanted.ways().get(open.getKey());
                                        return way != null
                                                && way.there().equals(open.getValue().there())
                                                && (way.here() == 0
                                                        || way.here()
                                                                == open.getValue().here().port());
                                    });
        }
    }

    AgentServer(Path socket, HostOpener opener, Clock clock) throws IOException {
        this.socket = socket;
        this.opener = opener;
        this.clock = clock;
        // Left by an agent that was killed: the lock that our starter holds says that none is
        // alive.
        Files.deleteIfExists(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
    }

    /** Serves until there is nothing left to do. */
    void serve() throws InterruptedException {
        considerLeaving(FIRST_CALL);
        Thread acceptor = daemon(this::accept);
        acceptor.setName("agent-accept");
        acceptor.start();
        idle.await();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel channel = listener.accept();
                synchronized (lock) {
                    conversations++;
                    farewell.ifPresent(leaving -> leaving.cancel(false));
                    farewell = Optional.empty();
                }
                daemon(() -> converse(channel)).start();
            } catch (IOException e) {
                LOG.debug("no longer accepting", e);
            }
        }
    }

    private void converse(SocketChannel channel) {
        try (Conversation conversation = new Conversation(channel)) {
            while (true) {
                answer(conversation, conversation.receive());
            }
        } catch (IOException e) {
            LOG.debug("conversation over", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                conversations--;
            }
            considerLeaving(PAUSE);
        }
    }

    private void considerLeaving(Duration grace) {
        synchronized (lock) {
            if (conversations == 0
                    && holds.isEmpty()
                    && farewell.isEmpty()
                    && !timer.isShutdown()) {
                farewell =
                        Optional.of(
                                timer.schedule(
                                        this::leave, grace.toMillis(), TimeUnit.MILLISECONDS));
            }
        }
    }

    private void leave() {
        synchronized (lock) {
            if (conversations == 0 && holds.isEmpty()) {
                idle.countDown();
            }
        }
    }

    private void answer(Conversation conversation, JsonNode question)
            throws IOException, InterruptedException {
        JsonNode answer;
        try {
            switch (question.path("op").asText()) {
                case "open" -> answer = open(conversation);
                case "run" -> answer = Messages.outcome(host().run(Messages.command(question)));
                case "start" -> {
                    stream(conversation, question);
                    return;
                }
                case "dial" -> {
                    join(conversation, host().dial(Messages.endpoint(question)));
                    return;
                }
                case "talk" -> {
                    join(conversation, host().talk(Messages.command(question)));
                    return;
                }
                case "reaches" ->
                        answer =
                                Messages.ok()
                                        .put(
                                                "reaches",
                                                host().reaches(Messages.endpoint(question)));
                case "hold" -> answer = hold(Hold.fromJson(question));
                case "release" -> answer = release(question.path("owner").asText());
                case "status" -> answer = status();
                default ->
                        answer =
                                Messages.failure(
                                        new HostException(
                                                HostException.Kind.CONFIGURATION,
                                                "the agent does not know '"
                                                        + question.path("op").asText()
                                                        + "'",
                                                Optional.of(
                                                        "an agent of another version may be running"),
                                                Optional.empty()));
            }
        } catch (HostException e) {
            answer = Messages.failure(e);
        }
        conversation.send(answer);
    }

    private JsonNode open(Conversation conversation) throws InterruptedException {
        synchronized (opening) {
            asker = new RemotePrompts(conversation);
            try {
                if (host.isEmpty()) {
                    host = Optional.of(opener.open(person));
                } else {
                    opener.revive(host.get());
                }
            } finally {
                asker = Prompts.nobody();
            }
        }
        return Messages.ok().put("name", host().name());
    }

    private WiredHost host() {
        return host.orElseThrow(
                () ->
                        new HostException(
                                HostException.Kind.UNREACHABLE,
                                "the agent has no connection yet",
                                Optional.empty(),
                                Optional.empty()));
    }

    private void stream(Conversation conversation, JsonNode question)
            throws IOException, InterruptedException {
        try (Running running = host().start(Messages.command(question))) {
            conversation.send(Messages.ok());
            // A silent program never makes a write fail: only a read notices that the asker has
            // gone.
            daemon(
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
        } finally {
            conversation.close();
        }
    }

    /** Carries bytes both ways until either side ends. */
    private static void join(Conversation conversation, Wire there) throws IOException {
        try (conversation;
                there;
                Wire here = conversation.wire()) {
            conversation.send(Messages.ok());
            Thread outwards = daemon(() -> carry(here.in(), there.out()));
            outwards.start();
            carry(there.in(), here.out());
        }
    }

    private static void carry(InputStream from, OutputStream to) {
        try (to) {
            byte[] buffer = new byte[256 * 1024];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
            }
        } catch (IOException e) {
            LOG.debug("a wire has ended", e);
        }
    }

    private JsonNode hold(Hold hold) {
        Map<String, Forward> forwards = new LinkedHashMap<>();
        synchronized (lock) {
            Held before = holds.get(hold.owner());
            if (before != null && before.serves(hold)) {
                // Whoever uses them need not be cut off.
                before.watch().cancel(true);
                forwards.putAll(before.forwards());
            } else {
                drop(hold.owner());
                open(hold, forwards);
            }

            ScheduledFuture<?> watch =
                    timer.scheduleWithFixedDelay(
                            () -> watch(hold),
                            hold.every().toMillis(),
                            hold.every().toMillis(),
                            TimeUnit.MILLISECONDS);
            holds.put(hold.owner(), new Held(hold, forwards, watch));
        }
        ObjectNode answer = Messages.ok();
        ObjectNode here = answer.putObject("here");
        forwards.forEach(
                (name, forward) ->
                        here.putObject(name)
                                .put("host", forward.here().host())
                                .put("port", forward.here().port()));
        return answer;
    }

    private void open(Hold hold, Map<String, Forward> forwards) {
        try {
            hold.ways()
                    .forEach(
                            (name, way) ->
                                    forwards.put(name, host().forward(way.there(), way.here())));
        } catch (HostException e) {
            forwards.values().forEach(Forward::close);
            throw e;
        }
    }

    private JsonNode release(String owner) {
        synchronized (lock) {
            drop(owner);
        }
        considerLeaving(PAUSE);
        return Messages.ok();
    }

    private void drop(String owner) {
        silentSince.remove(owner);
        Held held = holds.remove(owner);
        if (held != null) {
            held.close();
        }
    }

    private JsonNode status() {
        ObjectNode answer = Messages.ok().put("pid", ProcessHandle.current().pid());
        host.ifPresent(
                opened -> answer.put("name", opened.name()).put("line", opener.lineOf(opened)));
        ArrayNode owners = answer.putArray("holds");
        synchronized (lock) {
            holds.keySet().forEach(owners::add);
        }
        return answer;
    }

    private void watch(Hold hold) {
        try {
            int status = host().run(Command.script(hold.watch())).exitStatus();
            if (status == Hold.ENDED) {
                end(hold, "the cluster has ended");
            } else if (controllerIsGone(hold)) {
                end(hold, "its controller has not been there for " + GONE.toMinutes() + " minutes");
            }
        } catch (HostException e) {
            LOG.debug("watch of {} got no answer", hold.owner(), e);
            if (clock.instant().isAfter(hold.until())) {
                end(hold, "nothing was heard until after the job's time limit");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A job that is killed outright (out of memory, a dead node) cannot say that it has ended. Its
     * controller's port is closed then, while a suspended one still takes connections.
     */
    private boolean controllerIsGone(Hold hold) throws InterruptedException {
        Optional<HostPort> port = hold.ways().values().stream().map(Hold.Way::there).findFirst();
        if (port.isEmpty() || host().reaches(port.get())) {
            silentSince.remove(hold.owner());
            return false;
        }
        Instant since = silentSince.computeIfAbsent(hold.owner(), owner -> clock.instant());
        return clock.instant().isAfter(since.plus(GONE));
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
        release(hold.owner());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.debug("closing {}", socket, e);
        }
        synchronized (lock) {
            holds.values().forEach(Held::close);
            holds.clear();
        }
        host.ifPresent(Host::close);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "agent");
        thread.setDaemon(true);
        return thread;
    }
}
