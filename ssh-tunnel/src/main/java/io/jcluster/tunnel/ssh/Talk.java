package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.Printable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session channel with a {@code /bin/sh} at its far end that is given a {@link Script}. */
final class Talk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Talk.class);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final Duration SHORT_PAUSE = Duration.ofMillis(20);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(1);

    private final Shell shell;
    private final Command command;
    private final AfterMark stdout;
    private final ChannelExec channel;
    private final OutputStream input;

    private Talk(
            Shell shell,
            Command command,
            AfterMark stdout,
            ChannelExec channel,
            OutputStream input) {
        this.shell = shell;
        this.command = command;
        this.stdout = stdout;
        this.channel = channel;
        this.input = input;
    }

    /**
     * Opens the channel and sends the script. A server that allows no further channel just now
     * (sshd's MaxSessions; the place of a command that has ended is free a moment later) is asked
     * again until the deadline.
     */
    static Talk open(
            Shell shell,
            Command command,
            Script script,
            AfterMark stdout,
            OutputStream stderr,
            Deadline deadline)
            throws InterruptedException {
        Duration pause = SHORT_PAUSE;
        while (true) {
            // JSch swallows interrupts while it opens a channel, so it does so in another thread.
            CompletableFuture<Optional<Talk>> opening =
                    CompletableFuture.supplyAsync(
                            () -> attempt(shell, command, script, stdout, stderr), shell.workers());
            Optional<Talk> talk;
            boolean answered = false;
            try {
                talk = get(opening, deadline);
                answered = true;
            } catch (TimeoutException e) {
                throw HostException.timedOut(command, shell.host(), "no channel was opened");
            } finally {
                if (!answered) {
                    var unused = opening.thenAccept(late -> late.ifPresent(Talk::kill));
                }
            }
            if (talk.isPresent()) {
                return talk.get();
            }
            if (deadline.nanosLeft() < pause.toNanos()) {
                throw HostException.noSession(command, shell.host(), shell.kept());
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONG_PAUSE) < 0 ? twice : LONG_PAUSE;
        }
    }

    /** Empty when the server refuses the channel. */
    private static Optional<Talk> attempt(
            Shell shell, Command command, Script script, AfterMark stdout, OutputStream stderr) {
        boolean refused = false;
        try {
            ChannelExec channel = shell.connection().exec();
            channel.setCommand("/bin/sh");
            channel.setOutputStream(stdout);
            channel.setErrStream(unfailing(stderr));
            try {
                // Without a time limit JSch does not wait for the reply to the request either.
                channel.connect();
            } catch (JSchException e) {
                refused = channel.getExitStatus() > 0;
                throw e;
            }
            OutputStream input = WithinWindow.of(channel);
            send(input, script.text());
            return Optional.of(new Talk(shell, command, stdout, channel, input));
        } catch (JSchException | IOException e) {
            if (refused && shell.connection().isUp()) {
                return Optional.empty();
            }
            awaitLoss(shell, () -> false);
            throw lost(shell, command, Optional.of(e));
        }
    }

    /**
     * JSch (2.28.8, Session.run) ends the whole connection when what takes an error output fails,
     * also one that is closed just then.
     */
    private static OutputStream unfailing(OutputStream stderr) {
        return new FilterOutputStream(stderr) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    LOG.debug("an error output is not kept", e);
                }
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }
        };
    }

    /** Waits for the first mark, then hands over the program's input. */
    void begin(Deadline deadline) throws InterruptedException, TimeoutException {
        awaitBegin(deadline);
        shell.workers().execute(this::feed);
    }

    /** Waits for the first mark: from then on the program reads what is written. */
    OutputStream converse(Deadline deadline) throws InterruptedException, TimeoutException {
        awaitBegin(deadline);
        send(input, command.stdin().orElse(""));
        return input;
    }

    private void awaitBegin(Deadline deadline) throws InterruptedException, TimeoutException {
        String pid = get(stdout.seen(), deadline).orElseThrow(() -> endedEarly(""));
        if (pid.equals(Script.MISSING)) {
            throw HostException.notRunnable(
                    command, shell.host(), command.argv().get(0) + ": not found");
        }
    }

    private void feed() {
        send(input, command.stdin().orElse(""));
        try {
            input.close();
        } catch (IOException e) {
            LOG.debug("{} has closed its input", command.argv().get(0));
        }
    }

    /** What the far side does not take, because it ended, shows in what comes back from it. */
    private static void send(OutputStream input, String text) {
        try {
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            LOG.debug("the far side ended before it had read all of its input");
        }
    }

    /**
     * The channel has ended without the last mark: the line is gone, or the login shell never got
     * as far as the script (an expired account, {@code nologin}, a full disk).
     */
    HostException endedEarly(String stderr) {
        awaitLoss(shell, () -> channel.getExitStatus() >= 0);
        if (channel.getExitStatus() < 0 && !shell.connection().isUp()) {
            return lost(shell, command, Optional.empty());
        }
        return HostException.notRunnable(
                command, shell.host(), (stdout.noise() + "\n" + stderr).strip());
    }

    /** The end of a connection reaches its channels first: whoever is told of it finds it down. */
    private static void awaitLoss(Shell shell, BooleanSupplier otherwise) {
        Deadline patience = Deadline.in(GRACE);
        while (!otherwise.getAsBoolean() && shell.connection().isUp() && !patience.passed()) {
            Thread.onSpinWait();
        }
    }

    private static HostException lost(Shell shell, Command command, Optional<Throwable> cause) {
        return new HostException(
                Kind.UNREACHABLE,
                "the connection to "
                        + shell.host()
                        + " was lost while "
                        + Printable.text(command.argv().get(0))
                        + " ran: whether it did its work is not known\nran: "
                        + Printable.text(command.toString()),
                Optional.of("The connection is tried again by itself; then look for its effects."),
                cause);
    }

    /**
     * Ends the program. OpenSSH since 7.9 passes a signal on to the whole process group, but not
     * under a forced command nor for root (session.c, "requires privilege separation"), and does
     * not say so; then a second channel does it. Where the line is down nothing can be done.
     */
    void kill() {
        if (!shell.connection().isUp()) {
            close();
            return;
        }
        signal("TERM");
        await(stdout.closed(), GRACE);
        if (!stdout.closed().isDone()) {
            signal("KILL");
            pid().ifPresent(this::killByNumber);
        }
        close();
    }

    /**
     * Under the channel's own lock, which JSch holds while it sends the channel's end: OpenSSH cuts
     * the whole connection when a request comes for a channel that is no more.
     */
    private void signal(String name) {
        synchronized (channel) {
            if (channel.isClosed()) {
                return;
            }
            try {
                channel.sendSignal(name);
            } catch (Exception e) {
                LOG.debug("{} could not be signalled", command.argv().get(0), e);
            }
        }
    }

    private Optional<String> pid() {
        return stdout.seen().getNow(Optional.empty()).filter(text -> text.matches("[0-9]+"));
    }

    private void killByNumber(String pid) {
        Command ending =
                Command.of(
                        "/bin/sh",
                        "-c",
                        "g=$(ps -o pgid= -p $0 | tr -d ' ')\n"
                                + "kill -TERM -$g; sleep 1; kill -KILL -$g",
                        pid);
        Script script = Script.toItsEnd(ending);
        AfterMark out = new AfterMark(script.begin(), OutputStream.nullOutputStream());
        try {
            shell.workers().execute(() -> finish(ending, script, out));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed before process {} could be ended", pid);
        }
    }

    private void finish(Command ending, Script script, AfterMark out) {
        try {
            attempt(shell, ending, script, out, OutputStream.nullOutputStream())
                    .ifPresent(
                            talk -> {
                                await(out.closed(), KILL_LIMIT);
                                talk.close();
                            });
        } catch (HostException e) {
            LOG.debug("the line was lost before {} could be ended", command.argv().get(0), e);
        }
    }

    /** Waits also where the caller has been interrupted, which is why it ends something. */
    private static void await(CompletableFuture<?> future, Duration limit) {
        boolean interrupted = Thread.interrupted();
        try {
            future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            // The caller looks.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static <T> T get(CompletableFuture<T> future, Deadline deadline)
            throws InterruptedException, TimeoutException {
        try {
            return future.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        channel.disconnect();
    }
}
