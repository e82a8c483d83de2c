package io.jcluster.launcher.agent;

import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.LineState;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.WiredHost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** The agent's process: {@code AgentMain SOCKET [LOGIN]}. */
public final class AgentMain {

    private AgentMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path socket = Path.of(args[0]);
        Optional<String> login = args.length > 1 ? Optional.of(args[1]) : Optional.empty();
        Path lockFile = Lines.lock(socket);
        try (FileChannel channel = PrivateFiles.append(lockFile);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return; // Two commands started at once: the other's agent serves both.
            }
            if (!Files.exists(lockFile)) {
                main(args); // The agent before us took the file away as it left: lock the next one.
                return;
            }
            try (AgentServer server = new AgentServer(socket, opener(login), Clock.systemUTC())) {
                Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                server.serve();
            }
            Files.deleteIfExists(lockFile);
            Files.deleteIfExists(Lines.log(socket));
        }
    }

    private static HostOpener opener(Optional<String> login) {
        return new HostOpener() {
            @Override
            public WiredHost open(Prompts prompts) throws InterruptedException {
                return Lines.open(login, prompts);
            }

            @Override
            public void revive(Host host) throws InterruptedException {
                if (host instanceof SshHost ssh && ssh.state() == LineState.STOPPED) {
                    ssh.reconnect();
                    ssh.run(Command.of("true")); // Ends when the line is up, or says why it is not.
                }
            }

            @Override
            public String lineOf(Host host) {
                return host instanceof SshHost ssh
                        ? ssh.state().name().toLowerCase(Locale.ROOT)
                                + ssh.trouble().map(why -> ": " + why.getMessage()).orElse("")
                        : "up";
            }
        };
    }
}
