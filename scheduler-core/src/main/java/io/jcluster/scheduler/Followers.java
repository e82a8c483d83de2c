package io.jcluster.scheduler;

import java.util.HashSet;
import java.util.Set;

/**
 * The threads that look at workload managers for the sake of a callback alone, one for each watch,
 * for as long as there is a callback.
 */
final class Followers {

    private final EventDelivery events;
    private final Set<Watch> followed = new HashSet<>();

    Followers(EventDelivery events) {
        this.events = events;
    }

    /** Follows a watch if there is anybody to tell of it. */
    synchronized void follow(Watch watch) {
        if (events.hasReceiver() && followed.add(watch)) {
            var thread = new Thread(() -> run(watch), "jcluster-follower");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Lets those end whom nobody needs any more. */
    synchronized void nudge() {
        followed.forEach(Watch::nudge);
    }

    private void run(Watch watch) {
        while (true) {
            try {
                watch.follow(events::hasReceiver);
            } catch (InterruptedException e) {
                // Nobody has this thread but us, and we end it in another way.
                continue;
            }
            synchronized (this) {
                if (!events.hasReceiver()) {
                    followed.remove(watch);
                    return;
                }
            }
        }
    }
}
