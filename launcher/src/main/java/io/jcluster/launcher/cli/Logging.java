package io.jcluster.launcher.cli;

import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Logging of libraries: silent, because the commands say what the user should know; all of it with
 * {@code JCLUSTER_DEBUG=1}.
 */
final class Logging {

    private Logging() {}

    static void setUp(Map<String, String> environment) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        if (environment.getOrDefault("JCLUSTER_DEBUG", "").isEmpty()) {
            root.setLevel(Level.OFF);
        } else {
            ConsoleHandler console = new ConsoleHandler();
            console.setLevel(Level.FINE);
            root.addHandler(console);
            root.setLevel(Level.FINE);
        }
    }
}
