package io.jcluster.tunnel;

import io.jcluster.tunnel.HostContract.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real ssh-agent with a socket of its own. */
final class KeyAgent implements AutoCloseable {

    private final Path socket;
    private final Process process;

    private KeyAgent(Path socket, Process process) {
        this.socket = socket;
        this.process = process;
    }

    /** Starts one that holds these keys. */
    static KeyAgent with(Path socket, Path... keys) throws Exception {
        KeyAgent agent =
                new KeyAgent(
                        socket,
                        new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start());
        Eventually.is(() -> Files.exists(socket));
        for (Path key : keys) {
            Outcome added =
                    new LocalHost()
                            .run(
                                    Command.of("ssh-add", key.toString())
                                            .withEnvironment(
                                                    Map.of("SSH_AUTH_SOCK", socket.toString())));
            if (!added.succeeded()) {
                throw new AssertionError("ssh-add " + key + " failed: " + added.stderr());
            }
        }
        return agent;
    }

    Path socket() {
        return socket;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
