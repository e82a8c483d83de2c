package io.jcluster.launcher.doctor;

import java.util.Optional;

/**
 * One thing that was looked at, and what to make of it. All texts are plain, of one line, and free
 * of control characters.
 *
 * @param name the same in every examination, for scripts
 * @param status whether it stands in the way
 * @param seen what was found
 * @param means what follows from it; may be empty where nothing does
 * @param advice what a person can do; empty where nothing is to be done
 * @param fault whose the problem is; present with {@link Status#PROBLEM} only
 */
public record Finding(
        String name,
        Status status,
        String seen,
        String means,
        String advice,
        Optional<Fault> fault) {

    /** How bad it is. */
    public enum Status {
        /** Nothing to do. */
        OK,
        /** A submission may go well and may not, or something beside it will not work. */
        WARNING,
        /** A submission will fail. */
        PROBLEM,
        /** It could not be looked at. */
        UNKNOWN
    }

    /** Whose a problem is. Each has an exit code of its own. */
    public enum Fault {
        /** The scheduler does not answer or will refuse. */
        SCHEDULER(1),
        /** The profile asks for what is not there. */
        REQUEST(2),
        /** The host, its key, the login, or what is installed there. */
        HOST(4),
        /** Something on this machine. */
        LAPTOP(7);

        private final int exitCode;

        Fault(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    public Finding {
        if ((status == Status.PROBLEM) != fault.isPresent()) {
            throw new IllegalArgumentException(
                    "a problem, and nothing else, is somebody's: " + name);
        }
        seen = Text.line(seen);
        means = Text.line(means);
        advice = Text.line(advice);
    }

    static Finding ok(String name, String seen) {
        return ok(name, seen, "");
    }

    static Finding ok(String name, String seen, String means) {
        return new Finding(name, Status.OK, seen, means, "", Optional.empty());
    }

    static Finding warning(String name, String seen, String means, String advice) {
        return new Finding(name, Status.WARNING, seen, means, advice, Optional.empty());
    }

    static Finding problem(Fault fault, String name, String seen, String means, String advice) {
        return new Finding(name, Status.PROBLEM, seen, means, advice, Optional.of(fault));
    }

    static Finding unknown(String name, String seen, String means, String advice) {
        return new Finding(name, Status.UNKNOWN, seen, means, advice, Optional.empty());
    }
}
