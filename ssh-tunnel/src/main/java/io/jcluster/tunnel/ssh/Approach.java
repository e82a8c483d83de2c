package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshTarget;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way to log in that can be gone again and again.
 *
 * @param gate the line whose connection carries this one; empty for a connection of its own
 * @param addresses of the first machine on the way
 * @param learnt what a person has told once and is not asked again
 */
record Approach(
        SshTarget target,
        Prompts prompts,
        Optional<Line> gate,
        Addresses addresses,
        Learnt learnt) {

    private static final Logger LOG = LoggerFactory.getLogger(Approach.class);

    /**
     * Logs in, where that can be on the machine of the last time.
     *
     * @throws HostException saying which machine on the way failed
     */
    Connection open() throws InterruptedException {
        return gate.isPresent()
                ? Connection.beyond(
                        target, prompts, learnt, gate.get().await(Deadline.in(Line.BOUNDED_WAIT)))
                : alone();
    }

    /** Logs in over a connection of its own. */
    Connection alone() {
        Optional<InetAddress> before = addresses.met();
        Connection connection;
        try {
            connection = Connection.open(target, prompts, learnt, addresses);
        } catch (HostException e) {
            // In another network another machine may have that address. A refusal is one wherever
            // it comes from, and asking around for a machine that does not refuse locks accounts.
            if (e.kind() != Kind.UNTRUSTED_HOST_KEY || !addresses.forget()) {
                throw e;
            }
            LOG.info("who answers at the last address of {} is another", target.name());
            connection = Connection.open(target, prompts, learnt, addresses);
        }
        connection.address().ifPresent(now -> note(before, now));
        return connection;
    }

    private void note(Optional<InetAddress> before, InetAddress now) {
        before.filter(address -> !address.equals(now))
                .ifPresent(
                        address ->
                                LOG.info(
                                        "{} was not to be had at {}; connected at {}",
                                        target.name(),
                                        address.getHostAddress(),
                                        now.getHostAddress()));
        addresses.meet(now);
    }
}
