package io.jcluster.launcher.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What the jobs of a cluster have used of what sites charge for, by what the scheduler says that
 * they have.
 *
 * @param nodeHours empty where the scheduler does not name the nodes
 * @param coreHours empty where it does not count the CPUs
 */
public record Usage(Optional<Amount> nodeHours, Optional<Amount> coreHours) {

    /**
     * Hours times nodes or cores.
     *
     * @param left up to the time limits; empty where one of them is not known
     */
    public record Amount(double spent, Optional<Double> left) {

        private String inWords(String unit) {
            return Cost.rounded(spent)
                    + left.map(more -> " of " + Cost.rounded(spent + more)).orElse("")
                    + " "
                    + unit;
        }
    }

    /** Of jobs that have started; empty when none has. */
    static Optional<Usage> of(List<WatchedJob> jobs) {
        List<WatchedJob> started = jobs.stream().filter(it -> it.elapsed().isPresent()).toList();
        return started.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Usage(
                                amount(started, job -> job.machines().size()),
                                amount(started, job -> job.cores().orElse(0))));
    }

    private static Optional<Amount> amount(
            List<WatchedJob> jobs, ToIntFunction<WatchedJob> factor) {
        if (jobs.stream().anyMatch(job -> factor.applyAsInt(job) < 1)) {
            return Optional.empty();
        }
        double spent = 0;
        double left = 0;
        for (WatchedJob job : jobs) {
            spent += factor.applyAsInt(job) * Cost.hours(job.elapsed().orElse(Duration.ZERO));
            left += factor.applyAsInt(job) * Cost.hours(job.left().orElse(Duration.ZERO));
        }
        boolean known = jobs.stream().allMatch(job -> job.left().isPresent());
        return Optional.of(new Amount(spent, known ? Optional.of(left) : Optional.empty()));
    }

    /** {@code 0.2 of 2 node-hours, 2.5 of 24 core-hours}; empty when nothing is known. */
    public String inWords() {
        return String.join(
                ", ",
                java.util.stream.Stream.concat(
                                nodeHours.map(it -> it.inWords("node-hours")).stream(),
                                coreHours.map(it -> it.inWords("core-hours")).stream())
                        .toList());
    }
}
