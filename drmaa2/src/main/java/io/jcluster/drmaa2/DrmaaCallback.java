package io.jcluster.drmaa2;

/**
 * A receiver of events (GFD.231, DrmaaCallback). Called one event at a time, never nested, on a
 * thread of its own: a slow receiver delays events but nothing else.
 */
@FunctionalInterface
public interface DrmaaCallback {

    /**
     * Receives an event of a job of an open session. Those of one job come in the order of its
     * states; events may be missing, and while a receiver is slow only the latest state of a job is
     * kept. May call everything, also submit and register; what is thrown here is logged and goes
     * nowhere (GFD.231, DrmaaCallback: notify).
     */
    void notify(DrmaaNotification notification);
}
