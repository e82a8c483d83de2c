package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.spi.SessionManagerProvider;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.SshTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A dialect as an implementation of DRMAA2 that programs find by its name: one session manager for
 * the whole program, for contacts {@code slurm:} (the commands of this machine) and {@code
 * slurm://user@host:port} (those of a login node). A login by SSH asks nobody: it needs a key or an
 * agent.
 *
 * <p>Sessions are kept in {@code $XDG_STATE_HOME/jcluster/drmaa2}, {@code
 * ~/.local/state/jcluster/drmaa2} where that is not set.
 */
public final class DialectProvider implements SessionManagerProvider {

    /** Leaves room for the end of a program that hangs within the two seconds there are. */
    private static final Duration PROBE = Duration.ofMillis(1500);

    private final Dialect dialect;
    private final int sureness;
    private Optional<SessionManager> manager = Optional.empty();

    /**
     * @param sureness what to answer to {@link #probe} where the workload manager's commands work
     */
    public DialectProvider(Dialect dialect, int sureness) {
        this.dialect = dialect;
        this.sureness = sureness;
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public Set<String> contactSchemes() {
        return Set.of(dialect.name());
    }

    @Override
    public int probe() {
        var version = dialect.version();
        var quick =
                new Exchange<>(
                        version.action(),
                        version.ran(),
                        version.question().withTimeout(PROBE),
                        version.answered(),
                        version.reader(),
                        version.refusal());
        try (var here = new LocalHost()) {
            return new ExchangeCaller(here).ask(quick).isBlank() ? 0 : sureness;
        } catch (DrmaaException notHere) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public synchronized SessionManager sessionManager() {
        if (manager.isEmpty()) {
            var files = ConfigurationFiles.from(System.getenv());
            var events = new EventDelivery();
            var sites =
                    new ContactSites(
                            dialect,
                            events,
                            files,
                            destination ->
                                    SshHost.connect(
                                            SshTarget.resolve(destination), Prompts.nobody()));
            manager =
                    Optional.of(
                            new CommandLineSessionManager(
                                    dialect, files.state(), sites, events, this::forget));
        }
        return manager.get();
    }

    private synchronized void forget() {
        manager = Optional.empty();
    }
}
