package io.jcluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What engines have said about their MPI world. That never changes, so each is asked once: one that
 * computes could not answer.
 */
final class Worlds {

    private final Map<EngineEvent, EngineFacts> known = new HashMap<>();

    /** Asks those that were not asked before. */
    synchronized List<World> of(DirectView view, Duration timeout) {
        var live = view.events();
        known.keySet().retainAll(live);
        var asked = live.stream().filter(engine -> !known.containsKey(engine)).toList();
        var unable = new ArrayList<Integer>();
        if (!asked.isEmpty()) {
            var ids = asked.stream().map(EngineEvent::id).toList();
            for (var answer : MpiProof.presence(view.of(ids)).await(timeout)) {
                answer.value()
                        .ifPresentOrElse(
                                value ->
                                        asked.stream()
                                                .filter(e -> e.id() == answer.engine())
                                                .forEach(
                                                        e ->
                                                                known.put(
                                                                        e,
                                                                        EngineFacts.of(
                                                                                e.id(), value))),
                                () -> unable.add(answer.engine()));
            }
        }
        var worlds =
                new ArrayList<>(
                        World.of(
                                live.stream().filter(known::containsKey).map(known::get).toList()));
        // An engine that cannot say, as one that is not Python, is in no world we know.
        unable.forEach(engine -> worlds.add(World.alone(engine)));
        return List.copyOf(worlds);
    }
}
