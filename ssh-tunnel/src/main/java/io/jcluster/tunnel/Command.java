package io.jcluster.tunnel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program to run on a {@link Host}, as words: no shell reads them on the way.
 *
 * @param argv the program and its arguments, each passed on exactly as it is
 * @param stdin what the program reads on its standard input; empty for an empty input
 * @param environment variables set for the program on top of those the host gives it
 * @param timeout positive; after which the program is given up and ended
 */
public record Command(
        List<String> argv,
        Optional<String> stdin,
        Map<String, String> environment,
        Duration timeout) {

    /** Long enough for a scheduler that takes its own ten seconds to say that it is down. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Command {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a command needs time: " + timeout);
        }
        for (String name : environment.keySet()) {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("not a variable's name: '" + name + "'");
            }
        }
        if (Stream.concat(argv.stream(), environment.values().stream())
                .anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("no program can be given a NUL character");
        }
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    public static Command of(List<String> argv) {
        return new Command(argv, Optional.empty(), Map.of(), DEFAULT_TIMEOUT);
    }

    /**
     * A script for {@code /bin/sh}, handed over as data: whatever the login shell is, it does not
     * read it.
     */
    public static Command script(String text) {
        return of("/bin/sh", "-s").withStdin(text);
    }

    public Command withStdin(String text) {
        return new Command(argv, Optional.of(text), environment, timeout);
    }

    public Command withEnvironment(Map<String, String> variables) {
        return new Command(argv, stdin, variables, timeout);
    }

    public Command withTimeout(Duration limit) {
        return new Command(argv, stdin, environment, limit);
    }

    /** The words as a person would type them, for messages. Standard input is not shown. */
    @Override
    public String toString() {
        return ShellWords.join(argv);
    }
}
