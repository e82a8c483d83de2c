package io.jcluster.examples.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program of the page: it runs, and the page shows it as it is. */
class SquaresTest {

    private static final Path BASE = Path.of(System.getProperty("basedir", "."));

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void itPrintsFourSquaresAndLeavesNoJobBehind(@TempDir Path home)
            throws IOException, InterruptedException {
        var java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Squares.class.getName());
        java.environment().put("HOME", home.toString());
        java.environment().remove("XDG_STATE_HOME");
        java.environment().remove("XDG_CONFIG_HOME");
        var process = java.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed.lines())
                .containsExactlyInAnyOrder(
                        "square of 1 is 1",
                        "square of 2 is 4",
                        "square of 3 is 9",
                        "square of 4 is 16");
        assertThat(home.resolve(".jcluster")).doesNotExist();
    }

    @Test
    void thePageShowsItAsItIs() throws IOException {
        var source =
                Files.readString(
                        BASE.resolve("src/test/java/io/jcluster/examples/drmaa2/Squares.java"));
        var page = Files.readString(BASE.resolveSibling("site-docs").resolve("drmaa2.md"));
        assertThat(page).contains("```java\n" + source + "```\n");
    }
}
