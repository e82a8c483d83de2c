package io.jcluster.launcher.keeper;

import io.jcluster.launcher.background.Background;
import java.io.IOException;
import java.nio.file.Path;

/** The keeper's process: {@code KeeperMain DIRECTORY}. */
public final class KeeperMain {

    private KeeperMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        Background keeper = Background.keeper(directory);
        keeper.live(
                () -> {
                    try (KeeperServer server =
                            new KeeperServer(keeper, Background.agent(directory))) {
                        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                        server.serve();
                    }
                });
    }
}
