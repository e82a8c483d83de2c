package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.Wire;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Programs run over a {@link Line}. Sites limit the commands of a connection, so one at a time. */
public final class Commands {

    private final Line line;
    private final Semaphore turn = new Semaphore(1, true);
    private final Collection<String> kept = new ConcurrentLinkedQueue<>();

    public Commands(Line line) {
        this.line = line;
    }

    /** See {@link io.jcluster.tunnel.Host#run}. */
    public Outcome run(Command command) throws InterruptedException {
        Deadline deadline = Deadline.in(command.timeout());
        if (!turn.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            throw HostException.timedOut(
                    command, line.name(), "not started: earlier commands are still running");
        }
        try {
            return shell(deadline).run(command, deadline);
        } finally {
            turn.release();
        }
    }

    /** See {@link io.jcluster.tunnel.Host#start}. */
    public Running start(Command command) throws InterruptedException {
        Deadline deadline = Deadline.in(Command.DEFAULT_TIMEOUT);
        return shell(deadline).start(command, deadline);
    }

    /** See {@link io.jcluster.tunnel.WiredHost#talk}. */
    public Wire talk(Command command) throws InterruptedException {
        Deadline deadline = Deadline.in(command.timeout());
        return shell(deadline).talk(command, deadline);
    }

    private Shell shell(Deadline deadline) throws InterruptedException {
        Connection connection = line.await(deadline.atMost(Line.BOUNDED_WAIT));
        return new Shell(connection, line.name(), line.workers(), kept);
    }
}
