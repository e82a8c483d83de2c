package io.jcluster.launcher.agent;

import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.SshTarget;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The ways to the hosts that this user works with. A login is {@code user@host}, an alias of the
 * SSH configuration, or absent for this very machine.
 */
public final class Lines {

    private static final Duration AGENT_START = Duration.ofSeconds(20);

    private static final Duration AGENT_END = Duration.ofSeconds(3);

    /** The shortest {@code sun_path} in use (macOS): 104 bytes with the closing NUL. */
    private static final int SOCKET_PATH_LIMIT = 100;

    private final UserDirectories directories;
    private final Prompts prompts;
    private final List<String> agentCommand;

    /**
     * @param agentCommand the words that start an agent; the socket and the login are appended
     */
    public Lines(UserDirectories directories, Prompts prompts, List<String> agentCommand) {
        this.directories = directories;
        this.prompts = prompts;
        this.agentCommand = List.copyOf(agentCommand);
    }

    /**
     * A host for a few commands: through the agent where one runs, else over a connection of its
     * own.
     */
    public Host reach(Optional<String> login) throws InterruptedException {
        Optional<AgentHost> agent = running(login);
        return agent.isPresent() ? agent.get() : open(login, prompts);
    }

    /** The host as a running agent holds it; empty when none runs. */
    public Optional<AgentHost> running(Optional<String> login) {
        Path socket = socket(login);
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try {
            return Optional.of(AgentHost.at(socket, prompts));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The host as an agent holds it, which is started when none runs. */
    public AgentHost hold(Optional<String> login) throws InterruptedException {
        Optional<AgentHost> agent = running(login);
        if (agent.isPresent()) {
            return agent.get();
        }
        Path socket = socket(login);
        Path log = log(socket);
        start(socket, log, login);
        long deadline = System.nanoTime() + AGENT_START.toNanos();
        while (System.nanoTime() < deadline) {
            // Ready when the socket answers: the one fact that matters, whoever started the agent.
            agent = running(login);
            if (agent.isPresent()) {
                return agent.get();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new HostException(
                HostException.Kind.UNREACHABLE,
                "the background agent did not start within " + AGENT_START.toSeconds() + " s",
                Optional.of("see its log, " + log),
                Optional.empty());
    }

    /**
     * Sees an agent off that keeps no cluster any more, so that a stopped cluster leaves no
     * process.
     */
    public void dismiss(Optional<String> login) throws InterruptedException {
        Optional<AgentHost> agent = running(login);
        if (agent.isEmpty()) {
            return;
        }
        try (AgentHost host = agent.get()) {
            if (!host.status().holds().isEmpty()) {
                return;
            }
        }
        // It goes by itself once nobody talks to it. Another command may: then it has a reason to
        // stay.
        Path lock = lock(socket(login));
        long deadline = System.nanoTime() + AGENT_END.toNanos();
        while (Files.exists(lock) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Opens a connection in this process. */
    static WiredHost open(Optional<String> login, Prompts prompts) throws InterruptedException {
        return login.isEmpty()
                ? new LocalHost()
                : SshHost.connect(SshTarget.resolve(login.get()), prompts);
    }

    /** A name that is the same for the same login and cannot be mistaken for a path. */
    public static String nameOf(Optional<String> login) {
        String text = login.orElse("localhost");
        String readable = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return readable.equals(text) && text.length() <= 40
                ? text
                : readable.substring(0, Math.min(30, readable.length())) + "-" + digest(text);
    }

    static Path lock(Path socket) {
        return socket.resolveSibling(socket.getFileName() + ".lock");
    }

    static Path log(Path socket) {
        return socket.resolveSibling(socket.getFileName().toString().replace(".sock", ".log"));
    }

    private Path socket(Optional<String> login) {
        try {
            Path lines = PrivateFiles.directory(directories.lines());
            if (!Files.isWritable(lines)) {
                throw new IOException(lines + " is not writable");
            }
            Path socket = lines.resolve(nameOf(login) + ".sock");
            if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_LIMIT) {
                return socket;
            }
            Path elsewhere =
                    Path.of(System.getProperty("java.io.tmpdir"))
                            .resolve("jcluster-" + digest(lines + System.getProperty("user.name")));
            PrivateFiles.directory(elsewhere);
            if (!isOurs(elsewhere)) {
                throw new IOException(elsewhere + " is not ours");
            }
            return elsewhere.resolve(digest(nameOf(login)) + ".sock");
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.CONFIGURATION,
                    "cannot keep the agent's socket: " + e.getMessage(),
                    Optional.of("check that " + directories.state() + " can be written"),
                    Optional.of(e));
        }
    }

    // In a directory for everybody's files, somebody may have been there before us.
    private static boolean isOurs(Path directory) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                        .getName()
                        .equals(System.getProperty("user.name"))
                && PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS))
                        .equals("rwx------");
    }

    private void start(Path socket, Path log, Optional<String> login) {
        // Away from the terminal in three ways: its own session where there is setsid, else its own
        // process group (set -m), deaf to a hang-up, and no descriptor of the terminal open.
        String detach =
                "if command -v setsid >/dev/null 2>&1; then setsid \"$@\" & else set -m; nohup \"$@\" & fi";
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", detach, "sh");
            builder.command().addAll(agentCommand);
            builder.command().add(socket.toString());
            login.ifPresent(builder.command()::add);
            PrivateFiles.append(log).close();
            builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectErrorStream(true)
                    .directory(directories.home().toFile())
                    .start();
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.NOT_RUNNABLE,
                    "the background agent cannot be started: " + e.getMessage(),
                    Optional.empty(),
                    Optional.of(e));
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
