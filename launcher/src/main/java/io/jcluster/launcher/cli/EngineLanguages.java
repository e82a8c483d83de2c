package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.EngineFacts;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Roster;
import io.jcluster.launcher.shell.Targets;
import io.jcluster.templates.EngineKind;
import java.time.Duration;
import java.util.List;

/**
 * Which of some engines take Python and which take Java, as far as they have said it: code is of
 * one language, and each engine would complain about the other's in its own way.
 *
 * @param python their ids
 * @param java theirs
 */
record EngineLanguages(List<Integer> python, List<Integer> java) {

    private static final Duration ASKED = Duration.ofSeconds(5);

    /** Those of some engines of a cluster; they are asked only where it may have both. */
    static EngineLanguages of(
            ClusterRecord cluster, Client client, Roster roster, List<Integer> engines) {
        if (cluster.added().isEmpty()) {
            return cluster.kind() == EngineKind.JSHELL
                    ? new EngineLanguages(List.of(), engines)
                    : new EngineLanguages(engines, List.of());
        }
        List<EngineFacts> known = roster.of(client);
        if (!ids(known, engines).containsAll(engines)) {
            known = roster.complete(client, ASKED);
        }
        return new EngineLanguages(
                ids(known.stream().filter(it -> it.java().isEmpty()).toList(), engines),
                ids(known.stream().filter(it -> it.java().isPresent()).toList(), engines));
    }

    private static List<Integer> ids(List<EngineFacts> known, List<Integer> engines) {
        return known.stream().map(EngineFacts::engine).filter(engines::contains).toList();
    }

    /** Whether all of them take Java, which has other names for the calls of MPI. */
    boolean areJava() {
        return python.isEmpty() && !java.isEmpty();
    }

    /**
     * @param choice how engines are chosen here, such as {@code --targets}
     * @param despite what can be said to have it sent to all, or nothing
     * @throws ClusterException when they take both languages
     */
    void requireOne(ClusterRecord cluster, String choice, String despite) {
        if (python.isEmpty() || java.isEmpty()) {
            return;
        }
        throw ClusterException.of(
                        ClusterException.Kind.REQUEST,
                        Execution.named(python)
                                + (python.size() == 1 ? " takes" : " take")
                                + " Python and "
                                + Execution.named(java)
                                + (java.size() == 1 ? " takes" : " take")
                                + " Java: this code would be wrong on some of them, and was sent to"
                                + " none")
                .advise(
                        choice
                                + " "
                                + Targets.text(python)
                                + " for Python, "
                                + choice
                                + " "
                                + Targets.text(java)
                                + " for Java ('jcluster engines "
                                + cluster.id()
                                + "' shows their worlds)"
                                + despite);
    }
}
