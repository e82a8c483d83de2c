package io.jcluster.launcher.agent;

import io.jcluster.launcher.background.Conversation;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.WiredHost;
import java.util.Optional;

/**
 * One login of the agent: its connection, once there is one, and the person who answers its
 * questions, while there is one. A login that was refused is tried again only for a person:
 * repeated refusals get an account locked.
 */
final class Station implements AutoCloseable {

    private final Optional<String> login;
    private final HostOpener opener;
    private final Runnable onReturn;

    private final Object opening = new Object();
    private volatile Prompts asker = Prompts.nobody();

    /** Whoever has the agent connect just now; nobody when the line comes back by itself. */
    private final Prompts person =
            new Prompts() {
                @Override
                public void show(String text) {
                    asker.show(text);
                }

                @Override
                public Optional<String> ask(String question, boolean echo) {
                    return asker.ask(question, echo);
                }
            };

    private volatile Optional<WiredHost> host = Optional.empty();
    private volatile Optional<HostException> refusal = Optional.empty();
    private volatile Optional<String> met = Optional.empty();

    /**
     * @param onReturn told when the line is back after a loss; must not take long
     */
    Station(Optional<String> login, HostOpener opener, Runnable onReturn) {
        this.login = login;
        this.opener = opener;
        this.onReturn = onReturn;
    }

    /** Connects if it has not yet; the other end of the conversation answers the questions. */
    WiredHost open(Conversation conversation) throws InterruptedException {
        synchronized (opening) {
            asker = new RemotePrompts(conversation);
            try {
                if (host.isPresent()) {
                    opener.revive(host.get());
                    return host.get();
                }
                return connect();
            } finally {
                asker = Prompts.nobody();
            }
        }
    }

    /**
     * The connection, opened without a person if there is none yet.
     *
     * @throws HostException when that does not go, at once where it was refused before
     */
    WiredHost host() throws InterruptedException {
        Optional<WiredHost> there = host;
        if (there.isPresent()) {
            return there.get();
        }
        synchronized (opening) {
            if (host.isPresent()) {
                return host.get();
            }
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return connect();
        }
    }

    private WiredHost connect() throws InterruptedException {
        try {
            WiredHost fresh = opener.open(login, person, met);
            met = opener.addressOf(fresh);
            opener.onReturn(fresh, onReturn);
            host = Optional.of(fresh);
            refusal = Optional.empty();
            return fresh;
        } catch (HostException e) {
            refusal = e.kind() == Kind.UNREACHABLE ? Optional.empty() : Optional.of(e);
            throw e;
        }
    }

    /** The end of the signed key by which the line was opened. */
    Optional<KeyExpiry> keyExpiry() {
        return host.flatMap(opener::keyExpiry);
    }

    /** The address at which the host was met last; behind some names there are several hosts. */
    Optional<String> address() {
        return met;
    }

    /** Has the first login try the address at which an agent before this one met the host. */
    void returnTo(String address) {
        if (met.isEmpty()) {
            met = Optional.of(address);
        }
    }

    /** {@code up}, or in words why not. */
    String line() {
        return host.map(opener::lineOf)
                .or(() -> refusal.map(why -> "stopped: " + why.getMessage()))
                .orElse("not connected");
    }

    @Override
    public void close() {
        Optional<WiredHost> there = host;
        host = Optional.empty();
        there.ifPresent(WiredHost::close);
    }
}
