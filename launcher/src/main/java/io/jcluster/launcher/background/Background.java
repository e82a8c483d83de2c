package io.jcluster.launcher.background;

import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.tunnel.HostException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process of this user that goes on after the command that started it. There is one of a name: it
 * has a lock, a socket that it answers at, and a log.
 *
 * @param name what it is called, also in its files' names
 * @param mainClass its class, which is given the directory
 * @param directory where its files are
 * @param java the words that start a JVM with this program's classes
 */
public record Background(String name, String mainClass, Path directory, List<String> java) {

    /** The shortest {@code sun_path} in use (macOS): 104 bytes with the closing NUL. */
    private static final int SOCKET_PATH_LIMIT = 100;

    private static final String LONGEST_NAME = "keeper.sock";

    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final File NOTHING = new File(WINDOWS ? "NUL" : "/dev/null");

    private static final Duration START = Duration.ofSeconds(20);

    public Background {
        java = List.copyOf(java);
    }

    public Path socket() {
        return directory.resolve(name + ".sock");
    }

    public Path lock() {
        return directory.resolve(name + ".lock");
    }

    public Path log() {
        return directory.resolve(name + ".log");
    }

    /**
     * The directory for sockets: for its owner only, and with a path that is short enough.
     *
     * @throws HostException when there is none
     */
    public static Path directory(UserDirectories directories) {
        try {
            Path lines = PrivateFiles.directory(directories.lines());
            if (!Files.isWritable(lines)) {
                throw new IOException(lines + " is not writable");
            }
            if (lines.resolve(LONGEST_NAME).toString().getBytes(StandardCharsets.UTF_8).length
                    <= SOCKET_PATH_LIMIT) {
                return lines;
            }
            Path elsewhere =
                    Path.of(System.getProperty("java.io.tmpdir"))
                            .resolve("jcluster-" + digest(lines + System.getProperty("user.name")));
            PrivateFiles.directory(elsewhere);
            if (!isOurs(elsewhere)) {
                throw new IOException(elsewhere + " is not ours");
            }
            return elsewhere;
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.CONFIGURATION,
                    "cannot keep the sockets of background processes: " + e.getMessage(),
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

    /** Six bytes of a text's hash, for a name that is the same for the same text. */
    public static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The agent: one process for all hosts. Bytes are encrypted there, so its JVM has the better
     * compiler (the quick one alone encrypts AES-GCM at a tenth of the speed), and is not to wait
     * for it until 100 MB have gone through, as JDK 17 would.
     */
    public static Background agent(Path directory) {
        return new Background(
                "agent",
                "io.jcluster.launcher.agent.AgentMain",
                directory,
                javaLikeThis(
                        "-Xmx512m",
                        "-Xmn16m", // what goes through is garbage at once
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.02"));
    }

    /**
     * The keeper. None of its words names the agent: whatever ends that by name must not end this.
     */
    public static Background keeper(Path directory) {
        return new Background(
                "keeper",
                "io.jcluster.launcher.keeper.KeeperMain",
                directory,
                javaLikeThis("-Xmx256m"));
    }

    private static List<String> javaLikeThis(String... options) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String archive = System.getenv().getOrDefault("JCLUSTER_CDS", "");
        if (!archive.isEmpty()) {
            words.add("-XX:SharedArchiveFile=" + archive);
        }
        words.addAll(
                List.of("-Xshare:auto", "-Xlog:disable", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        words.addAll(List.of(options));
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return words;
    }

    /** A conversation with the running process; empty when none runs. */
    public Optional<Conversation> call() {
        if (!Files.exists(socket())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Conversation.with(socket()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A conversation with the process, which is started when none runs.
     *
     * @throws HostException when it does not start
     */
    public Conversation callOrStart() throws InterruptedException {
        Optional<Conversation> running = call();
        if (running.isPresent()) {
            return running.get();
        }
        start();
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            // Ready when the socket answers: the one fact that matters, whoever started it.
            running = call();
            if (running.isPresent()) {
                return running.get();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new HostException(
                HostException.Kind.UNREACHABLE,
                "the background " + name + " did not start within " + START.toSeconds() + " s",
                Optional.of("see its log, " + log()),
                Optional.empty());
    }

    private void start() {
        // Away from the terminal in three ways: its own session where there is setsid, else its own
        // process group (set -m), deaf to a hang-up, and no descriptor of the terminal open.
        String detach =
                "if command -v setsid >/dev/null 2>&1; then setsid \"$@\" & else set -m; nohup \"$@\" & fi";
        try {
            ProcessBuilder builder = new ProcessBuilder();
            if (!WINDOWS) {
                builder.command("/bin/sh", "-c", detach, "sh");
            }
            builder.command().addAll(java);
            builder.command().addAll(List.of(mainClass, directory.toString()));
            PrivateFiles.append(log()).close();
            builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .redirectErrorStream(true)
                    .directory(directory.toFile())
                    .start();
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.NOT_RUNNABLE,
                    "the background " + name + " cannot be started: " + e.getMessage(),
                    Optional.empty(),
                    Optional.of(e));
        }
    }

    /** Waits for the end of a process that has been told to leave; bounded. */
    public void awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (Files.exists(lock()) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What a background process does for its living. */
    public interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** The life of the process itself: does the work unless another process of the name does. */
    public void live(Work work) throws IOException, InterruptedException {
        try (FileChannel channel = PrivateFiles.append(lock());
                FileLock held = channel.tryLock()) {
            if (held == null) {
                return; // Two commands started at once: the other's process serves both.
            }
            if (Files.exists(lock())) {
                work.run();
                Files.deleteIfExists(lock());
                Files.deleteIfExists(log());
                return;
            }
        }
        live(work); // The one before us took the file away as it left: lock the next one.
    }
}
