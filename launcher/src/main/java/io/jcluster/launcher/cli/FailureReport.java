package io.jcluster.launcher.cli;

import io.jcluster.client.ClientException;
import io.jcluster.client.ConnectionFileException;
import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.OutOfResourceException;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.templates.ProfileException;
import io.jcluster.tunnel.HostException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place where a failure is printed and becomes an exit code: what failed and where, what
 * was said, what was run, what to try. A stack trace is for failures that are our own fault.
 */
final class FailureReport implements IExecutionExceptionHandler {

    static final int REFUSED = 1;
    static final int REQUEST = 2;
    static final int HOST = 4;
    static final int TIMED_OUT = 5;
    static final int LAPTOP = 7;
    static final int CODE = 8;
    static final int INTERRUPTED = 130;

    /** As of a program that SIGPIPE has ended. */
    static final int NO_READER = 141;

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (failure instanceof ClusterException e) {
            print(err, e.getMessage(), e.said(), e.ran(), e.advice());
            return e.kind().exitCode();
        }
        if (failure instanceof HostException e) {
            print(err, text(e), Optional.empty(), Optional.empty(), e.advice());
            return switch (e.kind()) {
                case TIMED_OUT -> TIMED_OUT;
                case CONFIGURATION -> LAPTOP;
                default -> HOST;
            };
        }
        if (failure instanceof DrmaaException e) {
            print(err, text(e), Optional.empty(), Optional.empty(), Optional.empty());
            return e instanceof DrmCommunicationException
                    ? HOST
                    : e instanceof OutOfResourceException // of this machine's disk
                            ? LAPTOP
                            : e instanceof DrmaaTimeoutException ? TIMED_OUT : REFUSED;
        }
        if (failure instanceof ClientException e) {
            print(err, text(e), Optional.empty(), Optional.empty(), e.advice());
            return switch (e.kind()) {
                case TIMED_OUT -> TIMED_OUT;
                case REMOTE_ERROR, ENGINE_LOST -> CODE;
                case REFUSED -> REQUEST;
                case CANNOT_CONNECT, DISCONNECTED -> HOST;
            };
        }
        if (failure instanceof ProfileException || failure instanceof ConnectionFileException) {
            print(err, text(failure), Optional.empty(), Optional.empty(), Optional.empty());
            return REQUEST;
        }
        if (failure instanceof IllegalArgumentException e) {
            print(err, text(e), Optional.empty(), Optional.empty(), Optional.empty());
            return REQUEST;
        }
        if (failure instanceof InterruptedException) {
            err.println("jcluster: interrupted");
            return INTERRUPTED;
        }
        err.println(
                "jcluster: this is a fault of jcluster itself; please report it with these lines:");
        failure.printStackTrace(err);
        return LAPTOP;
    }

    /** What ends a thread; the others may wait for one that has no memory left for ever. */
    static void fatal(Thread thread, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            System.err.println(
                    "jcluster: what came is more than the memory for it, "
                            + Runtime.getRuntime().maxMemory() / (1 << 20)
                            + " MB, can hold\n"
                            + "  try: print or ask for less at a time, or write it to a file on the"
                            + " cluster; --json and --group keep all output to the end");
            Runtime.getRuntime().halt(LAPTOP);
        }
        System.err.println(
                "jcluster: this is a fault of jcluster itself, in the thread " + thread.getName());
        failure.printStackTrace(System.err);
    }

    /** Words that are no command of ours. Not the whole usage: the message would scroll away. */
    static int wrongWords(ParameterException failure, String[] words) {
        CommandLine command = failure.getCommandLine();
        print(
                command.getErr(),
                failure instanceof UnmatchedArgumentException word
                                && !word.isUnknownOption()
                                && !command.getSubcommands().isEmpty()
                        ? "there is no command '" + word.getUnmatched().get(0) + "'"
                        : text(failure),
                Optional.empty(),
                Optional.empty(),
                Optional.of(command.getCommandSpec().qualifiedName() + " --help"));
        return REQUEST;
    }

    private static void print(
            PrintWriter err,
            String what,
            Optional<String> said,
            Optional<String> ran,
            Optional<String> advice) {
        List<String> lines = what.lines().map(FailureReport::printable).toList();
        err.println("jcluster: " + (lines.isEmpty() ? "" : lines.get(0)));
        // The layers below write the other parts into their message, a line each.
        lines.stream()
                .skip(1)
                .forEach(line -> err.println(line.startsWith("  ") ? line : "  " + line));
        said.ifPresent(
                text ->
                        text.strip()
                                .lines()
                                .forEach(line -> err.println("  | " + printable(line))));
        ran.ifPresent(text -> err.println("  ran: " + printable(text)));
        advice.ifPresent(text -> err.println("  try: " + printable(text)));
        err.flush();
    }

    private static String text(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** What comes from another machine must not reach the terminal as a command to it. */
    static String printable(String text) {
        return text.replace('\t', ' ').replaceAll("\\p{Cntrl}", "");
    }
}
