package io.jcluster.engine;

import io.jcluster.wire.Link;
import io.jcluster.wire.Links;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The heart: each ping of the controller goes back as it came, on a thread that nothing else keeps
 * busy. The hub drops an engine that misses eleven in a row, for good.
 */
final class Heartbeat implements AutoCloseable {

    private static final Duration GRACE = Duration.ofMillis(500);

    private final Links links = new Links("jcluster-heart", () -> {});
    private volatile boolean heard;
    private int missed;

    Heartbeat(EngineFile file, String identity) {
        links.start();
        links.run(
                () -> {
                    var pong =
                            links.connect(
                                    file.terms(file.ports().pong(), Link.Role.DEALER, identity),
                                    new Beats(frames -> {}));
                    links.connect(
                            file.terms(file.ports().ping(), Link.Role.SUB, identity),
                            new Beats(
                                    frames -> {
                                        heard = true;
                                        pong.send(frames.stream().map(ByteBuffer::wrap).toList());
                                    }));
                },
                () -> {});
    }

    /**
     * Has it noticed when the controller is gone.
     *
     * @param period between two pings
     * @param misses in a row after which it is gone; 0 for never
     */
    void watch(ScheduledExecutorService clock, Duration period, int misses, Runnable gone) {
        long each = period.plus(GRACE).toMillis();
        var unused =
                clock.scheduleAtFixedRate(
                        () -> {
                            missed = heard ? 0 : missed + 1;
                            heard = false;
                            if (misses > 0 && missed > misses) {
                                gone.run();
                            }
                        },
                        each,
                        each,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        links.close();
    }

    private record Beats(Consumer<List<byte[]>> received) implements Link.Listener {

        @Override
        public void greeted(Link link) {
            // The first ping says as much.
        }

        @Override
        public void received(Link link, List<byte[]> frames) {
            received.accept(frames);
        }
    }
}
