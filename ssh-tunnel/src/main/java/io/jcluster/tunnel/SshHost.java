package io.jcluster.tunnel;

import io.jcluster.tunnel.ssh.Addresses;
import io.jcluster.tunnel.ssh.Commands;
import io.jcluster.tunnel.ssh.Line;
import io.jcluster.tunnel.ssh.Pace;
import io.jcluster.tunnel.ssh.PortForward;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A machine at the far end of one SSH connection, which carries commands and forwarded ports alike:
 * one login, one password, one entry in the site's logs. A lost connection comes back by itself and
 * the forwarded ports with it.
 */
public final class SshHost implements Gateway {

    private final Line line;
    private final Commands commands;
    private final Set<PortForward> forwards = ConcurrentHashMap.newKeySet();

    private final Consumer<SshHost> onClose;
    private final Set<SshHost> beyond = ConcurrentHashMap.newKeySet();

    private SshHost(Line line, Consumer<SshHost> onClose) {
        this.line = line;
        this.commands = new Commands(line);
        this.onClose = onClose;
    }

    /**
     * Logs in.
     *
     * @throws HostException when the machine is not reached, not trusted, or refuses the login
     */
    public static SshHost connect(SshTarget target, Prompts prompts) {
        return connect(target, prompts, Optional.empty());
    }

    /**
     * Logs in, where that can be on the machine that was met before.
     *
     * @param address what {@link #address} said then
     * @throws HostException when the machine is not reached, not trusted, or refuses the login
     */
    public static SshHost connect(SshTarget target, Prompts prompts, Optional<String> address) {
        return connect(
                target, prompts, Pace.USUAL.with(target.options()), Addresses.ofSystem(address));
    }

    static SshHost connect(SshTarget target, Prompts prompts, Pace pace) {
        return connect(target, prompts, pace, Addresses.ofSystem(Optional.empty()));
    }

    static SshHost connect(SshTarget target, Prompts prompts, Pace pace, Addresses addresses) {
        return new SshHost(Line.open(target, prompts, pace, addresses), closed -> {});
    }

    @Override
    public String name() {
        return line.name();
    }

    @Override
    public Outcome run(Command command) throws InterruptedException {
        return commands.run(command);
    }

    @Override
    public Running start(Command command) throws InterruptedException {
        return commands.start(command);
    }

    @Override
    public Wire dial(HostPort there) throws InterruptedException {
        return line.dial(there);
    }

    @Override
    public Wire talk(Command command) throws InterruptedException {
        return commands.talk(command);
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        PortForward forward = PortForward.open(line, there, localPort, forwards::remove);
        forwards.add(forward);
        return forward;
    }

    @Override
    public boolean reaches(HostPort there) throws InterruptedException {
        return line.reaches(there);
    }

    @Override
    public SshHost beyond(String node, Prompts prompts) throws InterruptedException {
        SshTarget gate = line.target();
        return beyond(SshTarget.resolve(gate.user() + "@" + node).behind(gate), prompts);
    }

    SshHost beyond(SshTarget node, Prompts prompts) throws InterruptedException {
        SshHost host = new SshHost(line.beyond(node, prompts), beyond::remove);
        beyond.add(host);
        return host;
    }

    public LineState state() {
        return line.state();
    }

    /** Why the line is not up. */
    public Optional<HostException> trouble() {
        return line.trouble();
    }

    /** Has every later change told, in order, on a thread that must not be kept waiting. */
    public void onState(Consumer<LineState> listener) {
        line.onState(listener);
    }

    /** Tries at once, also where the line has stopped: a person has a new key or a new password. */
    public void reconnect() {
        line.reconnect();
        beyond.forEach(SshHost::reconnect);
    }

    /**
     * The name the machine has for itself. Behind a round-robin alias it tells which one was met.
     */
    public Optional<String> nodeName() {
        return line.nodeName();
    }

    /**
     * The address that was met, for a later login to return to; of the first machine on the way
     * where there are several. Empty where a proxy command makes the connection.
     */
    public Optional<String> address() {
        return line.address().map(InetAddress::getHostAddress);
    }

    /**
     * The signed key by which this login was made, or with several on the way the one that ends
     * first; empty where none has an end. {@link KeyExpiry#warning} tells what to say ahead.
     */
    public Optional<KeyExpiry> keyExpiry() {
        return line.keyExpiry();
    }

    /** When the next login needs a newer signed key. */
    public Optional<Instant> keyExpires() {
        return keyExpiry().map(KeyExpiry::expires);
    }

    /** What was learned at the last login. */
    public Login login() {
        return line.login();
    }

    @Override
    public void close() {
        List.copyOf(beyond).forEach(SshHost::close);
        List.copyOf(forwards).forEach(PortForward::close);
        line.close();
        onClose.accept(this);
    }
}
