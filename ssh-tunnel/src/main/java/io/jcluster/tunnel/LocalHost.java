package io.jcluster.tunnel;

import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.ssh.Complaints;
import io.jcluster.tunnel.ssh.Flushing;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** This machine: programs run as child processes, and every port is already here. */
public final class LocalHost implements WiredHost {

    /** The {@link #name()} of this machine. */
    public static final String NAME = "this machine";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TERM_GRACE = Duration.ofSeconds(2);

    private final Path home;
    private final Set<Running> streams = ConcurrentHashMap.newKeySet();

    private final boolean asciiOnly;

    public LocalHost() {
        this(!"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding")));
    }

    /**
     * @param asciiOnly whether the JVM's locale (C, as in containers and cron jobs) turns every
     *     other character of a program's words into a question mark
     */
    LocalHost(boolean asciiOnly) {
        this.asciiOnly = asciiOnly;
        home = home();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        Process process = launch(command, false);
        try {
            Runnable stop = process::destroyForcibly;
            Capture stdout = new Capture(process.getInputStream(), stop);
            Capture stderr = new Capture(process.getErrorStream(), stop);
            feed(command.stdin(), process.getOutputStream());
            boolean ended = process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                end(process);
                throw HostException.timedOut(command, name(), stderr.text());
            }
            if (stdout.overflown() || stderr.overflown()) {
                throw HostException.tooMuchOutput(command, name(), Capture.LIMIT);
            }
            return new Outcome(process.exitValue(), stdout.text(), stderr.text());
        } finally {
            end(process);
        }
    }

    @Override
    public Running start(Command command) {
        Process process = launch(command, true);
        feed(command.stdin(), process.getOutputStream());
        Running running =
                new Running() {
                    @Override
                    public InputStream stdout() {
                        return process.getInputStream();
                    }

                    @Override
                    public void close() {
                        end(process);
                        streams.remove(this);
                    }
                };
        streams.add(running);
        return running;
    }

    @Override
    public Wire dial(HostPort there) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            try {
                socket.connect(
                        new InetSocketAddress(there.host(), there.port()),
                        (int) CONNECT_TIMEOUT.toMillis());
                return wire(socket.getInputStream(), halfClosing(socket), socket);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new HostException(
                    Kind.UNREACHABLE,
                    "nothing answers at " + there + "\n  | " + e.getMessage(),
                    Optional.empty(),
                    Optional.of(e));
        }
    }

    @Override
    public Wire talk(Command command) {
        Process process = launch(command, false);
        OutputStream input = process.getOutputStream();
        Thread complaints = new Thread(() -> log(command, process), "jcluster-errors");
        complaints.setDaemon(true);
        complaints.start();
        Wire wire = wire(process.getInputStream(), new Flushing(input), () -> end(process));
        try {
            input.write(command.stdin().orElse("").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            // It ended before it had read all of it, which its output will show.
        }
        return wire;
    }

    private static void log(Command command, Process process) {
        try (InputStream said = process.getErrorStream();
                Complaints complaints = new Complaints(command.argv().get(0), NAME)) {
            said.transferTo(complaints);
        } catch (IOException e) {
            // The program has ended.
        }
    }

    /** A socket's own stream takes the other direction with it when it is closed. */
    private static OutputStream halfClosing(Socket socket) throws IOException {
        return new FilterOutputStream(socket.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                socket.shutdownOutput();
            }
        };
    }

    private static Wire wire(InputStream in, OutputStream out, AutoCloseable whole) {
        return new Wire() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public void close() {
                try {
                    whole.close();
                } catch (Exception e) {
                    // It was to be gone, and is.
                }
            }
        };
    }

    /**
     * A tunnel of no length: one connects to {@code there} itself.
     *
     * @param localPort 0, or the port of {@code there}
     */
    @Override
    public Forward forward(HostPort there, int localPort) {
        if (localPort != 0 && localPort != there.port()) {
            throw new HostException(
                    Kind.FORWARD_REFUSED,
                    there
                            + " is reached from this machine without a tunnel, so on its own port"
                            + " and not on "
                            + localPort,
                    Optional.of("Let the port be chosen: ask for local port 0."),
                    Optional.empty());
        }
        return new Forward() {
            @Override
            public HostPort here() {
                return there;
            }

            @Override
            public HostPort there() {
                return there;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean reaches(HostPort there) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(there.host(), there.port()),
                    (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        List.copyOf(streams).forEach(Running::close);
    }

    private Process launch(Command command, boolean merged) {
        boolean spelled = asciiOnly && !isAscii(command);
        ProcessBuilder builder =
                new ProcessBuilder(spelled ? spelled(command) : command.argv())
                        .directory(home.toFile())
                        .redirectErrorStream(merged);
        if (!spelled) {
            builder.environment().putAll(command.environment());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw HostException.notRunnable(command, name(), String.valueOf(e.getMessage()));
        }
    }

    private static boolean isAscii(Command command) {
        return Stream.concat(command.argv().stream(), command.environment().values().stream())
                .allMatch(word -> word.chars().allMatch(c -> c < 128));
    }

    /** The command by way of a shell that puts the words together byte by byte. */
    private static List<String> spelled(Command command) {
        StringBuilder script = new StringBuilder();
        command.environment()
                .forEach(
                        (name, value) ->
                                script.append(spelled(value))
                                        .append("export ")
                                        .append(name)
                                        .append("=\"${w%x}\"\n"));
        script.append("set --\n");
        command.argv().forEach(w -> script.append(spelled(w)).append("set -- \"$@\" \"${w%x}\"\n"));
        return List.of("/bin/sh", "-c", script + "unset w\nexec \"$@\"\n");
    }

    /** Sets {@code w} to the word and an x, since a shell drops newlines from the end. */
    private static String spelled(String word) {
        StringBuilder octal = new StringBuilder();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            octal.append(String.format("\\0%03o", b & 0xff));
        }
        return "w=$(printf %b '" + octal + "x')\n";
    }

    /** Hands over the input in a thread, since a program need not read all of it before it ends. */
    private static void feed(Optional<String> text, OutputStream stdin) {
        Thread writer =
                new Thread(
                        () -> {
                            try (stdin) {
                                stdin.write(text.orElse("").getBytes(StandardCharsets.UTF_8));
                            } catch (IOException e) {
                                // The program ended or closed its input without reading it all.
                            }
                        },
                        "jcluster-input");
        writer.setDaemon(true);
        writer.start();
    }

    /** Ends a program and its children: asked first, forced after a moment. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        boolean interrupted = false;
        try {
            process.waitFor(TERM_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        all.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** $HOME before passwd, as every shell has it; what does not exist cannot be worked in. */
    private static Path home() {
        return Stream.of(System.getenv("HOME"), System.getProperty("user.home"))
                .filter(place -> place != null && Files.isDirectory(Path.of(place)))
                .map(Path::of)
                .findFirst()
                .orElse(Path.of("/"));
    }
}
