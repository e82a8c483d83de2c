package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.conformance.Installation;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A PBS as the rules of DRMAA2 need to know it. */
class PbsInstallation implements Installation {

    /** Faster than any site would like, so that no test waits for the next look. */
    private static final Pace PACE = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1));

    private final Dialect dialect;
    private final Host host;
    private final Path state;
    private final String directory;
    private final SessionManager manager;

    PbsInstallation(Dialect dialect, Host host, Path state, String directory) {
        this.dialect = dialect;
        this.host = host;
        this.state = state;
        this.directory = directory;
        this.manager = another();
    }

    @Override
    public final SessionManager manager() {
        return manager;
    }

    @Override
    public final SessionManager another() {
        return new CommandLineSessionManager(dialect, host, state, PACE);
    }

    @Override
    public final String directory() {
        return directory;
    }

    @Override
    public final String run(String script) throws InterruptedException {
        var outcome = host.run(Command.of("/bin/sh", "-c", script));
        if (!outcome.succeeded()) {
            throw new AssertionError(script + " ended with " + outcome);
        }
        return outcome.stdout();
    }

    /** PBS has no names for processor architectures, and TORQUE no reservations. */
    @Override
    public Set<String> refusedAttributes() {
        return dialect.reservations().isPresent()
                ? Set.of("machineArch")
                : Set.of("machineArch", "reservationId");
    }

    /** By an operator only (qsig(1B)). */
    @Override
    public boolean suspends() {
        return false;
    }

    @Override
    public int largeArray() {
        return 100;
    }

    @Override
    public Optional<String> submitNatively() throws InterruptedException {
        return Optional.of(run("echo sleep 600 | qsub -o /dev/null -j oe").strip());
    }
}
