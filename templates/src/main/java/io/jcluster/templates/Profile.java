package io.jcluster.templates;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a profile says of a site, and no more: what it leaves open is empty. Layers of profiles are
 * put over each other with {@link #overriddenBy}.
 */
public record Profile(
        Site site,
        Resources resources,
        Software software,
        Launch launch,
        Controller controller,
        Line line,
        OwnTemplates templates) {

    /** The profile that says nothing. */
    public static final Profile EMPTY =
            new Profile(
                    Site.EMPTY,
                    Resources.EMPTY,
                    Software.EMPTY,
                    Launch.EMPTY,
                    Controller.EMPTY,
                    Line.EMPTY,
                    OwnTemplates.EMPTY);

    /**
     * The machines.
     *
     * @param login the SSH host or alias from which jobs are submitted; empty: this machine
     * @param scheduler the name of a dialect
     * @param pollInterval the shortest pause between two questions to the scheduler
     */
    public record Site(
            Optional<String> login, Optional<String> scheduler, Optional<Duration> pollInterval) {

        /** What says nothing. */
        public static final Site EMPTY =
                new Site(Optional.empty(), Optional.empty(), Optional.empty());

        Site overriddenBy(Site over) {
            return new Site(
                    either(over.login, login),
                    either(over.scheduler, scheduler),
                    either(over.pollInterval, pollInterval));
        }
    }

    /**
     * What is asked of the scheduler.
     *
     * @param memory of each node, with its unit: {@code 4G}
     */
    public record Resources(
            Optional<Integer> nodes,
            Optional<Integer> tasksPerNode,
            Optional<Integer> cpusPerTask,
            Optional<Duration> walltime,
            Optional<String> partition,
            Optional<String> account,
            Optional<String> constraint,
            Optional<String> qos,
            Optional<String> memory,
            Optional<String> reservation) {

        /** What says nothing. */
        public static final Resources EMPTY =
                new Resources(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        Resources overriddenBy(Resources over) {
            return new Resources(
                    either(over.nodes, nodes),
                    either(over.tasksPerNode, tasksPerNode),
                    either(over.cpusPerTask, cpusPerTask),
                    either(over.walltime, walltime),
                    either(over.partition, partition),
                    either(over.account, account),
                    either(over.constraint, constraint),
                    either(over.qos, qos),
                    either(over.memory, memory),
                    either(over.reservation, reservation));
        }
    }

    /**
     * What a job needs before Python can start.
     *
     * @param modules loaded in this order
     * @param prologue lines of bash, run on the node after the modules; never here
     * @param python a program on the path there, or a path
     */
    public record Software(
            List<String> modules,
            List<String> prologue,
            Optional<String> python,
            SortedMap<String, String> environment) {

        /** What says nothing. */
        public static final Software EMPTY =
                new Software(List.of(), List.of(), Optional.empty(), new TreeMap<>());

        public Software {
            modules = List.copyOf(modules);
            prologue = List.copyOf(prologue);
            environment = new TreeMap<>(environment);
        }

        Software overriddenBy(Software over) {
            SortedMap<String, String> both = new TreeMap<>(environment);
            both.putAll(over.environment);
            return new Software(
                    either(over.modules, modules),
                    either(over.prologue, prologue),
                    either(over.python, python),
                    both);
        }
    }

    /**
     * How engines are spread over what the job was given.
     *
     * @param launcher the name of an {@link EngineLauncher}
     * @param mpi the flavour, such as {@code pmix}; {@code none} for engines without MPI
     * @param options words for the launcher
     */
    public record Launch(Optional<String> launcher, Optional<String> mpi, List<String> options) {

        /** What says nothing. */
        public static final Launch EMPTY =
                new Launch(Optional.empty(), Optional.empty(), List.of());

        public Launch {
            options = List.copyOf(options);
        }

        Launch overriddenBy(Launch over) {
            return new Launch(
                    either(over.launcher, launcher),
                    either(over.mpi, mpi),
                    either(over.options, options));
        }
    }

    /**
     * Where the controller runs and listens, and whether it encrypts.
     *
     * @param layout whether the engines have a job of their own
     * @param partition of the controller's job, where it has one of its own; as are the two after
     *     it
     * @param memory of the controller's node, with its unit
     * @param networkInterface the {@code interface} of the file
     */
    public record Controller(
            Optional<Layout> layout,
            Optional<String> partition,
            Optional<Duration> walltime,
            Optional<String> memory,
            Optional<String> networkInterface,
            Optional<Boolean> curve,
            Optional<PortRange> ports) {

        /** What says nothing. */
        public static final Controller EMPTY =
                new Controller(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        Controller overriddenBy(Controller over) {
            return new Controller(
                    either(over.layout, layout),
                    either(over.partition, partition),
                    either(over.walltime, walltime),
                    either(over.memory, memory),
                    either(over.networkInterface, networkInterface),
                    either(over.curve, curve),
                    either(over.ports, ports));
        }
    }

    /**
     * The way from this machine to the controller, and what happens when it is cut.
     *
     * @param relay whether a relay in the job keeps what is on its way over a cut
     * @param keep how long each side is kept open while the other is not heard of
     * @param way the one way to take to the node; empty: the first that is open
     */
    public record Line(Optional<Boolean> relay, Optional<Duration> keep, Optional<LineWay> way) {

        /** How long each side is kept open where nothing is said of it. */
        public static final Duration USUAL_KEEP = Duration.ofHours(12);

        /** What says nothing. */
        public static final Line EMPTY =
                new Line(Optional.empty(), Optional.empty(), Optional.empty());

        Line overriddenBy(Line over) {
            return new Line(
                    either(over.relay, relay), either(over.keep, keep), either(over.way, way));
        }
    }

    /**
     * Job scripts of the site's own, with a hole for what jcluster puts in; see {@link
     * OwnTemplate}.
     *
     * @param job where controller and engines share a job
     * @param controller of the controller's own job
     * @param engines of the engines' own job
     */
    public record OwnTemplates(
            Optional<Path> job, Optional<Path> controller, Optional<Path> engines) {

        /** What says nothing. */
        public static final OwnTemplates EMPTY =
                new OwnTemplates(Optional.empty(), Optional.empty(), Optional.empty());

        OwnTemplates overriddenBy(OwnTemplates over) {
            return new OwnTemplates(
                    either(over.job, job),
                    either(over.controller, controller),
                    either(over.engines, engines));
        }
    }

    /**
     * This profile with everything {@code over} says put in place of what this one says. Lists are
     * replaced whole; the variables of the environment one by one.
     */
    public Profile overriddenBy(Profile over) {
        return new Profile(
                site.overriddenBy(over.site),
                resources.overriddenBy(over.resources),
                software.overriddenBy(over.software),
                launch.overriddenBy(over.launch),
                controller.overriddenBy(over.controller),
                line.overriddenBy(over.line),
                templates.overriddenBy(over.templates));
    }

    private static <T> Optional<T> either(Optional<T> over, Optional<T> under) {
        return over.isPresent() ? over : under;
    }

    private static List<String> either(List<String> over, List<String> under) {
        return over.isEmpty() ? under : over;
    }
}
