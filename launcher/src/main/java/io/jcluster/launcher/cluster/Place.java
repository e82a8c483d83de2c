package io.jcluster.launcher.cluster;

import io.jcluster.launcher.agent.AgentHost;
import io.jcluster.tunnel.Host;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A host and its scheduler, within reach for as long as this is open. */
final class Place implements AutoCloseable {

    private final Desk desk;
    private final Optional<String> login;
    private final Host host;
    private final Supplier<Scheduler> opener;
    private Scheduler scheduler;

    Place(Desk desk, Optional<String> login, Host host, Supplier<Scheduler> opener) {
        this.desk = desk;
        this.login = login;
        this.host = host;
        this.opener = opener;
        this.scheduler = opener.get();
    }

    /**
     * Goes there.
     *
     * @param scheduler the dialect's name
     * @param pollInterval the shortest pause between two questions; empty for the usual one
     */
    static Place open(
            Desk desk, Optional<String> login, String scheduler, Optional<Duration> pollInterval)
            throws InterruptedException {
        Host host = desk.lines().reach(login);
        try {
            return new Place(
                    desk,
                    login,
                    host,
                    () -> Scheduler.open(scheduler, host, login, desk.directories(), pollInterval));
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    Host host() {
        return host;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Has the scheduler asked at the next look, however short ago it was. */
    void expire() {
        scheduler.close();
        scheduler = opener.get();
    }

    /** The agent there, if one runs; it may have come after this was opened. */
    Optional<AgentHost> agent() {
        return host instanceof AgentHost agent ? Optional.of(agent) : desk.lines().running(login);
    }

    /** Lets go of what {@link #agent} gave. */
    void leave(AgentHost agent) {
        if (agent != host) {
            agent.close();
        }
    }

    @Override
    public void close() {
        try (host) {
            scheduler.close();
        }
    }
}
