package io.jcluster.launcher.keeper;

import io.jcluster.launcher.background.Background;
import java.io.IOException;
import java.nio.file.Path;

/** The keeper's process: {@code KeeperMain DIRECTORY}. */
public final class KeeperMain {

    private static final String AGENT = "io.jcluster.launcher.agent.AgentMain";

    private KeeperMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        // No option of this process's names the agent: whatever ends that by name must not end
        // this.
        Background agent =
                new Background(
                        "agent",
                        AGENT,
                        directory,
                        Background.javaLikeThis(System.getenv(), "-Xmx512m"));
        Background keeper =
                new Background("keeper", KeeperMain.class.getName(), directory, agent.java());
        keeper.live(
                () -> {
                    try (KeeperServer server = new KeeperServer(keeper, agent)) {
                        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                        server.serve();
                    }
                });
    }
}
