package io.jcluster.launcher.cli;

import io.jcluster.tunnel.Prompts;
import java.io.Console;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** The person's terminal: whether there is one, and the questions put to it. */
final class Terminal implements Prompts {

    /** Whether nobody is to be asked any more. */
    private volatile boolean unattended;

    /** Whether standard error goes to a terminal that understands a little. */
    static boolean forErrors() {
        return understands("2");
    }

    /** The same for standard output. */
    static boolean forOutput() {
        return understands("1");
    }

    /** Whether somebody types on standard input. */
    static boolean forInput() {
        return System.getenv().getOrDefault("JCLUSTER_TTY", "").contains("0");
    }

    private static boolean understands(String stream) {
        // The JDK tells only of standard input and output together; the start script's shell knows
        // of each.
        return System.getenv().getOrDefault("JCLUSTER_TTY", "").contains(stream)
                && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    }

    static Ansi ansi() {
        boolean colour = forOutput() && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        return colour ? Ansi.ON : Ansi.OFF;
    }

    /** From now on questions have no answer and nothing is shown: the screen has another use. */
    void unattended() {
        unattended = true;
    }

    @Override
    public void show(String text) {
        if (!unattended) {
            System.err.println(text);
        }
    }

    @Override
    @SuppressWarnings("SystemConsoleNull") // It is null before JDK 22, where we run as well.
    public Optional<String> ask(String question, boolean echo) {
        // From JDK 22 on there is a console without a terminal too: ask the start script, not the
        // JDK.
        if (unattended || !forInput()) {
            return Optional.empty();
        }
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        if (echo) {
            return Optional.ofNullable(console.readLine("%s", question));
        }
        char[] answer = console.readPassword("%s", question);
        return answer == null ? Optional.empty() : Optional.of(new String(answer));
    }
}
