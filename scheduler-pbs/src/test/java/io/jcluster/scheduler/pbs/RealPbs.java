package io.jcluster.scheduler.pbs;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A login node with a real PBS, reached by words that take one more: a command line for the shell
 * there. {@code mvn test -Djcluster.test.torque='ssh login'} puts TORQUE there in the place of the
 * toy, {@code -Djcluster.test.pbspro} OpenPBS.
 */
final class RealPbs implements Host {

    private static final String PROPERTY = "jcluster.test.";

    private final LocalHost here = new LocalHost();
    private final List<String> words;
    private Optional<String> directory = Optional.empty();

    private RealPbs(List<String> words) {
        this.words = words;
    }

    /** The one that this run of the tests was given for a dialect. */
    static Optional<RealPbs> of(String dialect) {
        return Optional.ofNullable(System.getProperty(PROPERTY + dialect))
                .map(words -> new RealPbs(List.of(words.split(" +"))));
    }

    /** A new directory in the home there, removed in the end. */
    String newDirectory() throws InterruptedException {
        var made = run(Command.script("mktemp -d \"$HOME/conformance.XXXXXX\""));
        if (!made.succeeded()) {
            throw new AssertionError(name() + " does not lead to a login node: " + made);
        }
        directory = Optional.of(made.stdout().strip());
        return made.stdout().strip();
    }

    @Override
    public String name() {
        return String.join(" ", words);
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        var line = new ArrayList<>(List.of("env"));
        command.environment().forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(command.argv());
        var all = new ArrayList<>(words);
        all.add("exec " + ShellWords.join(line));
        return here.run(
                Command.of(all)
                        .withStdin(command.stdin().orElse(""))
                        .withTimeout(command.timeout()));
    }

    @Override
    public Running start(Command command) {
        throw new UnsupportedOperationException("no job session streams");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new UnsupportedOperationException("no job session forwards");
    }

    @Override
    public boolean reaches(HostPort there) {
        throw new UnsupportedOperationException("no job session asks");
    }

    @Override
    public void close() {
        try {
            if (directory.isPresent()) {
                run(Command.of("rm", "-rf", directory.orElseThrow()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        here.close();
    }
}
