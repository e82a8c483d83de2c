package io.jcluster.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A workload manager's guess about a job that was not submitted. It holds for the moment: jobs that
 * end early bring the start forward, jobs that come put it off.
 *
 * @param start when it would begin; in the past or just now: at once
 * @param slots how many CPUs it would have, at least 1
 * @param machines where it would run; may be empty
 * @param queue where it would wait
 */
public record Forecast(
        Instant start, OptionalInt slots, List<String> machines, Optional<String> queue) {

    public Forecast {
        machines = List.copyOf(machines);
    }
}
