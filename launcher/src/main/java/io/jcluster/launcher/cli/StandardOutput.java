package io.jcluster.launcher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output that knows whether all of it was written: a {@link PrintStream} keeps that to
 * itself, and a result on a full disk would be none without a word.
 */
final class StandardOutput extends FilterOutputStream {

    /** The words of Linux and macOS for EPIPE; Java has no class for it. */
    private static final String NO_READER = "Broken pipe";

    private final Runnable left;
    private Optional<IOException> failure = Optional.empty();

    /**
     * @param left what to do as soon as nobody reads any more, as {@code head} that has seen enough
     */
    StandardOutput(OutputStream out, Runnable left) {
        super(out);
        this.left = left;
    }

    /** Takes the place of {@link System#out}; ends this process when nobody reads it any more. */
    static StandardOutput ofThisProcess() {
        StandardOutput output =
                new StandardOutput(
                        new FileOutputStream(FileDescriptor.out),
                        () -> System.exit(FailureReport.NO_READER));
        System.setOut(new PrintStream(output, false, StandardCharsets.UTF_8));
        return output;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = Optional.of(e);
            if (NO_READER.equals(e.getMessage())) {
                left.run();
            }
            throw e;
        }
    }

    /**
     * Says what went wrong with it, if anything did.
     *
     * @return the exit code: what is not delivered is not done
     */
    int verdict(int status, PrintWriter err) {
        failure.ifPresent(
                it -> {
                    err.println("jcluster: standard output cannot be written");
                    err.println("  | " + FailureReport.printable(String.valueOf(it.getMessage())));
                    err.flush();
                });
        return failure.isPresent() && status == 0 ? FailureReport.LAPTOP : status;
    }
}
