package io.jcluster.client;

import java.util.Arrays;
import java.util.List;

/**
 * What a task of a {@link LoadBalancedView} waits for: other tasks. Only those that went through a
 * load-balanced view count, of any client of the same controller.
 *
 * @param msgIds the tasks
 * @param all whether all of them must have ended, or any
 * @param success whether one that succeeded counts
 * @param failure whether one that failed counts; without it a failure makes the dependent task fail
 *     as well
 */
public record Dependency(List<String> msgIds, boolean all, boolean success, boolean failure) {

    public Dependency {
        msgIds = List.copyOf(msgIds);
        if (!success && !failure) {
            throw new IllegalArgumentException(
                    "a dependency on neither success nor failure is never met");
        }
    }

    /** The success of all these tasks. */
    public static Dependency on(AsyncResult... tasks) {
        return new Dependency(
                Arrays.stream(tasks).flatMap(task -> task.msgIds().stream()).toList(),
                true,
                true,
                false);
    }
}
