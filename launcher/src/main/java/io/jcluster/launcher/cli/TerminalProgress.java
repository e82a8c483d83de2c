package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.Progress;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Progress on the standard error stream, of whatever takes longer than a second. On a terminal the
 * current wait is one line that is written over, with the time elapsed; elsewhere it is a line of
 * its own, once.
 */
final class TerminalProgress implements Progress, AutoCloseable {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final long TICK_MILLIS = 250;
    private static final long QUIET_NANOS = 800_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private final long start = System.nanoTime();

    // Guarded by this.
    private String current = "";
    private String drawn = "";
    private long since;
    private boolean closed;

    TerminalProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        Thread ticker = new Thread(this::tick, "progress");
        ticker.setDaemon(true);
        ticker.start();
    }

    @Override
    public synchronized void waiting(String what) {
        if (what.equals(current)) {
            return;
        }
        if (current.isEmpty()) {
            since = System.nanoTime();
        }
        current = what;
        draw();
    }

    @Override
    public synchronized void done(String what) {
        line("  " + what + (terminal ? "  " + elapsed() : ""));
        current = "";
    }

    @Override
    public synchronized void note(String what) {
        line("  note: " + what);
    }

    private void line(String text) {
        if (closed) {
            return;
        }
        if (terminal) {
            out.print(CLEAR_LINE);
        }
        out.println(text);
        out.flush();
        if (terminal && !current.isEmpty()) {
            draw();
        }
    }

    private synchronized void draw() {
        if (closed || current.isEmpty() || System.nanoTime() - since < QUIET_NANOS) {
            return;
        }
        if (!terminal) {
            if (!drawn.equals(current)) {
                drawn = current;
                out.println("  " + current + " ...");
                out.flush();
            }
            return;
        }
        String text = "  " + current + " ... " + elapsed();
        // A line longer than the terminal cannot be written over.
        int width = columns();
        out.print(CLEAR_LINE + (text.length() < width ? text : text.substring(0, width - 1)));
        out.flush();
    }

    private void tick() {
        while (true) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                draw();
            }
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String elapsed() {
        Duration sofar = Duration.ofNanos(System.nanoTime() - start);
        return sofar.toSeconds() < 60
                ? "%.1f s".formatted(sofar.toMillis() / 1000.0)
                : "%d:%02d min".formatted(sofar.toMinutes(), sofar.toSecondsPart());
    }

    private static int columns() {
        try {
            return Math.max(20, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "80")));
        } catch (NumberFormatException e) {
            return 80;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (terminal && !current.isEmpty()) {
                out.print(CLEAR_LINE);
                out.flush();
            }
        }
    }
}
