package io.jcluster.launcher.cli;

import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * Ctrl-C for as long as a command knows better than to end at once. Where the shell has started the
 * command without ears for it, as in the background, it stays without.
 */
final class Interruption implements AutoCloseable {

    private static final String SIGNAL = "INT";

    private final AtomicInteger times = new AtomicInteger();
    private final Object before;

    Interruption(Runnable onSignal) {
        before =
                Signals.register(
                        SIGNAL,
                        () -> {
                            times.incrementAndGet();
                            onSignal.run();
                        });
    }

    /** How often it was pressed. */
    int times() {
        return times.get();
    }

    @Override
    public void close() {
        if (before != null) {
            Signals.unregister(SIGNAL, before);
        }
    }
}
