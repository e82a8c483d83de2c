package io.jcluster.drmaa2;

/**
 * A receiver of events (GFD.231, DrmaaCallback). Called one event at a time, never nested, on a
 * thread of its own: a slow receiver delays events but nothing else.
 */
@FunctionalInterface
public interface DrmaaCallback {

    /** What is thrown here is logged and goes nowhere. */
    void notify(DrmaaNotification notification);
}
