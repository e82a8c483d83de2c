package io.jcluster.engine;

import java.nio.file.Path;
import java.util.List;

/** The command that starts an engine, on the JDK of the tests. */
final class JavaEngine {

    private JavaEngine() {}

    static List<String> command(Path connectionFile) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--connection-file",
                connectionFile.toString());
    }
}
