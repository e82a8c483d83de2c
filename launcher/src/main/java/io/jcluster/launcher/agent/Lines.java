package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Messages;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.ShellWords;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.SshTarget;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The ways to the hosts that this user works with. A login is {@code user@host}, an alias of the
 * SSH configuration, or absent for this very machine.
 */
public final class Lines {

    private static final Duration END = Duration.ofSeconds(3);

    private final UserDirectories directories;
    private final Prompts prompts;

    public Lines(UserDirectories directories, Prompts prompts) {
        this.directories = directories;
        this.prompts = prompts;
    }

    private Background agent() {
        return Background.agent(Background.directory(directories));
    }

    /**
     * A host for a few commands: through the agent where it has a connection, else over a
     * connection of its own.
     */
    public Host reach(Optional<String> login) throws InterruptedException {
        Optional<AgentHost> agent = running(login);
        return agent.isPresent() ? agent.get() : open(login);
    }

    /** The host as a running agent holds it; empty when it does not, or none runs. */
    public Optional<AgentHost> running(Optional<String> login) {
        Background agent = agent();
        Optional<Conversation> lease = agent.call();
        try {
            return lease.isPresent()
                    ? AgentHost.ifHeld(agent, login, lease.get(), prompts)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The host as an agent holds it, which is started when none runs. */
    public AgentHost hold(Optional<String> login) throws InterruptedException {
        Background agent = agent();
        try {
            return AgentHost.of(agent, login, agent.callOrStart(), prompts);
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.UNREACHABLE,
                    "the background agent has gone while it was asked",
                    Optional.of("run the command again; see its log: jcluster agent log"),
                    Optional.of(e));
        }
    }

    /** What a running agent says of itself; empty when none runs. */
    public Optional<AgentReport> report() {
        return ask("status").map(AgentReport::fromJson);
    }

    /**
     * Ends the agent, and with it every connection and port of this user's. The clusters go on.
     *
     * @return whether there was one
     */
    public boolean stopAgent() throws InterruptedException {
        boolean asked = ask("stop").isPresent();
        agent().awaitEnd(END);
        Background.keeper(Background.directory(directories)).awaitEnd(END);
        return asked;
    }

    private Optional<JsonNode> ask(String operation) {
        Optional<Conversation> called = agent().call();
        if (called.isEmpty()) {
            return Optional.empty();
        }
        try (Conversation conversation = called.get()) {
            return Optional.of(Messages.checked(conversation.ask(Messages.of(operation))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The agent's log; there is none when it has ended in peace. */
    public Path agentLog() {
        return agent().log();
    }

    /**
     * Sees an agent off that keeps no cluster any more, so that a stopped cluster leaves no
     * process.
     */
    public void dismiss() throws InterruptedException {
        Background agent = agent();
        if (!Files.exists(agent.lock())
                || report().map(it -> !it.clusters().isEmpty()).orElse(false)) {
            return;
        }
        // It goes by itself once nobody talks to it. Another command may: then it has a reason to
        // stay.
        agent.awaitEnd(END);
        Background.keeper(agent.directory()).awaitEnd(END);
    }

    private Host open(Optional<String> login) {
        return open(directories, login, prompts, Optional.empty());
    }

    /**
     * Opens a connection in this process.
     *
     * @param address where it was met before: behind a name for several login nodes the same one is
     *     returned to
     */
    static WiredHost open(
            UserDirectories directories,
            Optional<String> login,
            Prompts prompts,
            Optional<String> address) {
        return login.isEmpty()
                ? new LocalHost()
                : SshHost.connect(target(directories, login.get()), prompts, address);
    }

    private static SshTarget target(UserDirectories directories, String login) {
        SshTarget target = SshTarget.resolve(login);
        // The user's own program, never one that a profile names.
        Path refresh = directories.config().resolve("refresh-key");
        if (!Files.isExecutable(refresh)) {
            return target;
        }
        String words = ShellWords.join(List.of(refresh.toString(), login));
        return target.withOptions(target.options().withRefreshCommand(words));
    }

    /** A name that is the same for the same login and cannot be mistaken for a path. */
    public static String nameOf(Optional<String> login) {
        String text = login.orElse("localhost");
        String readable = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return readable.equals(text) && text.length() <= 40
                ? text
                : readable.substring(0, Math.min(30, readable.length()))
                        + "-"
                        + Background.digest(text);
    }
}
