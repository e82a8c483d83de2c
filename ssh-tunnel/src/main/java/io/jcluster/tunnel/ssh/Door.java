package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.SshTarget;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a line may knock at its machines again. Where the last login was by a signed key and that
 * has expired, nothing is tried: sites count refused logins, and only a newer key helps.
 */
final class Door {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    /** For a person to follow a program into a browser. */
    private static final Duration REFRESH_LIMIT = Duration.ofMinutes(3);

    private final SshTarget target;
    private final Clock clock;
    private final Set<Optional<KeyExpiry>> refreshed = new HashSet<>();
    private List<SshTarget> bySignedKey = List.of();

    Door(SshTarget target, Clock clock) {
        this.target = target;
        this.clock = clock;
    }

    /** A signed key that has expired with none to take its place. */
    private Optional<KeyExpiry> lapse(SshTarget hop) {
        List<Certificate> all = Certificate.of(hop);
        return all.stream().anyMatch(one -> one.isGood(clock))
                ? Optional.empty()
                : Certificate.last(all.stream().filter(one -> one.hasExpired(clock)).toList());
    }

    /**
     * Fetches newer keys where there is a command for it, once for each that has expired, and once
     * where a certificate is named and not there yet.
     */
    void refresh() {
        for (SshTarget hop : Certificate.hops(target)) {
            Optional<String> command =
                    hop.options().refreshCommand().or(() -> target.options().refreshCommand());
            Optional<KeyExpiry> lapse = lapse(hop);
            boolean none =
                    !hop.options().certificateFiles().isEmpty() && Certificate.of(hop).isEmpty();
            if (command.isPresent() && (none || lapse.isPresent()) && refreshed.add(lapse)) {
                run(command.get());
            }
        }
    }

    private static void run(String commandLine) {
        try (LocalHost here = new LocalHost()) {
            Outcome outcome =
                    here.run(Command.of("/bin/sh", "-c", commandLine).withTimeout(REFRESH_LIMIT));
            Stream.concat(outcome.stdout().lines(), outcome.stderr().lines())
                    .forEach(line -> LOG.info("refresh-command: {}", Printable.text(line)));
            LOG.info("refresh-command ended with status {}", outcome.exitStatus());
        } catch (HostException e) {
            LOG.warn("no newly signed key was fetched", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @throws HostException of kind {@code LOGIN_REFUSED} when the login would be refused
     */
    void knock() {
        refresh();
        for (SshTarget hop : bySignedKey) {
            Optional<KeyExpiry> lapse = lapse(hop);
            if (lapse.isPresent()) {
                throw new HostException(
                        Kind.LOGIN_REFUSED,
                        "no login to "
                                + hop.name()
                                + " is tried: "
                                + Keys.sentence(lapse.get())
                                + ", and the last login was by a signed key",
                        Optional.of(
                                "Get a new one from the site. The connection comes back by itself"
                                        + " once it is there."),
                        Optional.empty());
            }
        }
    }

    /** Notes which machines wanted a signed key. */
    void opened(Connection connection) {
        bySignedKey =
                connection
                        .way()
                        .filter(login -> login.certificate().isPresent())
                        .map(Connection::target)
                        .toList();
    }

    /** Machines whose signed key has expired by now. */
    List<SshTarget> closed() {
        return Certificate.hops(target).stream().filter(hop -> lapse(hop).isPresent()).toList();
    }

    /** Whether one of those has a good key again. */
    boolean reopened(List<SshTarget> closed) {
        return closed.stream().anyMatch(hop -> lapse(hop).isEmpty());
    }
}
