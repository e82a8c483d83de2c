package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaCallback;
import io.jcluster.drmaa2.DrmaaEvent;
import io.jcluster.drmaa2.DrmaaNotification;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events to the one receiver of a manager (GFD.231, registerEventNotification): a thread
 * of its own that calls it one event after the other, so that a slow receiver delays events and
 * nothing else. Events that nobody receives are not kept.
 */
final class EventDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

    private final int most;
    private final Deque<DrmaaNotification> queue = new ArrayDeque<>();
    private Optional<DrmaaCallback> receiver = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private boolean delivering;

    EventDelivery() {
        this(10_000);
    }

    /**
     * @param most events kept for a receiver that is slow
     */
    EventDelivery(int most) {
        this.most = most;
    }

    /**
     * Puts a receiver in place of the one before, which is called no more after return.
     *
     * @param callback empty for nobody
     */
    void to(Optional<DrmaaCallback> callback) {
        var interrupted = false;
        synchronized (this) {
            receiver = callback;
            if (callback.isEmpty()) {
                queue.clear();
            } else if (thread.isEmpty()) {
                var deliverer = new Thread(this::deliver, "jcluster-events");
                deliverer.setDaemon(true);
                deliverer.start();
                thread = Optional.of(deliverer);
            }
            notifyAll();
            var inside = thread.equals(Optional.of(Thread.currentThread()));
            while (delivering && !inside) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean hasReceiver() {
        return receiver.isPresent();
    }

    /** Hands over an event; never waits. */
    synchronized void post(DrmaaNotification event) {
        if (receiver.isEmpty()) {
            return;
        }
        if (queue.size() >= most) {
            collapse(event);
        }
        queue.add(event);
        notifyAll();
    }

    /** Makes room: of the states of one job the latest is enough. */
    private void collapse(DrmaaNotification coming) {
        var told = new HashSet<String>();
        if (coming.event() == DrmaaEvent.NEW_STATE) {
            told.add(job(coming));
        }
        var backwards = queue.descendingIterator();
        while (backwards.hasNext()) {
            var event = backwards.next();
            if (event.event() == DrmaaEvent.NEW_STATE && !told.add(job(event))) {
                backwards.remove();
            }
        }
        if (queue.size() >= most) {
            LOG.warn("{} events wait for a slow callback; the oldest is dropped", most);
            queue.remove();
        }
    }

    private static String job(DrmaaNotification event) {
        return event.sessionName() + "/" + event.jobId();
    }

    private void deliver() {
        while (true) {
            DrmaaNotification event;
            DrmaaCallback target;
            synchronized (this) {
                while (queue.isEmpty() && receiver.isPresent()) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        LOG.debug("a callback interrupted its thread, which goes on");
                    }
                }
                if (receiver.isEmpty()) {
                    thread = Optional.empty();
                    return;
                }
                event = queue.remove();
                target = receiver.get();
                delivering = true;
            }
            try {
                target.notify(event);
            } catch (RuntimeException | Error failure) {
                LOG.warn("the callback failed on {}", event, failure);
            } finally {
                synchronized (this) {
                    delivering = false;
                    notifyAll();
                }
            }
        }
    }
}
