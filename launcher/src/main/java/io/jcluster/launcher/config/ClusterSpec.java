package io.jcluster.launcher.config;

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
 */
public record ClusterSpec(
        String profileName,
        Profile profile,
        Optional<String> login,
        String scheduler,
        int engines,
        Optional<Integer> nodes) {

    private static final int DEFAULT_ENGINES = 4;

    /**
     * Settles a specification.
     *
     * @param engines what {@code -n} says
     * @throws IllegalArgumentException in a sentence with all the numbers, when they contradict
     */
    public static ClusterSpec settle(
            String profileName, Profile profile, String scheduler, Optional<Integer> engines) {
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
                            + product.get());
        }
        int count = engines.or(() -> product).or(() -> nodes).orElse(DEFAULT_ENGINES);
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
                nodes.or(() -> perNode.map(each -> (count + each - 1) / each)));
    }

    /** The same with the dialect that the host was found to speak. */
    public ClusterSpec on(String dialect) {
        return new ClusterSpec(profileName, profile, login, dialect, engines, nodes);
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
