package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.LineState;
import io.jcluster.tunnel.Login;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshTarget;
import io.jcluster.tunnel.Wire;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is kept: one thread watches it, notices its loss (an error at once, silence
 * after a minute, waking from sleep within seconds) and logs in again with growing pauses until the
 * machine answers or refuses.
 */
public final class Line implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    /** How long a caller waits for a line that is down before it is told so. */
    static final Duration BOUNDED_WAIT = Duration.ofSeconds(10);

    private static final Duration REACH_LIMIT = Duration.ofSeconds(5);
    private static final Duration FIRST_COMMAND_LIMIT = Duration.ofSeconds(20);

    private final Approach approach;
    private final Pace pace;
    private final Door door;
    private final List<Consumer<LineState>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService workers =
            Executors.newCachedThreadPool(work -> daemon(work, "jcluster-ssh"));
    private final Thread keeper;

    private final Object change = new Object();
    private Connection connection;
    private LineState state = LineState.UP;
    private Optional<HostException> trouble = Optional.empty();
    private Optional<String> nodeName = Optional.empty();
    private Login login;
    private boolean hurry;

    private Line(Approach approach, Pace pace, Door door, Connection first) {
        this.approach = approach;
        this.pace = pace;
        this.door = door;
        this.connection = first;
        this.login = first.login();
        this.keeper = daemon(this::keep, "jcluster-ssh-keeper");
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Logs in and begins to watch.
     *
     * @param addresses of the first machine on the way
     * @throws HostException when the first login fails
     */
    public static Line open(SshTarget target, Prompts prompts, Pace pace, Addresses addresses) {
        Approach approach =
                new Approach(target, prompts, Optional.empty(), addresses, new Learnt());
        Door door = new Door(target, Clock.systemUTC());
        door.refresh();
        return watched(approach, pace, door, approach.alone());
    }

    /**
     * Logs in on a machine behind this one, over the connection of this line, and begins to watch.
     *
     * @throws HostException when the first login fails
     */
    public Line beyond(SshTarget node, Prompts prompts) throws InterruptedException {
        Approach onwards =
                new Approach(
                        node,
                        prompts,
                        Optional.of(this),
                        Addresses.ofSystem(Optional.empty()),
                        approach.learnt());
        return watched(onwards, pace, new Door(node, Clock.systemUTC()), onwards.open());
    }

    private static Line watched(Approach approach, Pace pace, Door door, Connection first) {
        door.opened(first);
        Line line = new Line(approach, pace, door, first);
        line.begin(line.connection);
        line.keeper.start();
        return line;
    }

    public SshTarget target() {
        return approach.target();
    }

    /** The address of the first machine on the way, where this program connected to it itself. */
    public Optional<InetAddress> address() {
        return approach.addresses().met();
    }

    public String name() {
        return approach.target().name();
    }

    /** Not up from the moment of the loss on, also before the keeper has seen it. */
    public LineState state() {
        synchronized (change) {
            return state == LineState.UP && !connection.isUp() ? LineState.RECONNECTING : state;
        }
    }

    public Optional<HostException> trouble() {
        synchronized (change) {
            return trouble;
        }
    }

    public Optional<String> nodeName() {
        synchronized (change) {
            return nodeName;
        }
    }

    /** The end of the first of the signed keys that this login is by. */
    public Optional<KeyExpiry> keyExpiry() {
        synchronized (change) {
            return connection
                    .way()
                    .flatMap(login -> login.certificate().stream())
                    .flatMap(certificate -> certificate.expiry().stream())
                    .min(Comparator.comparing(KeyExpiry::expires));
        }
    }

    /** See {@link io.jcluster.tunnel.SshHost#login}. */
    public Login login() {
        synchronized (change) {
            return login;
        }
    }

    public void onState(Consumer<LineState> listener) {
        listeners.add(listener);
    }

    public void reconnect() {
        synchronized (change) {
            hurry = true;
            change.notifyAll();
        }
    }

    ExecutorService workers() {
        return workers;
    }

    /**
     * The connection, once it is up.
     *
     * @throws HostException when it is not up by then, or will not be
     */
    Connection await(Deadline deadline) throws InterruptedException {
        synchronized (change) {
            while (true) {
                if (state == LineState.UP && connection.isUp()) {
                    return connection;
                }
                if (state == LineState.CLOSED) {
                    throw new HostException(
                            Kind.UNREACHABLE,
                            "the connection to " + name() + " has been closed",
                            Optional.empty(),
                            Optional.empty());
                }
                if (state == LineState.STOPPED && trouble.isPresent()) {
                    throw trouble.get();
                }
                if (deadline.passed()) {
                    throw new HostException(
                            Kind.UNREACHABLE,
                            "the connection to "
                                    + name()
                                    + " is down and not back yet"
                                    + trouble.map(t -> "\n  | " + t.getMessage()).orElse(""),
                            Optional.of("It is tried again by itself; check the network."),
                            trouble.map(t -> t));
                }
                // In steps: the end of a connection is not told to this monitor.
                TimeUnit.NANOSECONDS.timedWait(
                        change, Math.min(deadline.nanosLeft(), TimeUnit.MILLISECONDS.toNanos(50)));
            }
        }
    }

    /** See {@link io.jcluster.tunnel.WiredHost#dial}. */
    public Wire dial(HostPort there) throws InterruptedException {
        Connection now = await(Deadline.in(BOUNDED_WAIT));
        try {
            return ChannelWire.to(now, there, REACH_LIMIT);
        } catch (ChannelWire.Refusal e) {
            if (!now.isUp()) {
                throw lost(e);
            }
            throw e.told(name(), there);
        }
    }

    /** See {@link io.jcluster.tunnel.Host#reaches}. */
    public boolean reaches(HostPort there) throws InterruptedException {
        Connection now = await(Deadline.in(BOUNDED_WAIT));
        try {
            ChannelWire.to(now, there, REACH_LIMIT).close();
            return true;
        } catch (ChannelWire.Refusal e) {
            if (!now.isUp()) {
                throw lost(e);
            }
            if (e.reason() == ChannelWire.CONNECT_FAILED) {
                return false;
            }
            throw e.told(name(), there);
        }
    }

    private HostException lost(Exception cause) {
        return new HostException(
                Kind.UNREACHABLE,
                "the connection to " + name() + " was lost",
                Optional.of("It is tried again by itself; check the network."),
                Optional.of(cause));
    }

    /**
     * Runs a first command. OpenSSH's sshd turns Nagle's algorithm off only when a session channel
     * is opened (session.c, 9.2): without one every small answer through a forward takes 40 ms. Its
     * answer tells which machine a round-robin name has led to.
     */
    private void begin(Connection fresh) {
        StringBuilder noise = new StringBuilder();
        try {
            String said =
                    new Shell(fresh, name(), workers, List.of())
                            .run(
                                    Command.of("uname", "-n"),
                                    Deadline.in(FIRST_COMMAND_LIMIT),
                                    noise::append)
                            .stdout();
            Optional<String> now = Optional.of(said.strip()).filter(node -> !node.isEmpty());
            Optional<String> before;
            synchronized (change) {
                before = nodeName;
                nodeName = now;
                login = fresh.login().withNoise(Printable.text(noise.toString()));
            }
            if (before.isPresent() && !before.equals(now)) {
                LOG.info("{} is {} now and was {}", name(), now.orElse("?"), before.get());
            }
        } catch (HostException e) {
            // An account that may forward but not run commands is of use all the same.
            LOG.debug("no first command on {}", name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        try {
            Connection watched = connection;
            while (true) {
                watch(watched);
                if (state() == LineState.CLOSED) {
                    return;
                }
                LOG.info(
                        "the connection to {} was lost{}",
                        name(),
                        watched.end().map(why -> ": " + why).orElse(""));
                watched.close();
                become(LineState.RECONNECTING);
                Optional<Connection> next = again();
                if (next.isEmpty()) {
                    return;
                }
                watched = next.get();
            }
        } catch (InterruptedException e) {
            // Closed by its owner.
        }
    }

    /** Returns once the connection has ended or is as good as ended. */
    private void watch(Connection watched) throws InterruptedException {
        long tick = pace.probe().toMillis() / 3;
        while (!watched.lost().isDone()) {
            long before = System.currentTimeMillis();
            try {
                watched.lost().get(tick, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Time to look.
            }
            long silence = System.nanoTime() - watched.heard();
            boolean slept = System.currentTimeMillis() - before > tick + pace.probe().toMillis();
            if (silence > pace.patience().toNanos()) {
                return;
            }
            if (slept || silence >= pace.probe().toNanos()) {
                workers.execute(watched::probe);
            }
            if (slept && !answers(watched)) {
                return;
            }
        }
    }

    /** The machine was asleep, so the far side may have given up long ago. */
    private boolean answers(Connection watched) throws InterruptedException {
        long asked = System.nanoTime();
        Deadline deadline = Deadline.in(pace.probe());
        while (!deadline.passed() && !watched.lost().isDone()) {
            if (watched.heard() - asked > 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return false;
    }

    private Optional<Connection> again() throws InterruptedException {
        Duration pause = Duration.ZERO;
        boolean asked = false;
        while (true) {
            rest(pause);
            try {
                if (!asked) {
                    door.knock();
                }
                Connection fresh = approach.open();
                door.opened(fresh);
                begin(fresh);
                synchronized (change) {
                    if (state == LineState.CLOSED) {
                        fresh.close();
                        return Optional.empty();
                    }
                    connection = fresh;
                    trouble = Optional.empty();
                }
                LOG.info("the connection to {} is back", name());
                become(LineState.UP);
                return Optional.of(fresh);
            } catch (HostException e) {
                LOG.debug("not yet", e);
                synchronized (change) {
                    trouble = Optional.of(e);
                }
                if (e.kind() == Kind.UNREACHABLE) {
                    pause = pace.longer(pause);
                } else {
                    become(LineState.STOPPED);
                    asked = awaitHurry();
                    become(LineState.RECONNECTING);
                    pause = Duration.ZERO;
                }
            }
        }
    }

    private void rest(Duration pause) throws InterruptedException {
        Deadline end =
                Deadline.in(Pace.spread(pause, ThreadLocalRandom.current().nextInt(50, 101)));
        synchronized (change) {
            while (!hurry && !end.passed() && state != LineState.CLOSED) {
                TimeUnit.NANOSECONDS.timedWait(change, end.nanosLeft());
            }
            hurry = false;
        }
    }

    /** Returns whether a person wants it now; else there is a newly signed key. */
    private boolean awaitHurry() throws InterruptedException {
        List<SshTarget> closed = door.closed();
        synchronized (change) {
            while (!hurry && state != LineState.CLOSED && !door.reopened(closed)) {
                TimeUnit.NANOSECONDS.timedWait(change, pace.probe().toNanos());
            }
            boolean asked = hurry;
            hurry = false;
            return asked;
        }
    }

    private void become(LineState next) {
        synchronized (change) {
            if (state == next || state == LineState.CLOSED) {
                return;
            }
            state = next;
            change.notifyAll();
        }
        listeners.forEach(listener -> listener.accept(next));
    }

    @Override
    public void close() {
        become(LineState.CLOSED);
        keeper.interrupt();
        synchronized (change) {
            connection.close();
        }
        workers.shutdownNow();
    }
}
