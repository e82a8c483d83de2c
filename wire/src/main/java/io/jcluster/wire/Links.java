package io.jcluster.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to ZeroMQ sockets and the thread that reads from them.
 *
 * <p>All that concerns them is done by one thread at a time, so that what hangs on them needs no
 * locks: the thread of these links, or whoever calls {@link #run} while it sleeps. A request thus
 * goes out by the thread that makes it, without waking another first.
 */
public final class Links implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    /** As much as the system takes or gives at once. */
    private static final int BUFFER = 256 << 10;

    private record Work(Runnable task, Runnable refused) {}

    private record Alarm(long at, Runnable task) {}

    private final Runnable ended;
    private final Thread thread;
    private final Selector selector;
    private final ReentrantLock turn = new ReentrantLock();
    private final ConcurrentLinkedQueue<Work> work = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(
                    Comparator.comparingLong(Alarm::at)); // of one run of the JVM: no overflow
    private final List<Link> links = new ArrayList<>();
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(BUFFER);
    private volatile boolean closing;
    private volatile boolean over;

    /**
     * Links without a connection yet; their thread runs until they are closed.
     *
     * @param ended is called once, when nothing will come any more
     */
    public Links(String threadName, Runnable ended) {
        this.ended = ended;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector to wait for connections with", e);
        }
        thread = new Thread(this::loop, threadName);
        thread.setDaemon(true);
    }

    /** Begins to read and write. */
    public void start() {
        thread.start();
    }

    /**
     * A connection that is made, and made again whenever it is lost, until these links are closed.
     * To be called in their turn, see {@link #run}.
     */
    public Link connect(Link.Terms terms, Link.Listener listener) {
        requireTurn();
        var link = new Link(this, terms, listener);
        links.add(link);
        link.connect();
        return link;
    }

    /**
     * Has this done by one thread at a time, in the order of the calls: at once by the caller, or
     * by the thread that is at it.
     *
     * @param refused is run instead, by some thread, when these links have ended
     */
    public void run(Runnable task, Runnable refused) {
        work.add(new Work(task, refused));
        if (!turn.isHeldByCurrentThread()) {
            workOff();
        }
    }

    /** Has this done later, unless these links have ended by then. To be called in their turn. */
    public void after(Duration delay, Runnable task) {
        requireTurn();
        var alarm = new Alarm(System.nanoTime() + delay.toNanos(), task);
        alarms.add(alarm);
        if (alarms.element().at() == alarm.at() && Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    /** Ends the thread and the connections, in a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Selector selector() {
        return selector;
    }

    /** An empty buffer to read into, until the next read of any link. */
    ByteBuffer incoming() {
        return incoming.clear();
    }

    /** An empty buffer to write from, until the next write of any link. */
    ByteBuffer outgoing() {
        return outgoing.clear();
    }

    /** Has what is waited for looked up again, after a change by another thread. */
    void interestChanged() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    private void requireTurn() {
        if (!turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("not in the turn of these links");
        }
    }

    /** Whoever leaves looks again: another may have brought work and found the door shut. */
    private void workOff() {
        while (!work.isEmpty() && turn.tryLock()) {
            try {
                for (var next = work.poll(); next != null; next = work.poll()) {
                    (over ? next.refused() : next.task()).run();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private void loop() {
        try {
            while (!closing) {
                sleep();
                turn.lock();
                try {
                    selector.selectedKeys().forEach(key -> ((Link) key.attachment()).proceed(key));
                    selector.selectedKeys().clear();
                    ring();
                } finally {
                    turn.unlock();
                }
                workOff();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The connections of {} ended", thread.getName(), e);
        } finally {
            end();
        }
    }

    private void sleep() throws IOException {
        long next;
        turn.lock();
        try {
            next = alarms.isEmpty() ? Long.MAX_VALUE : alarms.element().at() - System.nanoTime();
        } finally {
            turn.unlock();
        }
        workOff(); // brought while this thread had the turn only to look at the clock
        if (next <= 0) {
            selector.selectNow();
        } else {
            // Rounded up: a millisecond too early would be a turn for nothing.
            selector.select(next == Long.MAX_VALUE ? 0 : next / 1_000_000 + 1);
        }
    }

    private void ring() {
        long now = System.nanoTime();
        while (!alarms.isEmpty() && alarms.element().at() <= now) {
            alarms.remove().task().run();
        }
    }

    private void end() {
        turn.lock();
        try {
            over = true;
            links.forEach(Link::drop);
            ended.run();
            selector.close();
        } catch (IOException e) {
            LOG.debug("A selector that cannot be closed", e);
        } finally {
            turn.unlock();
        }
        workOff();
    }
}
