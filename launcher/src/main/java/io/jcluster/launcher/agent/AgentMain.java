package io.jcluster.launcher.agent;

import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Doorway;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.LineState;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** The agent's process: {@code AgentMain DIRECTORY}. */
public final class AgentMain {

    private static final UserDirectories DIRECTORIES = UserDirectories.from(System.getenv());

    private AgentMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        Background agent = Background.agent(directory);
        agent.live(
                () -> {
                    try (AgentServer server =
                            new AgentServer(
                                    agent,
                                    Background.keeper(directory),
                                    new Opener(),
                                    Clock.systemUTC(),
                                    Doorway.FIRST_CALL)) {
                        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                        server.serve();
                    }
                });
    }

    private static final class Opener implements HostOpener {
        @Override
        public WiredHost open(Optional<String> login, Prompts prompts, Optional<String> address) {
            return Lines.open(DIRECTORIES, login, prompts, address);
        }

        @Override
        public Optional<String> addressOf(Host host) {
            return host instanceof SshHost ssh ? ssh.address() : Optional.empty();
        }

        @Override
        public void onReturn(Host host, Runnable told) {
            if (host instanceof SshHost ssh) {
                ssh.onState(
                        state -> {
                            if (state == LineState.UP) {
                                told.run();
                            }
                        });
            }
        }

        @Override
        public void revive(Host host) throws InterruptedException {
            if (host instanceof SshHost ssh && ssh.state() == LineState.STOPPED) {
                ssh.reconnect();
                ssh.run(Command.of("true")); // Ends when the line is up, or says why it is not.
            }
        }

        @Override
        public Optional<KeyExpiry> keyExpiry(Host host) {
            return host instanceof SshHost ssh ? ssh.keyExpiry() : Optional.empty();
        }

        @Override
        public String lineOf(Host host) {
            return host instanceof SshHost ssh
                    ? ssh.state().name().toLowerCase(Locale.ROOT)
                            + ssh.trouble().map(why -> ": " + why.getMessage()).orElse("")
                    : "up";
        }
    }
}
