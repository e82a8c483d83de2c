package io.jcluster.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A real ipyparallel controller and its engines, as child processes on loopback. */
public final class RealCluster implements AutoCloseable {

    public static final String PYTHON =
            System.getProperty("jcluster.test.python", "/usr/bin/python3");
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final Set<ProcessHandle> started = new LinkedHashSet<>();
    private final Process controller;
    private int logs;

    private RealCluster(Path directory, boolean curve) throws IOException {
        requireIpyparallel();
        this.directory = directory;
        // Beats are frequent, so that engines appear soon, and may be missed often, since the
        // machine may be busy.
        this.controller =
                start(
                        List.of(
                                PYTHON,
                                "-m",
                                "ipyparallel.controller",
                                "--ip=127.0.0.1",
                                "--HeartMonitor.period=200",
                                "--HeartMonitor.max_heartmonitor_misses=200",
                                "--IPController.enable_curve=" + (curve ? "True" : "False")),
                        directory);
        until("the controller has written its files", this::hasFiles);
    }

    public static RealCluster signed(Path directory) throws IOException {
        return new RealCluster(directory, false);
    }

    public static RealCluster encrypted(Path directory) throws IOException {
        return new RealCluster(directory, true);
    }

    public Path clientFile() {
        return security().resolve("ipcontroller-client.json");
    }

    public ConnectionFile connectionFile() throws IOException {
        return ConnectionFile.read(clientFile());
    }

    public Client connect() throws IOException {
        return Client.connect(connectionFile(), PATIENCE);
    }

    Process startEngine() throws IOException {
        return start(engineCommand(), directory);
    }

    /** A process of the cluster: an engine of another kind, a client. */
    public Process start(List<String> command) throws IOException {
        return start(command, directory);
    }

    /** The controller's file for engines. */
    public Path engineFile() {
        return security().resolve("ipcontroller-engine.json");
    }

    /** Engines under a launcher, each of which takes its rank for its id. */
    void startMpiEngines(int count) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                "mpiexec",
                                "--allow-run-as-root",
                                "--oversubscribe",
                                "-n",
                                String.valueOf(count)));
        command.addAll(engineCommand());
        command.add("--mpi");
        start(command, directory);
    }

    public void kill(Process process) {
        var all = withDescendants(process);
        // The nanny is left alive: it is what tells the hub.
        process.destroyForcibly();
        started.addAll(all);
    }

    /** Until its last process is gone, since each of them holds the ports open. */
    void killController() {
        var all = withDescendants(controller);
        started.addAll(all);
        all.forEach(ProcessHandle::destroyForcibly);
        until("the controller is gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Whether nothing that was started still runs. */
    boolean hasEnded() {
        return started.stream().noneMatch(ProcessHandle::isAlive);
    }

    @Override
    public void close() {
        for (var process : List.copyOf(started)) {
            process.descendants().forEach(started::add);
        }
        started.forEach(ProcessHandle::destroyForcibly);
        for (var process : started) {
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("a process outlives its test: " + process, e);
            }
        }
    }

    /** Waits for something that another process brings about. */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted before: " + what, e);
            }
        }
    }

    private static Set<ProcessHandle> withDescendants(Process process) {
        var all = new LinkedHashSet<ProcessHandle>();
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        return all;
    }

    private List<String> engineCommand() {
        return List.of(
                PYTHON, "-m", "ipyparallel.engine", "--file=" + engineFile(), "--timeout=60");
    }

    private Path security() {
        return directory.resolve("profile_default").resolve("security");
    }

    private boolean hasFiles() {
        if (!controller.isAlive()) {
            throw new AssertionError("the controller ended; see " + directory);
        }
        try {
            ConnectionFile.read(clientFile());
            return Files.size(engineFile()) > 0;
        } catch (IOException | ConnectionFileException e) {
            return false;
        }
    }

    private Process start(List<String> command, Path home) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("IPYTHONDIR", home.toString());
        builder.environment().put("HOME", home.toString());
        // Open MPI does not clear its session directory when it is killed; and of two processes
        // without
        // a launcher that make it at the same time one fails: File exists (4.1.4).
        var own = Files.createDirectories(home.resolve("tmp-" + logs));
        builder.environment().put("TMPDIR", own.toString());
        builder.environment().put("OMPI_MCA_btl", "tcp,self");
        builder.environment().put("OMPI_MCA_btl_tcp_if_include", "lo");
        builder.redirectErrorStream(true);
        builder.redirectOutput(home.resolve("output-" + logs++ + ".txt").toFile());
        var process = builder.start();
        started.add(process.toHandle());
        return process;
    }

    private static void requireIpyparallel() throws IOException {
        var check =
                new ProcessBuilder(PYTHON, "-c", "import ipyparallel")
                        .redirectErrorStream(true)
                        .start();
        try (var output = check.getInputStream()) {
            output.readAllBytes();
            if (check.waitFor() != 0) {
                throw new AssertionError(
                        PYTHON
                                + " has no ipyparallel: install Debian's python3-ipyparallel, or"
                                + " name another Python with -Djcluster.test.python");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
