package io.jcluster.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Engines that share an MPI world. Those of two launches never do, even on one controller.
 *
 * @param launch what tells the launch from others, as its launcher put it into the environment;
 *     empty for an engine that was started without one
 * @param size the number of ranks, of which not all need be engines here
 * @param ranks the engine of each rank
 */
public record World(Optional<String> launch, int size, SortedMap<Integer, Integer> ranks) {

    public World {
        ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
    }

    /** The engines, by rising rank. */
    public List<Integer> engines() {
        return List.copyOf(ranks.values());
    }

    /** Whether every rank is an engine here. */
    public boolean isComplete() {
        return ranks.size() == size;
    }

    /** {@code engines 0-3, a world of 4 ranks}. */
    @Override
    public String toString() {
        var count = size == 1 ? "a world of 1 rank" : "a world of " + size + " ranks";
        var missing = isComplete() ? "" : ", " + (size - ranks.size()) + " of them missing";
        return (ranks.size() == 1 ? "engine " : "engines ")
                + EngineIds.text(ranks.values())
                + ", "
                + count
                + missing;
    }

    /**
     * The worlds of engines, those with the lowest engines first. Where a launcher leaves no mark
     * of its launch, a rank that occurs twice begins another world.
     */
    public static List<World> of(List<EngineFacts> engines) {
        var worlds = new ArrayList<World>();
        var open = new LinkedHashMap<String, World>();
        for (var engine : engines) {
            int size = engine.worldSize().orElse(1);
            int rank = engine.rank().orElse(0);
            if (size == 1) {
                worlds.add(alone(engine.engine()));
                continue;
            }
            var key = engine.launch().orElse("") + " " + size;
            var world = open.get(key);
            if (world == null || world.ranks.containsKey(rank)) {
                if (world != null) {
                    worlds.add(world);
                }
                world = new World(engine.launch(), size, Collections.emptySortedMap());
            }
            var ranks = new TreeMap<>(world.ranks);
            ranks.put(rank, engine.engine());
            open.put(key, new World(engine.launch(), size, ranks));
        }
        worlds.addAll(open.values());
        worlds.sort((a, b) -> Integer.compare(lowest(a), lowest(b)));
        return List.copyOf(worlds);
    }

    static World alone(int engine) {
        return new World(Optional.empty(), 1, new TreeMap<>(Map.of(0, engine)));
    }

    /** The one world that these engines are, or the reason why they are none. */
    static World only(List<World> worlds, List<Integer> engines) {
        var touched =
                worlds.stream()
                        .filter(w -> engines.stream().anyMatch(w.ranks.values()::contains))
                        .toList();
        if (touched.size() != 1) {
            throw refused(
                    engines,
                    touched.size()
                            + " MPI worlds ("
                            + String.join("; ", touched.stream().map(World::toString).toList())
                            + "): no collective reaches from one to another",
                    "make a view of one world, or use plain execute for code without collectives");
        }
        var world = touched.get(0);
        var absent = new TreeSet<>(world.ranks.values());
        engines.forEach(absent::remove);
        if (!absent.isEmpty() || !world.isComplete()) {
            throw refused(
                    engines,
                    "part of "
                            + world
                            + ": a collective waits for all of them"
                            + (absent.isEmpty()
                                    ? ""
                                    : ", engines " + EngineIds.text(absent) + " as well"),
                    "make a view of the whole world");
        }
        return world;
    }

    private static ClientException refused(List<Integer> engines, String what, String advice) {
        return new ClientException(
                ClientException.Kind.REFUSED,
                "engines " + EngineIds.text(engines) + " are " + what,
                advice);
    }

    private static int lowest(World world) {
        return Collections.min(world.ranks.values());
    }
}
