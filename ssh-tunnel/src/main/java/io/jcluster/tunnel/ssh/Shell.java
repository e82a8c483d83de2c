package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.local.Pipe;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Programs run over one {@link Connection}.
 *
 * @param host how to speak of the machine
 * @param workers threads for what JSch does not let one interrupt
 * @param kept the programs on it that are read or talked to for long, for messages
 */
record Shell(Connection connection, String host, ExecutorService workers, Collection<String> kept) {

    /** The marks of the two outputs travel one after the other. */
    private static final Duration APART = Duration.ofSeconds(1);

    Outcome run(Command command, Deadline deadline) throws InterruptedException {
        return run(command, deadline, noise -> {});
    }

    /**
     * Runs a program to its end.
     *
     * @param heard told, before it ends well, what the account's start files printed before it
     */
    Outcome run(Command command, Deadline deadline, Consumer<String> heard)
            throws InterruptedException {
        Script script = Script.toItsEnd(command);
        UntilMark stdout = new UntilMark(script.end());
        UntilMark stderr = new UntilMark(script.end());
        AfterMark out = new AfterMark(script.begin(), stdout);
        AfterMark err = new AfterMark(script.begin(), stderr);
        Talk talk = Talk.open(this, command, script, out, err, deadline);
        boolean over = false;
        try {
            talk.begin(deadline);
            String status =
                    Talk.get(stdout.ended(), deadline)
                            .orElseThrow(() -> unfinished(talk, command, stdout, stderr));
            awaitBriefly(stderr);
            over = true;
            heard.accept((out.noise() + err.noise()).strip());
            return new Outcome(Integer.parseInt(status), stdout.text(), stderr.text());
        } catch (TimeoutException e) {
            throw HostException.timedOut(command, host, stderr.text());
        } finally {
            if (over) {
                talk.close();
            } else {
                talk.kill();
            }
        }
    }

    private HostException unfinished(
            Talk talk, Command command, UntilMark stdout, UntilMark stderr) {
        return stdout.overflown()
                ? HostException.tooMuchOutput(command, host, UntilMark.LIMIT)
                : talk.endedEarly(stderr.text());
    }

    private static void awaitBriefly(UntilMark stderr) throws InterruptedException {
        try {
            Talk.get(stderr.ended(), Deadline.in(APART));
        } catch (TimeoutException e) {
            // A wrapper at the site has thrown it away or mixed it with the other.
        }
    }

    Running start(Command command, Deadline deadline) throws InterruptedException {
        Pipe output = new Pipe();
        Script script = Script.streaming(command);
        AfterMark out = new AfterMark(script.begin(), output.sink());
        Talk talk =
                Talk.open(this, command, script, out, OutputStream.nullOutputStream(), deadline);
        boolean begun = false;
        try {
            talk.begin(deadline);
            begun = true;
        } catch (TimeoutException e) {
            throw HostException.timedOut(command, host, out.noise());
        } finally {
            if (!begun) {
                talk.kill();
            }
        }
        kept.add(command.argv().get(0));
        return new Running() {
            @Override
            public InputStream stdout() {
                return output;
            }

            @Override
            public void close() {
                output.close();
                end(talk, command);
            }
        };
    }

    Wire talk(Command command, Deadline deadline) throws InterruptedException {
        Pipe output = new Pipe();
        Script script = Script.talking(command);
        AfterMark out = new AfterMark(script.begin(), output.sink());
        Complaints complaints = new Complaints(command.argv().get(0), host);
        Talk talk = Talk.open(this, command, script, out, complaints, deadline);
        boolean begun = false;
        try {
            OutputStream input = talk.converse(deadline);
            begun = true;
            kept.add(command.argv().get(0));
            return ChannelWire.of(output, input, () -> end(talk, command));
        } catch (TimeoutException e) {
            throw HostException.timedOut(command, host, out.noise());
        } finally {
            if (!begun) {
                talk.kill();
            }
        }
    }

    private void end(Talk talk, Command command) {
        talk.kill();
        kept.remove(command.argv().get(0));
    }
}
