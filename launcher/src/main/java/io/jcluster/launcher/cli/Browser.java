package io.jcluster.launcher.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The browser of the person here. It is given a file that leads on to the page: the words of a
 * process are for others to see, and the page's address is a key.
 */
final class Browser {

    /**
     * A browser that is started by this stays; one that is there already takes the page at once.
     */
    private static final long MOMENT_SECONDS = 3;

    private Browser() {}

    /** A text that leads whoever opens it on to a page. */
    static String leadingTo(URI page) {
        return """
                <!DOCTYPE html>
                <html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=%1$s">
                <title>jcluster notebook</title></head><body><a href="%1$s">the notebook</a></body></html>
                """
                .formatted(page);
    }

    /**
     * Opens a file.
     *
     * @return why that did not work
     */
    static Optional<String> open(Path file) throws InterruptedException {
        List<String> words = words(file);
        try {
            Process opener =
                    new ProcessBuilder(words)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return opener.waitFor(MOMENT_SECONDS, TimeUnit.SECONDS) && opener.exitValue() != 0
                    ? Optional.of(words.get(0) + " ended with status " + opener.exitValue())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("there is no program " + words.get(0) + " on this machine");
        }
    }

    private static List<String> words(Path file) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", file.toUri().toString());
        }
        return List.of(system.startsWith("mac") ? "open" : "xdg-open", file.toString());
    }
}
