package io.jcluster.launcher.cluster;

import io.jcluster.templates.FileFailure;
import java.io.IOException;
import java.util.Optional;

/**
 * Something the user must know about a cluster, in four parts: what failed and where, what was
 * said, what was run, what to try.
 */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do. Each kind has an exit code of its own. */
    public enum Kind {
        /** The request contradicts itself or the site: correct it. */
        REQUEST(2),
        /** The job ended, or will never run: look at what it said. */
        JOB(3),
        /** A fact that was waited for did not come in time: wait longer or look why. */
        TIMED_OUT(5),
        /** The engines are there but are not the MPI world that was asked for. */
        UNPROVEN(6),
        /** Something on this laptop is in the way. */
        LAPTOP(7);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;
    private final Optional<String> said;
    private final Optional<String> ran;
    private final Optional<String> advice;

    private ClusterException(
            Kind kind,
            String message,
            Optional<String> said,
            Optional<String> ran,
            Optional<String> advice,
            Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.kind = kind;
        this.said = said;
        this.ran = ran;
        this.advice = advice;
    }

    public static ClusterException of(Kind kind, String whatFailedAndWhere) {
        return new ClusterException(
                kind,
                whatFailedAndWhere,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public ClusterException said(String text) {
        return new ClusterException(
                kind,
                getMessage(),
                Optional.of(text),
                ran,
                advice,
                Optional.ofNullable(getCause()));
    }

    /** With what this machine said of a file, which is the cause too. */
    public ClusterException said(IOException failure) {
        return said(FileFailure.inWords(failure)).because(failure);
    }

    public ClusterException ran(String command) {
        return new ClusterException(
                kind,
                getMessage(),
                said,
                Optional.of(command),
                advice,
                Optional.ofNullable(getCause()));
    }

    public ClusterException advise(String text) {
        return new ClusterException(
                kind, getMessage(), said, ran, Optional.of(text), Optional.ofNullable(getCause()));
    }

    /** With this advice, unless whoever knew more has given a better one. */
    public ClusterException orAdvise(String text) {
        return advice.isPresent() ? this : advise(text);
    }

    public ClusterException because(Throwable cause) {
        return new ClusterException(kind, getMessage(), said, ran, advice, Optional.of(cause));
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? kind.name() : message;
    }

    public Kind kind() {
        return kind;
    }

    public Optional<String> said() {
        return said;
    }

    public Optional<String> ran() {
        return ran;
    }

    public Optional<String> advice() {
        return advice;
    }
}
