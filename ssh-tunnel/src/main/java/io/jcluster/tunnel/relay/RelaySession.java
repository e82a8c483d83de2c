package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.local.LocalPort;
import io.jcluster.tunnel.relay.RelayState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local ports whose connections come out at a relay, and stay open while the way there is cut. What
 * was on its way then goes on where it was; only when the relay, or this side, has given the
 * session up are its connections reset.
 */
public final class RelaySession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RelaySession.class);
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final RelayKey key;
    private final Duration keep;
    private final Carrier opener;
    private final Rhythm rhythm;

    // Guarded by itself.
    private final Map<String, LocalPort> ports = new LinkedHashMap<>();

    private final ExecutorService workers = Executors.newCachedThreadPool(RelaySession::daemon);
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(RelaySession::daemon);
    private final Thread carrying = daemon(this::carry);

    // All under the lock of this object.
    private Link link = new Link(workers);
    private Optional<Wire> carrier = Optional.empty();
    private Phase phase = Phase.WAITING;
    private Instant since = Instant.now();
    private long cutAt = System.nanoTime();
    private int losses;
    private Optional<String> why = Optional.empty();
    private boolean hurry;

    private RelaySession(RelayKey key, Duration keep, Carrier opener, Rhythm rhythm) {
        this.key = key;
        this.keep = keep;
        this.opener = opener;
        this.rhythm = rhythm;
    }

    /**
     * Listens, and begins to connect. Local connections may be made at once: they wait for the
     * first carrier.
     *
     * @param keep how long connections are kept open while there is no carrier; after that they are
     *     reset
     * @param opener called whenever there is no carrier, with growing pauses
     * @param ways by names of the caller's own
     * @throws HostException when a port cannot be listened on
     */
    public static RelaySession open(
            RelayKey key, Duration keep, Carrier opener, Map<String, Way> ways) {
        return open(key, keep, opener, ways, Rhythm.USUAL);
    }

    static RelaySession open(
            RelayKey key, Duration keep, Carrier opener, Map<String, Way> ways, Rhythm rhythm) {
        RelaySession session = new RelaySession(key, keep, opener, rhythm);
        try {
            session.lead(ways);
        } catch (HostException e) {
            session.close();
            throw e;
        }
        session.carrying.start();
        long pulse = rhythm.pulse().toNanos();
        var unused =
                session.clock.scheduleAtFixedRate(
                        session::tick, pulse, pulse, TimeUnit.NANOSECONDS);
        return session;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "jcluster-relay");
        thread.setDaemon(true);
        return thread;
    }

    /** Where to connect, by the names of the ways. */
    public Map<String, HostPort> here() {
        Map<String, HostPort> here = new LinkedHashMap<>();
        synchronized (ports) {
            ports.forEach((name, port) -> here.put(name, port.here()));
        }
        return here;
    }

    /**
     * Has the local ports be those of these ways from now on. One that leads there already stays
     * open, on whatever port it is; one that is not named is closed. Connections stay in any case.
     *
     * @throws HostException when a port cannot be listened on; those before it are open
     */
    public void lead(Map<String, Way> ways) {
        synchronized (ports) {
            ports.entrySet()
                    .removeIf(
                            open -> {
                                Way way = ways.get(open.getKey());
                                boolean stays = way != null && open.getValue().leadsTo(way.there());
                                if (!stays) {
                                    open.getValue().close();
                                }
                                return !stays;
                            });
            ways.forEach(
                    (name, way) -> {
                        if (!ports.containsKey(name)) {
                            ports.put(
                                    name,
                                    LocalPort.open(
                                            way.herePort(),
                                            way.there(),
                                            it -> link().open(it, way.there())));
                        }
                    });
        }
    }

    /** How it is now. */
    public synchronized RelayState state() {
        return new RelayState(phase, since, link.waiting(), losses, why);
    }

    /**
     * Tries at once when there is no carrier, and doubts the one there is: it must soon give a sign
     * of life. For a machine that was asleep, or has changed its network.
     */
    public synchronized void wake() {
        if (phase == Phase.CLOSED) {
            return;
        }
        hurry = true;
        notifyAll();
        Link doubted = link;
        carrier.ifPresent(wire -> after(rhythm.doubt().dividedBy(2), () -> doubt(doubted, wire)));
    }

    /** Not at once: what lay in this machine's own buffers would be taken for a sign of life. */
    private void doubt(Link doubted, Wire wire) {
        long asked = System.nanoTime();
        doubted.ask();
        after(
                rhythm.doubt().dividedBy(2),
                () -> {
                    if (doubted.heard() - asked < 0) {
                        cut(wire);
                    }
                });
    }

    private void after(Duration time, Runnable work) {
        var unused = clock.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized Link link() {
        return link;
    }

    private void carry() {
        Duration pause = rhythm.shortestPause();
        while (!isClosed()) {
            Outcome outcome = tryOnce();
            if (outcome != Outcome.NO_WAY) {
                pause = rhythm.shortestPause();
            }
            if (outcome != Outcome.GONE) {
                await(pause);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(rhythm.longestPause()) < 0 ? twice : rhythm.longestPause();
            }
        }
    }

    private enum Outcome {
        /** There was a carrier for a while. */
        CARRIED,
        /** The relay did not know the session: the next try begins a new one. */
        GONE,
        NO_WAY
    }

    private Outcome tryOnce() {
        Link link = link();
        Outcome outcome = Outcome.NO_WAY;
        String reason = "the connection to the relay was cut";
        try (Wire wire = opener.open()) {
            begins(wire);
            Handshake answer = introduce(link, wire);
            switch (answer.verdict()) {
                case TAKEN -> {
                    outcome = Outcome.CARRIED;
                    up();
                    link.carry(wire, answer.received());
                }
                case GONE -> {
                    outcome = Outcome.GONE;
                    reason = "the relay does not know the session any more";
                    lost(link, reason);
                }
                case TOO_MANY -> reason = "the relay has as many sessions as it takes";
            }
        } catch (BrokenSessionException e) {
            lost(link, said(e));
            reason = said(e);
        } catch (IOException | HostException e) {
            reason = said(e);
        } catch (RuntimeException e) {
            LOG.warn("the way to the relay failed as it should not; it is tried again", e);
            reason = said(e);
        } catch (InterruptedException e) {
            LOG.debug("interrupted, as at the end", e);
        }
        down(reason);
        return outcome;
    }

    private static String said(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Handshake introduce(Link link, Wire wire) throws IOException {
        Future<?> bound =
                clock.schedule(
                        () -> cut(wire), rhythm.introduction().toMillis(), TimeUnit.MILLISECONDS);
        try {
            return link.introduce(wire, key);
        } finally {
            bound.cancel(false);
        }
    }

    private synchronized void begins(Wire wire) throws IOException {
        if (phase == Phase.CLOSED) {
            throw new IOException("closed");
        }
        carrier = Optional.of(wire);
    }

    private synchronized void up() {
        become(Phase.UP, Optional.empty());
    }

    private synchronized void down(String reason) {
        carrier = Optional.empty();
        if (phase == Phase.UP) {
            cutAt = System.nanoTime();
            become(Phase.WAITING, Optional.of(reason));
        } else if (phase != Phase.CLOSED) {
            why = Optional.of(reason);
        }
    }

    private synchronized void become(Phase next, Optional<String> reason) {
        if (phase != Phase.CLOSED) {
            if (phase != next) {
                LOG.debug("the relay's session is {}: {}", next, reason.orElse(""));
                since = Instant.now();
            }
            phase = next;
            why = reason;
        }
    }

    private void lost(Link gone, String reason) {
        synchronized (this) {
            if (link != gone || phase == Phase.CLOSED) {
                return;
            }
            if (gone.hasStreams()) {
                losses++;
                LOG.info("what went through the relay is lost: {}", reason);
            }
            link = new Link(workers);
            cutAt = System.nanoTime();
            become(Phase.LOST, Optional.of(reason));
        }
        gone.end();
    }

    private void tick() {
        Link current = link();
        long now = System.nanoTime();
        boolean expired = false;
        Optional<Wire> dead = Optional.empty();
        synchronized (this) {
            if (phase == Phase.UP) {
                current.ask();
                if (now - current.heard() > rhythm.silence().toNanos()) {
                    dead = carrier;
                }
            } else {
                expired = phase == Phase.WAITING && now - cutAt > keep.toNanos();
            }
        }
        dead.ifPresent(this::cut);
        if (expired) {
            lost(current, "there was no way to the relay for " + keep);
        }
    }

    /** Closing what is half dead may take long, and the clock has more to do. */
    private void cut(Wire wire) {
        if (!workers.isShutdown()) {
            workers.execute(wire::close);
        }
    }

    private synchronized boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Some of the pauses are shorter, so that many who were cut do not come back as one. */
    private synchronized void await(Duration pause) {
        long most = pause.toNanos();
        long end = System.nanoTime() + most - ThreadLocalRandom.current().nextLong(most / 4 + 1);
        try {
            for (long left = end - System.nanoTime();
                    left > 0 && !hurry && phase != Phase.CLOSED;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted, as at the end", e);
        }
        hurry = false;
    }

    /**
     * Ends all local connections and tells the relay, which ends its own at once. Where there is no
     * carrier the relay does that when it has waited long enough.
     */
    @Override
    public void close() {
        boolean up;
        Link last;
        Optional<Wire> wire;
        synchronized (this) {
            if (phase == Phase.CLOSED) {
                return;
            }
            up = phase == Phase.UP;
            become(Phase.CLOSED, Optional.empty());
            last = link;
            wire = carrier;
            notifyAll();
        }
        lead(Map.of());
        if (up) {
            try {
                last.sayGoodbye(GOODBYE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        wire.ifPresent(Wire::close);
        last.end();
        carrying.interrupt();
        clock.shutdownNow();
        workers.shutdown();
    }
}
