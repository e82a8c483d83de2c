package io.jcluster.scheduler;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.util.Optional;
import java.util.function.Function;

/**
 * A machine that is connected to when it is first needed. A login that was refused is not tried
 * again, since that can lock an account.
 */
final class DistantHost implements Host {

    private final String destination;
    private final Function<String, Host> connect;
    private Optional<Host> connection = Optional.empty();
    private Optional<HostException> refused = Optional.empty();
    private boolean closed;

    DistantHost(String destination, Function<String, Host> connect) {
        this.destination = destination;
        this.connect = connect;
    }

    /**
     * Connects, if that was not done yet.
     *
     * @throws HostException when the machine is not reached or refuses the login
     */
    synchronized Host connected() {
        if (closed) {
            throw new HostException(
                    HostException.Kind.UNREACHABLE,
                    "the connection to " + destination + " was closed",
                    Optional.empty(),
                    Optional.empty());
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
        if (connection.isEmpty()) {
            try {
                connection = Optional.of(connect.apply(destination));
            } catch (HostException failure) {
                if (failure.kind() != HostException.Kind.UNREACHABLE) {
                    refused = Optional.of(failure);
                }
                throw failure;
            }
        }
        return connection.get();
    }

    @Override
    public String name() {
        return destination;
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        return connected().run(command);
    }

    @Override
    public Running start(Command command) throws InterruptedException {
        return connected().start(command);
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        return connected().forward(there, localPort);
    }

    @Override
    public boolean reaches(HostPort there) throws InterruptedException {
        return connected().reaches(there);
    }

    @Override
    public synchronized void close() {
        closed = true;
        connection.ifPresent(Host::close);
    }
}
