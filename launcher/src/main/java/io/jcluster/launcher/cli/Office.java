package io.jcluster.launcher.cli;

import io.jcluster.launcher.agent.Lines;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.ClusterStore;
import io.jcluster.launcher.cluster.Desk;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Profile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command's surroundings: the user's directories, the records, the lines, and where progress
 * goes.
 */
final class Office implements AutoCloseable {

    /** A profile in a file, or one of several in it. */
    private static final Pattern FILE = Pattern.compile("(.+\\.yaml)(:[^:/]+)?");

    private final Desk desk;
    private final TerminalProgress progress;
    private final Terminal terminal;
    private final PrintWriter err;

    private Office(Desk desk, TerminalProgress progress, Terminal terminal, PrintWriter err) {
        this.err = err;
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
                        new Lines(directories, terminal),
                        progress),
                progress,
                terminal,
                err);
    }

    /** Where people are spoken to, once progress is over. */
    PrintWriter err() {
        return err;
    }

    Desk desk() {
        return desk;
    }

    /** A profile with all its layers. */
    Profile profile(String name) {
        return desk.directories().profiles().named(name);
    }

    /** The file of the user's own in which that profile is changed; need not exist. */
    Path ownProfile(String name) {
        Matcher file = FILE.matcher(name);
        return file.matches()
                ? Path.of(file.group(1)).toAbsolutePath()
                : desk.directories().profiles().directory().resolve(name + ".yaml");
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

    /**
     * The cluster that the user means, for what only engines can do.
     *
     * @throws ClusterException when it is a program
     */
    ClusterRecord engines(String id) {
        ClusterRecord cluster = cluster(id);
        if (cluster.kind() == EngineKind.MPJ) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            cluster.id()
                                    + " is a Java MPI program, which has no engines and no"
                                    + " controller to connect to")
                    .advise(
                            "jcluster logs "
                                    + cluster.id()
                                    + " -f shows what it prints, jcluster status "
                                    + cluster.id()
                                    + " how it stands");
        }
        return cluster;
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

    @Override
    public void close() {
        progress.close();
    }
}
