package io.jcluster.launcher.config;

import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Layout;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.util.Optional;
import java.util.Set;

/**
 * One cluster as it is meant: every default settled, every contradiction refused. Nobody asks after
 * this where a value came from.
 *
 * @param profileName what the user calls the site
 * @param profile the profile with the command line over it
 * @param login the host to submit from; empty for this machine
 * @param scheduler the dialect's name, or its family's where the host is to be asked
 * @param engines how many, at least 1
 * @param nodes how many, where that is known before the scheduler decides
 * @param layout whether controller and engines share a job
 * @param hold whether the engines' own job is held until the controller has answered
 */
public record ClusterSpec(
        String profileName,
        Profile profile,
        Optional<String> login,
        String scheduler,
        int engines,
        Optional<Integer> nodes,
        Layout layout,
        boolean hold) {

    /** Whether the engines are to be one MPI world. */
    public boolean mpi() {
        return switch (profile.engines().kind()) {
            case PYTHON -> !profile.launch().mpi().equals(Optional.of("none"));
            case JSHELL -> mpiForJava(profile);
            case MPJ -> false; // a world, but not of engines
        };
    }

    /** For engines that take Java somebody has to say whose MPI the nodes have. */
    public static boolean mpiForJava(Profile profile) {
        return profile.get(Vocabulary.IMPLEMENTATION).isPresent()
                && !profile.launch().mpi().equals(Optional.of("none"));
    }

    /**
     * Settles a specification.
     *
     * @param said all its layers
     * @param wanted what {@code -n} says; without it what the profile says
     * @param hold what {@code --hold} says
     * @throws IllegalArgumentException in a sentence with all the numbers, when they contradict
     */
    public static ClusterSpec settle(
            String profileName,
            Profile said,
            String scheduler,
            Optional<Integer> wanted,
            boolean hold) {
        Profile profile =
                wanted.map(count -> said.with(Vocabulary.COUNT, count, Origin.of("-n")))
                        .orElse(said);
        SiteRules.check(profile);
        Layout layout = layout(profile, hold);
        EngineKind kind = profile.engines().kind();
        if (kind == EngineKind.MPJ) {
            JavaProgram.of(profile); // its checks
        }
        if (kind == EngineKind.JSHELL) {
            JavaProgram.sent(profile);
        }
        if (kind != EngineKind.PYTHON && scheduler.equals(NamedHosts.SCHEDULER)) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.ENGINE_KIND,
                    (kind == EngineKind.MPJ ? "a Java MPI program" : "an engine that takes Java")
                            + RefusedException.where(profile, Vocabulary.ENGINE_KIND)
                            + " runs where a batch system has given it nodes, or on one"
                            + " machine, and not on named hosts");
        }
        if (scheduler.equals(NamedHosts.SCHEDULER)) {
            NamedHosts hosts = NamedHosts.settle(profile, profile.engines().count());
            return new ClusterSpec(
                    profileName,
                    profile,
                    hosts.login(),
                    NamedHosts.DIALECT,
                    hosts.engines(),
                    Optional.empty(),
                    layout,
                    hold);
        }
        NamedHosts.refuseElsewhere(profile, scheduler);
        checkLauncher(profile, scheduler);
        int count = profile.usual(Vocabulary.COUNT);
        Optional<Integer> nodes = profile.resources().nodes();
        Optional<Integer> perNode = profile.resources().tasksPerNode();
        return new ClusterSpec(
                profileName,
                profile,
                profile.site().login().filter(host -> !host.equals("localhost")),
                scheduler,
                count,
                nodes.or(() -> perNode.map(each -> (count + each - 1) / each)),
                layout,
                hold);
    }

    /** Slurm is at hand without a batch system of ours too, within what salloc has given. */
    private static void checkLauncher(Profile profile, String scheduler) {
        Optional<String> launcher = profile.launch().launcher();
        if (launcher.equals(Optional.of("srun"))
                && Set.of("pbs", "pbspro", "torque").contains(scheduler)) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.LAUNCHER,
                    "'launcher: srun'"
                            + RefusedException.where(profile, Vocabulary.LAUNCHER)
                            + " needs Slurm, and here the scheduler is "
                            + scheduler
                            + "; leave it out, or say mpiexec");
        }
        if (launcher.equals(Optional.of("ssh"))) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.LAUNCHER,
                    "'launcher: ssh'"
                            + RefusedException.where(profile, Vocabulary.LAUNCHER)
                            + " is for 'scheduler: hosts', and here the scheduler is "
                            + scheduler
                            + "; leave it out, or say mpiexec");
        }
    }

    private static Layout layout(Profile profile, boolean hold) {
        Profile.Controller own = profile.controller();
        Layout layout = profile.usual(Vocabulary.LAYOUT);
        if (layout == Layout.TOGETHER) {
            String separate = "; it is for 'layout: separate' (--layout separate)";
            if (hold) {
                throw new IllegalArgumentException(
                        "--hold keeps the engines' own job waiting, and here they have none"
                                + separate);
            }
            if (own.partition().isPresent()
                    || own.walltime().isPresent()
                    || own.memory().isPresent()) {
                throw new IllegalArgumentException(
                        "'controller' asks for a queue, a walltime or memory of its own, and here"
                                + " it has no job of its own"
                                + separate);
            }
            if (profile.templates().controller().isPresent()
                    || profile.templates().engines().isPresent()) {
                throw new IllegalArgumentException(
                        "'templates' has a 'controller' or 'engines', and here they share a job,"
                                + " whose word is 'job'"
                                + separate);
            }
        } else if (profile.templates().job().isPresent()) {
            throw new IllegalArgumentException(
                    "'templates' has a 'job', and here controller and engines have a job each,"
                            + " whose words are 'controller' and 'engines'");
        }
        return layout;
    }

    /** The same with the dialect that the host was found to speak. */
    public ClusterSpec on(String dialect) {
        return new ClusterSpec(profileName, profile, login, dialect, engines, nodes, layout, hold);
    }

    /** The same with another profile. */
    public ClusterSpec with(Profile other) {
        return new ClusterSpec(profileName, other, login, scheduler, engines, nodes, layout, hold);
    }

    /**
     * Nodes, engines on each and engines, of which two are enough.
     *
     * @throws RefusedException in a sentence with all the numbers, when they contradict
     */
    static void checkNumbers(Profile profile) {
        Optional<Integer> engines = profile.engines().count();
        Optional<Integer> nodes = profile.resources().nodes();
        Optional<Integer> perNode = profile.resources().tasksPerNode();
        String asked = engines.map(count -> engines(profile, count)).orElse("");
        if (engines.isPresent() && engines.get() < 1) {
            throw refused(profile, asked + ": a cluster needs at least one engine");
        }
        if (nodes.isPresent() && perNode.isPresent()) {
            long product = (long) nodes.get() * perNode.get();
            String factors =
                    RefusedException.told(profile, Vocabulary.NODES, nodes.get())
                            + " x "
                            + RefusedException.told(
                                    profile, Vocabulary.TASKS_PER_NODE, perNode.get());
            if (product > Integer.MAX_VALUE) {
                throw refused(profile, factors + " is too many engines");
            }
            if (engines.isPresent() && engines.get() != product) {
                throw refused(
                        profile,
                        asked
                                + " contradicts "
                                + factors
                                + " = "
                                + product
                                + "; leave one of the three out, or write -n "
                                + product
                                + fitting(engines.get(), nodes.get(), perNode.get()));
            }
        }
        if (engines.isPresent() && nodes.isPresent() && nodes.get() > engines.get()) {
            throw refused(
                    profile,
                    asked
                            + " leaves some of "
                            + RefusedException.told(profile, Vocabulary.NODES, nodes.get())
                            + " without an engine; ask for fewer nodes");
        }
    }

    /** What would be right beside so many engines; a profile may have said the rest. */
    private static String fitting(int engines, int nodes, int perNode) {
        if (engines % perNode == 0) {
            return ", or with -n " + engines + " --nodes " + engines / perNode;
        }
        return engines % nodes == 0
                ? ", or with -n " + engines + " --tasks-per-node " + engines / nodes
                : "";
    }

    private static String engines(Profile profile, int count) {
        return profile.origin(Vocabulary.COUNT).filter(at -> at.line() > 0).isPresent()
                ? "the engines' " + RefusedException.told(profile, Vocabulary.COUNT, count)
                : "-n " + count;
    }

    /** The engines are at fault where they are said: a number of nodes may come from the site. */
    private static RefusedException refused(Profile profile, String sentence) {
        return RefusedException.at(
                profile,
                profile.engines().count().isPresent() ? Vocabulary.COUNT : Vocabulary.NODES,
                sentence);
    }
}
