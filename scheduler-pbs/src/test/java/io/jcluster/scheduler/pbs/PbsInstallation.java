package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.conformance.Installation;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A PBS as the rules of DRMAA2 need to know it. */
final class PbsInstallation implements Installation, AutoCloseable {

    /** Faster than any site would like, so that no test waits for the next look. */
    private static final Pace PACE = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1));

    private final Dialect dialect;
    private final Host host;
    private final Path state;
    private final String directory;
    private final SessionManager manager;

    private PbsInstallation(Dialect dialect, Host host, Path state, String directory) {
        this.dialect = dialect;
        this.host = host;
        this.state = state;
        this.directory = directory;
        this.manager = another();
    }

    /**
     * The real one that this run was given for the dialect, otherwise the toy in its part.
     *
     * @param part {@code openpbs} or {@code torque}
     * @param here a directory of this machine, for this run alone
     */
    static PbsInstallation up(Dialect dialect, String part, Path here)
            throws IOException, InterruptedException {
        var state = here.resolve("state");
        var real = RealPbs.of(dialect.name());
        if (real.isPresent()) {
            var login = real.orElseThrow();
            return new PbsInstallation(dialect, login, state, login.newDirectory());
        }
        var home = Files.createDirectory(here.resolve("home"));
        return new PbsInstallation(dialect, new ToyPbs(home, part), state, home.toString());
    }

    @Override
    public SessionManager manager() {
        return manager;
    }

    @Override
    public SessionManager another() {
        return new CommandLineSessionManager(dialect, host, state, PACE);
    }

    @Override
    public String directory() {
        return directory;
    }

    @Override
    public String run(String script) throws InterruptedException {
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

    /** Where the dialect itself finds the command, which at a site is seldom on the PATH. */
    @Override
    public Optional<String> submitNatively() throws InterruptedException {
        var commands =
                dialect instanceof TorqueDialect ? PbsCommands.torque() : PbsCommands.openPbs();
        var qsub = commands.command(List.of("qsub", "-o", "/dev/null", "-j", "oe"));
        var said = host.run(qsub.withStdin("sleep 600\n"));
        if (!said.succeeded()) {
            throw new AssertionError("qsub ended with " + said);
        }
        return Optional.of(said.stdout().strip());
    }

    @Override
    public void close() {
        manager.close();
        host.close();
    }
}
