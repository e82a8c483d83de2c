package io.jcluster.scheduler.hostile;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A host whose programs answer well until somebody spoils what they say. */
final class HostileHost implements Host {

    private final List<Sample> samples;
    private Optional<Spoiler> spoiler = Optional.empty();

    /** Everything that was said while it was hostile. */
    private final List<String> said = new ArrayList<>();

    HostileHost(List<Sample> samples) {
        this.samples = samples;
    }

    void turnHostile(Spoiler how) {
        spoiler = Optional.of(how);
    }

    void turnGood() {
        spoiler = Optional.empty();
    }

    List<String> said() {
        return said;
    }

    @Override
    public Outcome run(Command command) {
        var sample =
                samples.stream()
                        .max(Comparator.comparing(one -> alike(one, command)))
                        .orElseThrow();
        if (spoiler.isEmpty()) {
            return new Outcome(0, sample.program().apply(command), "");
        }
        var how = spoiler.orElseThrow();
        var status = how.status();
        if (status == 255) {
            throw new HostException(
                    HostException.Kind.UNREACHABLE,
                    "the line to nowhere was lost",
                    Optional.empty(),
                    Optional.empty());
        }
        var stdout = how.spoil(sample.program().apply(command));
        said.add(stdout);
        return new Outcome(status, stdout, status == 0 ? "" : how.spoil("error: no such job 41"));
    }

    /** How many words, from the first, two commands share. */
    private static int alike(Sample sample, Command command) {
        var words = sample.question().question().argv();
        var others = command.argv();
        var n = 0;
        while (n < words.size() && n < others.size() && words.get(n).equals(others.get(n))) {
            n++;
        }
        return n;
    }

    @Override
    public String name() {
        return "nowhere";
    }

    @Override
    public Running start(Command command) {
        throw new AssertionError("not used");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new AssertionError("not used");
    }

    @Override
    public boolean reaches(HostPort there) {
        throw new AssertionError("not used");
    }

    @Override
    public void close() {}
}
