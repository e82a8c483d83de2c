package io.jcluster.launcher.cli;

import io.jcluster.launcher.agent.Lines;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.ClusterStore;
import io.jcluster.launcher.cluster.Desk;
import io.jcluster.launcher.config.UserDirectories;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command's surroundings: the user's directories, the records, the lines, and where progress
 * goes.
 */
final class Office implements AutoCloseable {

    private final Desk desk;
    private final TerminalProgress progress;
    private final Terminal terminal;

    private Office(Desk desk, TerminalProgress progress, Terminal terminal) {
        this.desk = desk;
        this.progress = progress;
        this.terminal = terminal;
    }

    static Office open(PrintWriter err) {
        UserDirectories directories = UserDirectories.from(System.getenv());
        TerminalProgress progress = new TerminalProgress(err, Terminal.forErrors());
        Terminal terminal = new Terminal();
        return new Office(
                new Desk(
                        directories,
                        new ClusterStore(directories),
                        new Lines(directories, terminal, agentCommand(System.getenv())),
                        progress),
                progress,
                terminal);
    }

    Desk desk() {
        return desk;
    }

    /** The cluster that the user means. */
    ClusterRecord cluster(String id) {
        return desk.store()
                .find(id)
                .orElseThrow(
                        () -> {
                            List<ClusterRecord> all = desk.store().all();
                            String known =
                                    all.isEmpty()
                                            ? "no cluster is on record"
                                            : "on record: "
                                                    + all.stream()
                                                            .map(ClusterRecord::id)
                                                            .collect(Collectors.joining(", "));
                            return ClusterException.of(
                                            ClusterException.Kind.REQUEST,
                                            "there is no cluster " + id)
                                    .said(known)
                                    .advise("jcluster list");
                        });
    }

    /** Goes on without progress and questions, for a command that takes the terminal for itself. */
    void unattended() {
        progress.close();
        terminal.unattended();
    }

    /** Locks a cluster for as long as a command changes it. */
    AutoCloseable alone(ClusterRecord cluster) {
        return desk.store()
                .lock(cluster)
                .orElseThrow(
                        () ->
                                ClusterException.of(
                                                ClusterException.Kind.LAPTOP,
                                                "another jcluster command is at work on cluster "
                                                        + cluster.id())
                                        .advise(
                                                "wait for it, or end it with Ctrl-C where it runs"));
    }

    // The agent's JVM is this one, with the better compiler: bytes are encrypted there, and the
    // quick compiler alone encrypts AES-GCM at a tenth of the speed. Nor is it to wait for the
    // better one until 100 MB have gone through, as JDK 17 would. What goes through is garbage at
    // once: a small nursery stays in the processor's cache, and the process small.
    private static List<String> agentCommand(Map<String, String> environment) {
        String program = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String archive = environment.getOrDefault("JCLUSTER_CDS", "");
        return Stream.of(
                        List.of(program),
                        archive.isEmpty()
                                ? List.<String>of()
                                : List.of("-XX:SharedArchiveFile=" + archive),
                        List.of(
                                "-Xshare:auto",
                                "-Xlog:disable",
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData",
                                "-Xmx512m",
                                "-Xmn16m",
                                "-XX:CompileCommand=quiet",
                                "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.02",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.jcluster.launcher.agent.AgentMain"))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        progress.close();
    }
}
