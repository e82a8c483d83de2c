package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.client.AsyncResult;
import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.QueueStatus;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.shell.Targets;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An interrupt or an abort, and what it did to the engines' work: counted before and afterwards, as
 * an engine's word that it has heard does not say that its code has.
 */
final class Disturbance {

    private static final Duration HUB = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 100;

    private final Client client;
    private final List<Integer> engines;
    private final Map<Integer, Integer> before;
    private Map<Integer, Integer> now;

    /** Counts what these engines have to do. */
    Disturbance(Client client, List<Integer> engines) {
        this.client = client;
        this.engines = engines;
        this.before = count();
        this.now = before;
    }

    /** Those that had something to do. */
    List<Integer> busy() {
        return engines.stream().filter(it -> before.getOrDefault(it, 0) > 0).toList();
    }

    /** Those that have as much to do as before. */
    List<Integer> unmoved() {
        return busy().stream()
                .filter(it -> now.getOrDefault(it, 0) >= before.getOrDefault(it, 0))
                .toList();
    }

    /** Waits for the engines' word and for what follows from it, a bounded time. */
    void await(AsyncResult request) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            request.await(PATIENCE);
        } catch (ClientException e) {
            if (e.kind() != ClientException.Kind.TIMED_OUT) {
                throw e;
            }
        }
        now = count();
        while (!unmoved().isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_MILLIS);
            now = count();
        }
    }

    void show(PrintWriter out, boolean json, String verb, String nothing) {
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            engines.forEach(
                    it ->
                            array.addObject()
                                    .put("engine", it)
                                    .put("queued_before", before.getOrDefault(it, 0))
                                    .put("queued", now.getOrDefault(it, 0)));
            new Output(out, true).print(array);
            return;
        }
        List<Integer> moved = busy().stream().filter(it -> !unmoved().contains(it)).toList();
        if (!moved.isEmpty()) {
            out.println(verb + ": " + Execution.named(moved));
        } else if (busy().isEmpty()) {
            out.println(nothing);
        }
    }

    /** What to throw for engines on which nothing has happened. */
    ClusterException vain(String what, String advice) {
        return ClusterException.of(
                        ClusterException.Kind.TIMED_OUT,
                        Execution.named(unmoved())
                                + (unmoved().size() == 1 ? " has " : " have ")
                                + what
                                + " within "
                                + PATIENCE.toSeconds()
                                + " s")
                .said("still to do there: " + inWords())
                .advise(advice);
    }

    private String inWords() {
        Map<Integer, List<Integer>> alike = new TreeMap<>();
        unmoved()
                .forEach(
                        it -> alike.merge(now.getOrDefault(it, 0), List.of(it), Disturbance::both));
        return alike.entrySet().stream()
                .map(
                        it ->
                                it.getKey()
                                        + (it.getKey() == 1 ? " request on " : " requests on ")
                                        + Targets.text(it.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static List<Integer> both(List<Integer> some, List<Integer> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private Map<Integer, Integer> count() {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (QueueStatus queue : client.queueStatus(HUB)) {
            counts.put(queue.engine(), queue.queued() + queue.tasks());
        }
        return counts;
    }
}
