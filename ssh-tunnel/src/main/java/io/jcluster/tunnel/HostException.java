package io.jcluster.tunnel;

import java.util.Collection;
import java.util.Optional;

/**
 * A machine did not do what it was asked. The kinds are cut by what the caller can do about it; the
 * message says what failed and where, and what was said; {@link #advice()} what to try.
 */
public final class HostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do. */
    public enum Kind {
        /** No connection, or it was lost: check the name, the network, try later. */
        UNREACHABLE,
        /** The host's key is unknown or has changed: a person must decide. */
        UNTRUSTED_HOST_KEY,
        /**
         * Login refused: another key, another user. Trying again does not help and may lock the
         * account.
         */
        LOGIN_REFUSED,
        /** The program took longer than its limit: whether it did its work is not known. */
        TIMED_OUT,
        /** The program printed more than is kept: ask for less, or read it while it runs. */
        TOO_MUCH_OUTPUT,
        /** The program does not exist there or could not be started. */
        NOT_RUNNABLE,
        /** A port cannot be listened on or forwarded. */
        FORWARD_REFUSED,
        /** The SSH configuration cannot be read or asks for something unsupported. */
        CONFIGURATION
    }

    private static final int LINES_SAID = 5;

    private final Kind kind;
    private final Optional<String> advice;

    public HostException(
            Kind kind, String message, Optional<String> advice, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.kind = kind;
        this.advice = advice;
    }

    public static HostException timedOut(Command command, String host, String said) {
        return of(
                Kind.TIMED_OUT,
                command,
                host,
                "did not end within " + command.timeout().toSeconds() + " s and was ended",
                said,
                "Try again with a longer time limit; first see whether it did its work.");
    }

    public static HostException tooMuchOutput(Command command, String host, int limit) {
        return of(
                Kind.TOO_MUCH_OUTPUT,
                command,
                host,
                "printed more than " + (limit >> 20) + " MB and was ended",
                "",
                "Ask for less at once.");
    }

    public static HostException notRunnable(Command command, String host, String said) {
        return of(
                Kind.NOT_RUNNABLE,
                command,
                host,
                "could not be started",
                said,
                "See whether the program is installed there and on the PATH of a login without a"
                        + " terminal.");
    }

    /**
     * A program for which the server has no session left.
     *
     * @param kept the programs that have the sessions the server allows, as far as they are ours
     */
    public static HostException noSession(Command command, String host, Collection<String> kept) {
        return of(
                Kind.NOT_RUNNABLE,
                command,
                host,
                "was not started in time",
                "the server allows no further session on this connection (MaxSessions)"
                        + (kept.isEmpty() ? "" : "\ntaken by: " + String.join(", ", kept)),
                "Try again when what takes the sessions has ended, or ask the site to allow more.");
    }

    private static HostException of(
            Kind kind, Command command, String host, String what, String said, String advice) {
        StringBuilder message = new StringBuilder();
        message.append(Printable.text(command.argv().get(0))).append(" on ").append(host);
        message.append(' ').append(what);
        Printable.text(said)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_SAID)
                .forEach(line -> message.append("\n  | ").append(line));
        message.append("\nran: ").append(Printable.text(command.toString()));
        return new HostException(kind, message.toString(), Optional.of(advice), Optional.empty());
    }

    public Kind kind() {
        return kind;
    }

    /** What a person can try, as a full sentence or a command. */
    public Optional<String> advice() {
        return advice;
    }
}
