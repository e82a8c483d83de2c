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
     * <p>They can use what the script has by then:
     *
     * <ul>
     *   <li>{@code $node}, the name of this node
     *   <li>{@code $managed}, {@code yes} where processes and their number are a batch system's
     *       affair, {@code no} where this machine is all there is
     *   <li>the array {@code hosts}, the hosts of the job by the scheduler's names, each once;
     *       empty where a launcher can do without, because an MPI asks the scheduler itself
     *   <li>for each of them, in the associative array {@code slots}, how often the scheduler lists
     *       it: once for each engine, or once for each CPU of each engine
     *   <li>{@code $peer}, another host of the job; empty where there is none
     *   <li>the array {@code remote}, the words before {@code HOST PROGRAM ARGUMENTS} that start a
     *       program, given by its full path, on another host of the job as a part of the job; it
     *       has another environment there. Empty where the scheduler has no such command
     *   <li>{@code $scratch}, a directory for files that go with the job, seen from all of its
     *       hosts; where a user named them ({@code scheduler: hosts}), from this one alone
     *   <li>{@code fail STATUS SENTENCE}, which ends the job and tells its user the sentence
     * </ul>
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
     * @param program the name or path of the launching program; empty: the launcher's own name
     * @param flavour whose program it is; empty: found out on the node
     * @param bind what each engine is bound to; empty: the launcher's default
     */
    record Launch(
            int engines,
            int cpusPerTask,
            Optional<String> mpi,
            List<String> options,
            Optional<String> program,
            Optional<MpiFlavour> flavour,
            Optional<Binding> bind) {
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

        /** With the launcher's own program, found out and bound as it does by itself. */
        public Launch(int engines, int cpusPerTask, Optional<String> mpi, List<String> options) {
            this(
                    engines,
                    cpusPerTask,
                    mpi,
                    options,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** The same for what has no part in an MPI of the system. */
        Launch withoutMpi() {
            return new Launch(
                    engines, cpusPerTask, Optional.of("none"), options, program, flavour, bind);
        }

        /** What a profile means, for so many engines. */
        static Launch of(Profile profile, int engines) {
            Profile.Launch launch = profile.launch();
            return new Launch(
                    engines,
                    profile.resources().cpusPerTask().orElse(1),
                    launch.mpi(),
                    launch.options(),
                    launch.program(),
                    launch.flavour(),
                    launch.bind());
        }
    }

    /** The one that is taken where nothing is said of it, by the scheduler's name. */
    static String usual(String scheduler) {
        return scheduler.equals("slurm") ? "srun" : "mpiexec";
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
