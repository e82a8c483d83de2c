package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The relay as job scripts carry it, run here. */
final class RelayProgram implements AutoCloseable {

    private static final Path TEXT =
            Path.of(System.getProperty("basedir", "."))
                    .resolveSibling("templates")
                    .resolve("src/main/resources/io/jcluster/templates/relay.py");

    private final Path key;
    private final Process process;
    private final int port;

    private RelayProgram(Path key, Process process, int port) {
        this.key = key;
        this.process = process;
        this.port = port;
    }

    /** Starts one that makes its key in a directory, or uses the one that is there. */
    static RelayProgram in(Path directory, Duration keep) throws IOException {
        Path key = directory.resolve("relay.key");
        return started(
                key,
                List.of(
                        "python3",
                        "-",
                        key.toString(),
                        Double.toString(keep.toMillis() / 1000.0),
                        Long.toString(ProcessHandle.current().pid()),
                        "",
                        "127.0.0.1",
                        "127.0.0.1"));
    }

    /** Starts one through any words, which end with those of the relay. */
    static RelayProgram started(Path key, List<String> words) throws IOException {
        Process process =
                new ProcessBuilder(words)
                        .redirectInput(TEXT.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the relay has not started");
        }
        return new RelayProgram(key, process, Integer.parseInt(line));
    }

    RelayKey key() throws IOException {
        return RelayKey.parse(Files.readString(key));
    }

    HostPort address() {
        return new HostPort("127.0.0.1", port);
    }

    Process process() {
        return process;
    }

    /** The most memory that it has had so far, in bytes. */
    long mostMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
