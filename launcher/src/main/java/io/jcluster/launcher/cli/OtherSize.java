package io.jcluster.launcher.cli;

import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The numbers of a cluster that is submitted anew, some of which were said now. The others hold on,
 * and whoever has not said them now cannot leave them out.
 */
final class OtherSize {

    private static final String COUNT = "--engines";
    private static final String NODES = "--nodes";
    private static final String PER_NODE = "--tasks-per-node";

    private OtherSize() {}

    /**
     * Refuses numbers that contradict those that hold on, with the words that would do.
     *
     * @param id of the cluster
     * @param profile with the options of then and now
     * @param now the options of now, as {@code --name=value}
     * @throws IllegalArgumentException when what is said now contradicts what was said then
     */
    static void check(String id, Profile profile, List<String> now) {
        Optional<Integer> engines = profile.engines().count();
        Optional<Integer> nodes = profile.resources().nodes();
        Optional<Integer> perNode = profile.resources().tasksPerNode();
        if (engines.isEmpty() || nodes.isEmpty() || perNode.isEmpty()) {
            return;
        }
        List<String> fitting = fitting(engines.get(), nodes.get(), perNode.get(), now);
        if (engines.get() == (long) nodes.get() * perNode.get()
                || engines.get() < 1
                || fitting.isEmpty()) {
            return; // Where all of it was said now, it is refused as in any command.
        }
        throw new IllegalArgumentException(
                "-n "
                        + engines.get()
                        + " contradicts "
                        + told(profile, Vocabulary.NODES, nodes.get())
                        + " x "
                        + told(profile, Vocabulary.TASKS_PER_NODE, perNode.get())
                        + " = "
                        + (long) nodes.get() * perNode.get()
                        + ": cluster "
                        + id
                        + " is submitted anew as it was, but for what is said now; write jcluster"
                        + " restart "
                        + id
                        + " "
                        + String.join(", or ", fitting));
    }

    private static String told(Profile profile, Word<?> word, int value) {
        return word.name()
                + " "
                + value
                + profile.origin(word).map(at -> " (" + at + ")").orElse("");
    }

    /**
     * What was said now, each with what it takes besides; empty where nothing else can give way.
     */
    private static List<String> fitting(int engines, int nodes, int perNode, List<String> now) {
        boolean free = !says(now, NODES);
        boolean freePerNode = !says(now, PER_NODE);
        if (!says(now, COUNT)) {
            return free && freePerNode
                    ? List.of()
                    : List.of(
                            words(
                                    (long) nodes * perNode,
                                    free ? 0 : nodes,
                                    freePerNode ? 0 : perNode));
        }
        List<String> fitting = new ArrayList<>();
        if (free && engines % perNode == 0) {
            fitting.add(words(engines, engines / perNode, freePerNode ? 0 : perNode));
        }
        if (freePerNode && engines % nodes == 0) {
            fitting.add(words(engines, free ? 0 : nodes, engines / nodes));
        }
        if (fitting.isEmpty() && free && freePerNode) {
            int even =
                    IntStream.rangeClosed(1, nodes)
                            .filter(some -> engines % some == 0)
                            .max()
                            .orElse(1);
            fitting.add(words(engines, even, engines / even));
        }
        return fitting;
    }

    private static boolean says(List<String> options, String name) {
        return options.stream().anyMatch(word -> word.startsWith(name + "="));
    }

    /** Those that are not 0. */
    private static String words(long engines, int nodes, int perNode) {
        return "-n "
                + engines
                + (nodes == 0 ? "" : " " + NODES + " " + nodes)
                + (perNode == 0 ? "" : " " + PER_NODE + " " + perNode);
    }
}
