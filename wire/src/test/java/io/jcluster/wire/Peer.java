package io.jcluster.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A socket of libzmq in a process of its own, see {@code peer.py}. */
final class Peer implements AutoCloseable {

    private static final String PYTHON =
            System.getProperty("jcluster.test.python", "/usr/bin/python3");

    private final Process process;
    private final BufferedReader said;
    private final int port;
    private final Optional<String> key;

    private Peer(String kind, int port, boolean curve) throws IOException {
        var command = new ArrayList<>(List.of(PYTHON, program(), kind, String.valueOf(port)));
        if (curve) {
            command.add("curve");
        }
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        InputStream out = process.getInputStream();
        said = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8));
        var words = line().split(" ", 2);
        this.port = Integer.parseInt(words[0]);
        this.key = Optional.of(words[1]).filter(text -> !text.isEmpty());
    }

    static Peer of(String kind) throws IOException {
        return new Peer(kind, 0, false);
    }

    static Peer encrypted(String kind) throws IOException {
        return new Peer(kind, 0, true);
    }

    static Peer on(String kind, int port) throws IOException {
        return new Peer(kind, port, false);
    }

    int port() {
        return port;
    }

    Link.Terms terms(Link.Role role, String identity) {
        return new Link.Terms("127.0.0.1", port, role, identity, key, Duration.ofSeconds(5));
    }

    /** The next line it says. */
    String line() throws IOException {
        var line = said.readLine();
        if (line == null) {
            throw new IOException("peer.py has ended; it needs Debian's python3-zmq");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static String program() {
        try {
            var file = Objects.requireNonNull(Peer.class.getResource("peer.py"));
            return Path.of(file.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
