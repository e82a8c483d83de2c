package io.jcluster.launcher.config;

import io.jcluster.templates.Layout;
import io.jcluster.templates.Profile;
import java.util.Optional;

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

    private static final int DEFAULT_ENGINES = 4;

    /**
     * Settles a specification.
     *
     * @param wanted what {@code -n} says; without it what the profile says
     * @param hold what {@code --hold} says
     * @throws IllegalArgumentException in a sentence with all the numbers, when they contradict
     */
    public static ClusterSpec settle(
            String profileName,
            Profile profile,
            String scheduler,
            Optional<Integer> wanted,
            boolean hold) {
        Optional<Integer> engines = wanted.or(() -> profile.engines().count());
        SiteRules.check(profile);
        Layout layout = layout(profile, hold);
        Optional<Integer> nodes = profile.resources().nodes();
        Optional<Integer> perNode = profile.resources().tasksPerNode();
        Optional<Integer> product =
                nodes.flatMap(count -> perNode.map(each -> product(count, each)));
        if (engines.isPresent() && engines.get() < 1) {
            throw new IllegalArgumentException(
                    "-n " + engines.get() + ": a cluster needs at least one engine");
        }
        if (engines.isPresent() && product.isPresent() && !engines.equals(product)) {
            throw new IllegalArgumentException(
                    "-n "
                            + engines.get()
                            + " contradicts nodes "
                            + nodes.get()
                            + " x tasks-per-node "
                            + perNode.get()
                            + " = "
                            + product.get()
                            + "; leave one of the three out, or write -n "
                            + product.get()
                            + fitting(engines.get(), nodes.get(), perNode.get()));
        }
        if (scheduler.equals(NamedHosts.SCHEDULER)) {
            NamedHosts hosts = NamedHosts.settle(profile, engines);
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
        int count = engines.or(() -> product).or(() -> nodes).orElse(DEFAULT_ENGINES);
        SiteRules.checkNodes(profile, count, nodes);
        if (nodes.isPresent() && nodes.get() > count) {
            throw new IllegalArgumentException(
                    "-n "
                            + count
                            + " leaves some of nodes "
                            + nodes.get()
                            + " without an engine; ask for fewer nodes");
        }
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

    /** What would be right beside so many engines; a profile may have said the rest. */
    private static String fitting(int engines, int nodes, int perNode) {
        if (engines % perNode == 0) {
            return ", or with -n " + engines + " --nodes " + engines / perNode;
        }
        return engines % nodes == 0
                ? ", or with -n " + engines + " --tasks-per-node " + engines / nodes
                : "";
    }

    private static Layout layout(Profile profile, boolean hold) {
        Profile.Controller own = profile.controller();
        Layout layout = own.layout().orElse(Layout.TOGETHER);
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

    private static int product(int nodes, int perNode) {
        try {
            return Math.multiplyExact(nodes, perNode);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "nodes " + nodes + " x tasks-per-node " + perNode + " is too many engines", e);
        }
    }
}
