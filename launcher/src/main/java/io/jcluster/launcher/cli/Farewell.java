package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Phase;
import io.jcluster.templates.EngineKind;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The last words of a submission that the user interrupts: what is left, and how to go on. A
 * submission that is under way is let through first, for a bounded time; its job is on record then.
 */
final class Farewell implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final PrintWriter err;
    private final AutoCloseable progress;
    private final Thread hook = new Thread(this::speak, "farewell");
    private final CountDownLatch answered = new CountDownLatch(1);

    // Written by the command, read by the hook.
    private volatile boolean submitting;
    private volatile Optional<ClusterRecord> cluster = Optional.empty();
    private volatile Optional<String> replaced = Optional.empty();

    /**
     * @param err where to speak
     * @param progress closed before the last words: the command still runs while they are said
     */
    Farewell(PrintWriter err, AutoCloseable progress) {
        this.err = err;
        this.progress = progress;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Another cluster is being stopped for this one, or will be. */
    void replacing(String id) {
        replaced = Optional.of(id);
    }

    void submitting() {
        submitting = true;
    }

    void recorded(ClusterRecord record) {
        cluster = Optional.of(record);
        if (record.phase() != Phase.RECORDED) {
            answered.countDown();
        }
    }

    void submitted() {
        submitting = false;
        answered.countDown();
    }

    private void speak() {
        if (submitting && cluster.isPresent()) {
            err.println();
            err.println("jcluster: interrupted; waiting for the answer to the submission");
            try {
                answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        silence();
        cluster.ifPresentOrElse(
                record -> {
                    err.println();
                    err.println(
                            record.jobId()
                                    .map(
                                            job ->
                                                    "jcluster: interrupted; job "
                                                            + job
                                                            + " goes on, on record as "
                                                            + record.id())
                                    .orElse(
                                            "jcluster: interrupted; what became of the submission is on record as "
                                                    + record.id()));
                    err.println(
                            record.kind() == EngineKind.MPJ
                                    ? "  try: jcluster logs " + record.id() + " -f   to follow it"
                                    : "  try: jcluster connect "
                                            + record.id()
                                            + "   to wait for it again");
                    err.println("       jcluster stop " + record.id() + "      to cancel it");
                },
                () -> err.println("\njcluster: interrupted; nothing was submitted"));
        replaced.ifPresent(
                id ->
                        err.println(
                                "  cluster "
                                        + id
                                        + ", whose place it was to take, is on record too:"
                                        + " jcluster list"));
        err.flush();
    }

    private void silence() {
        try {
            progress.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the progress reads and writes nothing", e);
        }
    }

    /** The command has come to its end: there is nothing to explain. */
    @Override
    public void close() {
        submitting = false;
        answered.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out already, and the hook with it.
        }
    }
}
