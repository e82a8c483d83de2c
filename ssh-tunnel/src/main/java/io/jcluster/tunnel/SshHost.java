package io.jcluster.tunnel;

import io.jcluster.tunnel.ssh.Commands;
import io.jcluster.tunnel.ssh.Line;
import io.jcluster.tunnel.ssh.Pace;
import io.jcluster.tunnel.ssh.PortForward;
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
public final class SshHost implements WiredHost {

    private final Line line;
    private final Commands commands;
    private final Set<PortForward> forwards = ConcurrentHashMap.newKeySet();

    private SshHost(Line line) {
        this.line = line;
        this.commands = new Commands(line);
    }

    /**
     * Logs in.
     *
     * @throws HostException when the machine is not reached, not trusted, or refuses the login
     */
    public static SshHost connect(SshTarget target, Prompts prompts) {
        return connect(target, prompts, Pace.USUAL);
    }

    static SshHost connect(SshTarget target, Prompts prompts, Pace pace) {
        return new SshHost(Line.open(target, prompts, pace));
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
    }

    /**
     * The name the machine has for itself. Behind a round-robin alias it tells which one was met.
     */
    public Optional<String> nodeName() {
        return line.nodeName();
    }

    /** What was learned at the last login. */
    public Login login() {
        return line.login();
    }

    @Override
    public void close() {
        List.copyOf(forwards).forEach(PortForward::close);
        line.close();
    }
}
