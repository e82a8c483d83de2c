package io.jcluster.launcher.agent;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Ways that are tried at the same moment, since one behind a firewall says nothing for long; the
 * first that is proved counts, and what comes later is closed.
 */
final class Race {

    /** The time beyond a way's own limit: its answer says more than that none came. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
    private boolean over;

    private Race() {}

    /** The way that came in first, with its wire. */
    record Finish(Way way, Wire wire) {}

    private record Result(Optional<Finish> finish, Optional<HostException> failure) {}

    /**
     * Tries them.
     *
     * @param ways at least one, all of one kind
     * @throws HostException the last failure, when all have failed
     */
    static Finish between(List<Way> ways, WiredHost host, WayFinder.Proof proof)
            throws InterruptedException {
        Race race = new Race();
        List<Thread> runners =
                ways.stream()
                        .map(way -> new Thread(() -> race.run(way, host, proof), "jcluster-way"))
                        .toList();
        runners.forEach(
                runner -> {
                    runner.setDaemon(true);
                    runner.start();
                });
        try {
            return race.finish(ways, host);
        } finally {
            race.end();
            runners.forEach(Thread::interrupt);
        }
    }

    private Finish finish(List<Way> ways, WiredHost host) throws InterruptedException {
        Duration limit = ways.get(0).limit();
        long end = System.nanoTime() + limit.plus(GRACE).toNanos();
        HostException last =
                new HostException(
                        HostException.Kind.UNREACHABLE,
                        host.name() + " gave no answer within " + limit.toSeconds() + " s",
                        Optional.empty(),
                        Optional.empty());
        for (int left = ways.size(); left > 0; left--) {
            Result result = results.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (result == null) {
                throw last;
            }
            if (result.finish().isPresent()) {
                return result.finish().get();
            }
            last = result.failure().orElse(last);
        }
        throw last;
    }

    private void run(Way way, WiredHost host, WayFinder.Proof proof) {
        try {
            Wire wire = way.open(host);
            try {
                proof.see(wire);
            } catch (IOException | RuntimeException e) {
                wire.close();
                throw e;
            }
            arrive(new Finish(way, wire));
        } catch (HostException e) {
            results.add(new Result(Optional.empty(), Optional.of(e)));
        } catch (IOException e) {
            results.add(
                    new Result(
                            Optional.empty(),
                            Optional.of(
                                    new HostException(
                                            HostException.Kind.UNREACHABLE,
                                            "what answers there is not the relay: "
                                                    + e.getMessage(),
                                            Optional.empty(),
                                            Optional.of(e)))));
        } catch (InterruptedException e) {
            // Another was first, or nobody waits any more.
        }
    }

    private synchronized void arrive(Finish finish) {
        if (over) {
            finish.wire().close();
        } else {
            over = true;
            results.add(new Result(Optional.of(finish), Optional.empty()));
        }
    }

    /** A wire that came in while nobody took it any more is closed with those that come later. */
    private synchronized void end() {
        over = true;
        Result late = results.poll();
        while (late != null) {
            late.finish().ifPresent(finish -> finish.wire().close());
            late = results.poll();
        }
    }
}
