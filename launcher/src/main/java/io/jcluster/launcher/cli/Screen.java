package io.jcluster.launcher.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The person's terminal as one picture that is drawn over itself. However the program ends, short
 * of being killed, the terminal is as it was before, and the last picture stays on it.
 */
final class Screen implements AutoCloseable {

    // Another buffer, so that what was there comes back; no cursor; no line broken at the margin.
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K\n";
    private static final String BELOW = "\u001b[J";

    private static final int CTRL_Z = 'Z' - '@';

    private static final File TTY = new File("/dev/tty");
    private static final long STTY_SECONDS = 2;

    /** Rows and columns, at least 2 and 20. */
    record Size(int rows, int columns) {}

    private final PrintWriter out;
    private final Thread hook = new Thread(this::end, "screen");
    private final Optional<String> modes;
    private final Optional<InputStream> keys;

    // Guarded by this.
    private List<String> picture = List.of();
    private boolean left;
    private boolean ended;

    private Screen(PrintWriter out, Optional<String> modes, Optional<InputStream> keys) {
        this.out = out;
        this.modes = modes;
        this.keys = keys;
    }

    /** Takes the terminal. */
    static Screen open(PrintWriter out) {
        Optional<String> modes = stty("-g");
        Optional<InputStream> keys = Optional.empty();
        if (modes.isPresent()) {
            try {
                keys = Optional.of(new FileInputStream(TTY));
            } catch (IOException e) {
                // No keys then; Ctrl-C is a signal and needs none.
            }
        }
        Screen screen = new Screen(out, modes, keys);
        Runtime.getRuntime().addShutdownHook(screen.hook);
        screen.enter();
        return screen;
    }

    private synchronized void enter() {
        if (ended) {
            return;
        }
        if (keys.isPresent()) {
            // Keys as they are typed, and not shown. Ctrl-C stays a signal; Ctrl-Z is a key, since
            // the cursor has to be given back first.
            stty("-icanon", "-echo", "min", "0", "time", "0", "susp", "undef");
        }
        out.print(ENTER);
        out.flush();
        left = false;
    }

    /** Stops the program as Ctrl-Z does, until the shell brings it back. */
    private void suspend() {
        leave();
        try {
            // To all that the shell started with us: it waits for each of them.
            new ProcessBuilder("/bin/sh", "-c", "kill -TSTP 0").inheritIO().start().waitFor();
        } catch (IOException e) {
            // No shell, no stop.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        enter();
    }

    /** The terminal's size just now. */
    static Size size() {
        Optional<Size> told =
                stty("size")
                        .filter(text -> text.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}"))
                        .map(text -> text.split(" "))
                        .map(
                                words ->
                                        new Size(
                                                Integer.parseInt(words[0]),
                                                Integer.parseInt(words[1])));
        Size size = told.orElseGet(() -> new Size(number("LINES", 24), number("COLUMNS", 80)));
        return new Size(Math.max(2, size.rows()), Math.max(20, size.columns()));
    }

    private static int number(String variable, int otherwise) {
        String text = System.getenv().getOrDefault(variable, "");
        return text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : otherwise;
    }

    /** Whether there are keys to be pressed. */
    boolean hasKeys() {
        return keys.isPresent();
    }

    /** Whether a {@code q} was typed since the last call. */
    boolean quit() {
        boolean quit = false;
        try {
            while (keys.isPresent() && keys.get().available() > 0) {
                int key = keys.get().read();
                quit |= key == 'q' || key == 'Q';
                if (key == CTRL_Z) {
                    suspend();
                } else if (key < 0) {
                    return quit;
                }
            }
        } catch (IOException e) {
            // The terminal has gone, and a hang-up is on its way.
        }
        return quit;
    }

    /** Shows these lines, the first ones where there is no room for all. */
    synchronized void draw(List<String> lines, Size size) {
        if (left) {
            return;
        }
        picture = List.copyOf(lines);
        List<String> shown = new ArrayList<>(lines);
        if (lines.size() > size.rows() - 1) {
            shown = new ArrayList<>(lines.subList(0, size.rows() - 2));
            shown.add("+ " + (lines.size() - shown.size()) + " lines");
        }
        // In one piece, and what is there is written over and not cleared first: no flicker.
        StringBuilder text = new StringBuilder(HOME);
        shown.forEach(line -> text.append(line).append(END_OF_LINE));
        out.print(text.append(BELOW));
        out.flush();
    }

    private synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        out.print(LEAVE);
        picture.forEach(out::println);
        out.flush();
        modes.ifPresent(Screen::stty);
    }

    private synchronized void end() {
        ended = true;
        leave();
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out already, and the hook has been called.
        }
        keys.ifPresent(
                stream -> {
                    try {
                        stream.close();
                    } catch (IOException e) {
                        // Nothing was written to it.
                    }
                });
    }

    /** What stty prints; empty when there is no terminal or no stty. */
    private static Optional<String> stty(String... words) {
        List<String> argv = new ArrayList<>(List.of("stty"));
        argv.addAll(List.of(words));
        try {
            Process stty =
                    new ProcessBuilder(argv)
                            .redirectInput(TTY)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (InputStream output = stty.getInputStream()) {
                String text = new String(output.readNBytes(1000), StandardCharsets.US_ASCII);
                boolean ended = stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS);
                return ended && stty.exitValue() == 0
                        ? Optional.of(text.strip())
                        : Optional.empty();
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
