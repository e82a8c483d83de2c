package io.jcluster.templates;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * A way to spread the engines over what the job was given: {@code srun}, {@code mpiexec}, a
 * machinefile. It is the second axis of a launch and knows nothing of the first, the scheduler.
 *
 * <p>A third party adds one by a class, and a line in {@code META-INF/services} or a {@code
 * provides} clause.
 */
public interface EngineLauncher {

    /** What {@code launch: launcher:} of a profile says to mean this one. */
    String name();

    /**
     * Lines of bash that set the array {@code launch} to the words before an engine's own command
     * line. {@code "${launch[@]}" PROGRAM ARGUMENTS} must start all engines, stay until the last
     * one ends, end them all on SIGTERM or when one fails, and end with the status of the one that
     * failed.
     *
     * <p>They can use what the script has by then: {@code $node}, the name of this node; {@code
     * $managed}, {@code yes} where a batch system tells an MPI how many processes it may start; and
     * {@code fail STATUS SENTENCE}, which ends the job and tells its user the sentence.
     */
    String lines(Launch launch);

    /**
     * What is to be started.
     *
     * @param engines how many, at least 1
     * @param cpusPerTask CPUs of each, at least 1
     * @param mpi the flavour of the interface between launcher and MPI library as the launcher
     *     calls it; empty: as the site has set it
     * @param options words for the launcher, put as they are after its own
     */
    record Launch(int engines, int cpusPerTask, Optional<String> mpi, List<String> options) {
        public Launch {
            if (engines < 1 || cpusPerTask < 1) {
                throw new IllegalArgumentException(
                        "cannot launch "
                                + engines
                                + " engines with "
                                + cpusPerTask
                                + " CPUs each: both must be at least 1");
            }
            options = List.copyOf(options);
        }
    }

    /** The launcher of that name, of those on the class or module path. */
    static EngineLauncher named(String name) {
        List<EngineLauncher> all =
                ServiceLoader.load(EngineLauncher.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there is no launcher '"
                                                + name
                                                + "'; there are: "
                                                + all.stream()
                                                        .map(EngineLauncher::name)
                                                        .sorted()
                                                        .collect(Collectors.joining(", "))));
    }
}
