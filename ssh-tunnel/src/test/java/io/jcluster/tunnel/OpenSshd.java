package io.jcluster.tunnel;

import io.jcluster.tunnel.ssh.SshConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A real sshd for the current user on 127.0.0.1, with keys and files of its own. */
public final class OpenSshd implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    /**
     * The level at which bash no longer takes itself for sshd's own child and leaves ~/.bashrc
     * alone (bash(1), INVOCATION; shell.c, run_startup_files). Whoever runs the tests may have
     * anything in there: pyenv's lines take half a second of each command.
     */
    private static final String PLAIN_SHELL = "SetEnv SHLVL=1";

    private final Path directory;
    private final Process process;
    private final int port;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private OpenSshd(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** Starts one that lets the user's key {@code directory/user} in. */
    public static OpenSshd start(Path directory, String... settings) throws Exception {
        return start(directory, Map.of(), settings);
    }

    /** Starts one with variables of its own. */
    public static OpenSshd start(
            Path directory, Map<String, String> environment, String... settings) throws Exception {
        key(directory.resolve("host"));
        if (!Files.exists(directory.resolve("user"))) {
            key(directory.resolve("user"));
        }
        Files.copy(directory.resolve("user.pub"), directory.resolve("authorized"));
        return start(directory, "127.0.0.1", 0, environment, settings);
    }

    /** Starts one on keys that are there already. */
    public static OpenSshd restart(Path directory, int port, String... settings) throws Exception {
        return start(directory, "127.0.0.1", port, Map.of(), settings);
    }

    /** Starts one at another address of this machine. */
    public static OpenSshd at(Path directory, String address, int port, String... settings)
            throws Exception {
        return start(directory, address, port, Map.of(), settings);
    }

    private static OpenSshd start(
            Path directory,
            String address,
            int port,
            Map<String, String> environment,
            String... settings)
            throws Exception {
        if (!Files.isExecutable(SSHD)) {
            throw new AssertionError(
                    "this test needs " + SSHD + ": install the package openssh-server");
        }
        if (System.getProperty("user.name").equals("root")) {
            // sshd as root wants it for its unprivileged half; a service manager makes it at boot.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        for (int attempt = 0; attempt < 10; attempt++) {
            Optional<OpenSshd> started =
                    attempt(
                            directory,
                            address,
                            port == 0 ? freePort() : port,
                            environment,
                            settings);
            if (started.isPresent()) {
                return started.get();
            }
        }
        throw new AssertionError("sshd found no port to listen on");
    }

    /** sshd cannot be asked which port the system chose, so one is picked and may be lost again. */
    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static Optional<OpenSshd> attempt(
            Path directory,
            String address,
            int port,
            Map<String, String> environment,
            String... settings)
            throws IOException {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "ListenAddress " + address,
                                "Port " + port,
                                "HostKey " + directory.resolve("host"),
                                "AuthorizedKeysFile " + directory.resolve("authorized"),
                                "PidFile none",
                                "UsePAM no",
                                "StrictModes no",
                                "PermitRootLogin yes",
                                PLAIN_SHELL,
                                "PasswordAuthentication no",
                                "KbdInteractiveAuthentication no"));
        lines.addAll(List.of(settings));
        Path config = directory.resolve("sshd_config");
        Files.write(config, lines);
        ProcessBuilder builder =
                new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        OpenSshd sshd = new OpenSshd(directory, process, port);
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            sshd.log.add(line);
            if (line.startsWith("Server listening")) {
                Thread reader = new Thread(() -> sshd.collect(output), "sshd-log");
                reader.setDaemon(true);
                reader.start();
                return Optional.of(sshd);
            }
        }
        if (!sshd.log().contains("in use")) {
            throw new AssertionError("sshd does not start: " + sshd.log);
        }
        return Optional.empty();
    }

    private void collect(BufferedReader output) {
        try {
            output.lines().forEach(log::add);
        } catch (UncheckedIOException e) {
            // The server has been ended.
        }
    }

    /** A login with the user's key and this server's host key. */
    public SshTarget target() {
        Path known = directory.resolve("known_hosts");
        return target(known, directory.resolve("user"));
    }

    public SshTarget target(Path knownHosts, Path identity) {
        return new SshTarget(
                "testhost",
                "127.0.0.1",
                port,
                System.getProperty("user.name"),
                List.of(identity),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(knownHosts),
                false,
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    /**
     * A login as {@code site} with the lines of a user's configuration in {@code
     * directory/.ssh/config}.
     */
    public SshTarget configured(String lines) throws IOException {
        return configured(lines, Optional.empty());
    }

    public SshTarget configured(String lines, Optional<Path> agent) throws IOException {
        Files.createDirectories(directory.resolve(".ssh"));
        Files.writeString(
                directory.resolve(".ssh/config"),
                """
                Host site
                HostName 127.0.0.1
                Port %d
                %s
                Match all
                UserKnownHostsFile %s
                GlobalKnownHostsFile none
                """
                        .formatted(port, lines, directory.resolve("known_hosts")));
        return new SshConfig(directory, Path.of(System.getProperty("user.home")), agent)
                .resolve("site");
    }

    /** Writes this server's key to {@code directory/known_hosts}. */
    public OpenSshd known() throws IOException {
        String[] words = Files.readString(directory.resolve("host.pub")).split(" ", 3);
        Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + words[0] + " " + words[1] + "\n");
        return this;
    }

    public int port() {
        return port;
    }

    public Path directory() {
        return directory;
    }

    public String log() {
        return String.join("\n", log);
    }

    /** Ends the processes that serve connections; the listening one stays. */
    public void cutConnections() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** An ed25519 key without a passphrase. */
    public static void key(Path file) throws Exception {
        key(file, "ed25519", "");
    }

    /**
     * A key, whose lock takes one round: the many that are usual keep thieves busy, and tests as
     * well.
     *
     * @param more arguments of {@code ssh-keygen}
     */
    public static void key(Path file, String type, String passphrase, String... more)
            throws Exception {
        List<String> words = new ArrayList<>(List.of(more));
        if (type.equals("rsa")) {
            words.addAll(List.of("-b", "2048")); // The usual 3072 take longer to find.
        }
        words.addAll(List.of("-q", "-a", "1", "-t", type, "-N", passphrase, "-f", file.toString()));
        keygen(words.toArray(String[]::new));
    }

    /** Runs {@code ssh-keygen}. */
    public static void keygen(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("ssh-keygen"));
        words.addAll(List.of(arguments));
        Outcome outcome = new LocalHost().run(Command.of(words));
        if (!outcome.succeeded()) {
            throw new AssertionError(words + " failed: " + outcome.stderr());
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> serving = process.descendants().toList();
        process.destroyForcibly();
        serving.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
