package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.local.Blocks;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What goes to the relay, kept until it has said that it came. */
final class Outgoing {

    /** So little that streams take turns, and a small message does not wait behind a large one. */
    static final int UNSENT = 1 << 20;

    static final int UNACKNOWLEDGED = 48 << 20;

    private static final int BATCH = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Condition written = lock.newCondition();

    private final Deque<Frame> kept = new ArrayDeque<>();
    private final Deque<Frame> unsent = new ArrayDeque<>();

    /** Of the first byte of the first frame that is here. */
    private long position;

    private long keptBytes;
    private long unsentBytes;
    private long payload;

    /** The bytes of the first unsent frame that have arrived already. */
    private int arrived;

    private int carrier;

    /** Whether frames that are no longer unsent are still on their way into the carrier. */
    private boolean writing;

    private boolean over;

    /**
     * Adds a frame with data, when there is room.
     *
     * @return false when the session is over
     */
    boolean put(Frame frame) {
        lock.lock();
        try {
            while (!over && !hasRoom()) {
                room.awaitUninterruptibly();
            }
            return append(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a small frame at once: the one thread that reads must not wait for those that write. */
    boolean add(Frame frame) {
        lock.lock();
        try {
            return append(frame);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return unsentBytes < UNSENT && unsentBytes + keptBytes < UNACKNOWLEDGED;
    }

    private boolean append(Frame frame) {
        if (over) {
            return false;
        }
        unsent.add(frame);
        unsentBytes += frame.length();
        payload += frame.payload();
        work.signal();
        return true;
    }

    /**
     * Goes on with the first byte that has not come, on a new carrier.
     *
     * @param received how many bytes the other side has
     * @return the carrier's number, for {@link #carry}
     * @throws IOException when that cannot be
     */
    int resume(long received) throws IOException {
        lock.lock();
        try {
            if (received < position || !discard(received)) {
                throw new BrokenSessionException("the relay says that it has what was never sent");
            }
            while (!kept.isEmpty()) {
                unsent.addFirst(kept.removeLast());
            }
            unsentBytes += keptBytes;
            keptBytes = 0;
            arrived = (int) (received - position);
            writing = false;
            return ++carrier;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets go of what has arrived.
     *
     * @return false when it was never sent
     */
    boolean acknowledged(long received) {
        lock.lock();
        try {
            return discard(received);
        } finally {
            lock.unlock();
        }
    }

    private boolean discard(long received) {
        if (received > position + keptBytes + arrived) {
            return false;
        }
        for (Frame first = kept.peek();
                first != null && position + first.length() <= received;
                first = kept.peek()) {
            kept.remove();
            Blocks.give(first.bytes());
            position += first.length();
            keptBytes -= first.length();
            payload -= first.payload();
        }
        wakeWhoeverWaitsForRoom();
        return true;
    }

    private void wakeWhoeverWaitsForRoom() {
        if (hasRoom()) {
            room.signalAll();
        }
    }

    /** Writes what there is and what is added, until another carrier counts or the end. */
    void carry(int number, OutputStream out) throws IOException, InterruptedException {
        byte[] batch = new byte[BATCH];
        while (true) {
            Frame first;
            int from;
            int gathered = 0;
            lock.lockInterruptibly();
            try {
                if (number == carrier) {
                    writing = false;
                }
                if (unsent.isEmpty()) {
                    written.signalAll();
                }
                while (number == carrier && !over && unsent.isEmpty()) {
                    work.await();
                }
                if (number != carrier || over) {
                    return;
                }
                from = arrived;
                arrived = 0;
                writing = true;
                first = next();
                for (Frame small = first; small.length() - from <= BATCH - gathered; ) {
                    System.arraycopy(small.bytes(), from, batch, gathered, small.length() - from);
                    gathered += small.length() - from;
                    from = 0;
                    Frame after = unsent.peek();
                    if (after == null || after.length() > BATCH - gathered) {
                        break;
                    }
                    small = next();
                }
            } finally {
                lock.unlock();
            }
            if (gathered > 0) {
                out.write(batch, 0, gathered);
            } else {
                out.write(first.bytes(), from, first.length() - from);
            }
        }
    }

    private Frame next() {
        Frame frame = unsent.remove();
        kept.add(frame);
        unsentBytes -= frame.length();
        keptBytes += frame.length();
        wakeWhoeverWaitsForRoom();
        return frame;
    }

    /** Waits until all has been given to the carrier, not longer than so long. */
    void awaitWritten(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while ((writing || !unsent.isEmpty()) && !over && left > 0) {
                left = written.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more goes out, and nobody waits here any more. */
    void end() {
        lock.lock();
        try {
            over = true;
            kept.clear();
            unsent.clear();
            keptBytes = 0;
            unsentBytes = 0;
            payload = 0;
            room.signalAll();
            work.signalAll();
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of local connections that are here. */
    long payload() {
        lock.lock();
        try {
            return payload;
        } finally {
            lock.unlock();
        }
    }
}
