package io.jcluster.scheduler;

import io.jcluster.drmaa2.DeniedByDrmsException;
import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.ImplementationSpecificException;
import io.jcluster.drmaa2.InternalException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.TryLaterException;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Outcome;
import java.util.Optional;

/** The one place where questions are put to a workload manager and refusals become failures. */
public final class ExchangeCaller {

    private final Host host;

    public ExchangeCaller(Host host) {
        this.host = host;
    }

    String hostName() {
        return host.name();
    }

    /**
     * Puts a question and reads the answer.
     *
     * @throws DrmaaException when it was refused or the host not reached; {@link #mayHaveBeenDone}
     *     tells whether the action may have been done all the same
     */
    public <T> T ask(Exchange<T> exchange) throws InterruptedException {
        var outcome = run(exchange);
        if (!exchange.answered().test(outcome)) {
            throw refused(exchange, outcome);
        }
        try {
            return exchange.reader().apply(outcome);
        } catch (RuntimeException unreadable) {
            if (exchange.otherwise().isPresent()) {
                return ask(exchange.otherwise().orElseThrow());
            }
            throw new InternalException(
                    new Mishap(
                                    opening(exchange)
                                            + "gave an answer that could not be read ("
                                            + unreadable.getMessage()
                                            + ")",
                                    outcome.stdout() + "\n" + outcome.stderr(),
                                    Optional.of(exchange.ran()),
                                    Optional.of("report this answer and the program's version"))
                            .toString(),
                    unreadable);
        }
    }

    /** Makes a connection, with its failures told as those of a question. */
    void reach(Runnable connect) {
        try {
            connect.run();
        } catch (HostException failure) {
            throw unreached("reach the workload manager on " + host.name(), "ssh", failure);
        }
    }

    /**
     * Whether the action may have been done although this is how the question ended. An unreadable
     * answer came from a command that ended well; an interrupt, from one under way.
     */
    static boolean mayHaveBeenDone(DrmaaException failure) {
        return outcomeUnknown(failure)
                || failure.getCause() instanceof InterruptedException
                || failure instanceof InternalException;
    }

    private static boolean outcomeUnknown(DrmaaException failure) {
        return failure.getCause() instanceof HostException host
                && (host.kind() == HostException.Kind.UNREACHABLE
                        || host.kind() == HostException.Kind.TIMED_OUT);
    }

    private <T> Outcome run(Exchange<T> exchange) throws InterruptedException {
        try {
            return host.run(exchange.question());
        } catch (HostException failure) {
            throw unreached(exchange.action(), exchange.ran(), failure);
        }
    }

    private static DrmaaException unreached(String action, String ran, HostException failure) {
        var message =
                new Mishap(
                                "cannot " + action + ": " + failure.getMessage(),
                                "",
                                Optional.of(ran),
                                failure.advice())
                        .toString();
        return switch (failure.kind()) {
            case LOGIN_REFUSED, UNTRUSTED_HOST_KEY -> new DeniedByDrmsException(message, failure);
            default -> new DrmCommunicationException(message, failure);
        };
    }

    private <T> DrmaaException refused(Exchange<T> exchange, Outcome outcome) {
        var missing = outcome.exitStatus() == 127;
        var refusal =
                missing
                        ? Refusal.of(
                                Refusal.Kind.UNREACHABLE,
                                "is this the host where jobs are submitted? If so, put the"
                                        + " program's directory on PATH for logins without a"
                                        + " terminal")
                        : exchange.refusal().apply(outcome);
        var message =
                new Mishap(
                                opening(exchange)
                                        + (missing
                                                ? "was not found"
                                                : "ended with status "
                                                        + outcome.exitStatus()
                                                        + about(refusal)),
                                outcome.stderr().isBlank() ? outcome.stdout() : outcome.stderr(),
                                Optional.of(exchange.ran()),
                                refusal.advice())
                        .toString();
        return switch (refusal.kind()) {
            case INVALID ->
                    new InvalidArgumentException(
                            message, refusal.attributes().toArray(String[]::new));
            case DENIED -> new DeniedByDrmsException(message);
            case LATER -> new TryLaterException(message);
            case WRONG_STATE -> new InvalidStateException(message);
            case UNREACHABLE -> new DrmCommunicationException(message);
            case UNKNOWN_OUTCOME ->
                    new DrmCommunicationException(
                            message,
                            new HostException(
                                    HostException.Kind.TIMED_OUT,
                                    message,
                                    refusal.advice(),
                                    Optional.empty()));
            case NOT_OFFERED -> new DrmaaUnsupportedOperationException(message);
            case OTHER -> new ImplementationSpecificException(message, outcome.exitStatus());
        };
    }

    private static String about(Refusal refusal) {
        return refusal.attributes().isEmpty()
                ? ""
                : " (" + String.join(", ", refusal.attributes()) + ")";
    }

    private <T> String opening(Exchange<T> exchange) {
        return "cannot "
                + exchange.action()
                + ": "
                + exchange.ran().split(" ", 2)[0]
                + " on "
                + host.name()
                + " ";
    }
}
