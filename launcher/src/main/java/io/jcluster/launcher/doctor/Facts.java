package io.jcluster.launcher.doctor;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.ShellWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named values that one script has printed, each after a line with a word that nobody could have
 * known before. What stands before the first, from start files and modules, is none of them.
 *
 * @param values without the white space around them
 * @param complaints what was printed to standard error
 */
record Facts(Map<String, String> values, String complaints) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A home on a network file system, and a Python in it, can be slow to come. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Runs a script of this package under {@code /bin/sh}. */
    static Facts ask(Host host, String script, Map<String, String> variables)
            throws InterruptedException {
        String mark = mark();
        return read(
                host.run(
                        Command.script(assignments(mark, variables) + resource(script))
                                .withTimeout(LIMIT)),
                mark);
    }

    /** Runs a text under the shell that runs a job, a login shell of bash. */
    static Facts askLoginShell(Host host, String text, Map<String, String> variables)
            throws InterruptedException {
        String mark = mark();
        return read(
                host.run(
                        Command.of("/bin/bash", "-l", "-c", assignments(mark, variables) + text)
                                .withTimeout(LIMIT)),
                mark);
    }

    static String assignments(String mark, Map<String, String> variables) {
        StringBuilder text = new StringBuilder("mark=" + mark + "\n");
        variables.forEach(
                (name, value) ->
                        text.append(name).append('=').append(ShellWords.quote(value)).append('\n'));
        return text.toString();
    }

    static String mark() {
        return "=jcluster-" + Long.toHexString(RANDOM.nextLong()) + "=";
    }

    /** The text of a file of this package. */
    static String resource(String name) {
        try (InputStream in = Facts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Facts read(Outcome outcome, String mark) {
        return new Facts(values(outcome.stdout(), mark), Printable.text(outcome.stderr()).strip());
    }

    /**
     * The values behind lines of the form {@code MARK NAME}. The same name again is ignored: the
     * first counts.
     */
    static Map<String, String> values(String text, String mark) {
        Map<String, String> values = new LinkedHashMap<>();
        String name = "";
        List<String> lines = new ArrayList<>();
        for (String line : (Printable.text(text) + "\n" + mark + " ").split("\n", -1)) {
            if (line.startsWith(mark + " ")) {
                if (!name.isEmpty()) {
                    values.putIfAbsent(name, String.join("\n", lines).strip());
                }
                name = line.substring(mark.length() + 1).strip();
                lines.clear();
            } else {
                lines.add(line);
            }
        }
        return values;
    }

    /** The value; empty when it was not told, or nothing was told. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** Whether it was told at all, be it nothing. */
    boolean tells(String name) {
        return values.containsKey(name);
    }
}
