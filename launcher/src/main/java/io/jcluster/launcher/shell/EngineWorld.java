package io.jcluster.launcher.shell;

import io.jcluster.client.EngineFacts;
import io.jcluster.client.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Engines that came together: those of one job, and where it made several MPI worlds, of one of
 * them. No collective reaches out of it.
 *
 * @param number 0 for the engines that the cluster was submitted with, from 1 on for those of jobs
 *     that joined it
 * @param job the id of their job; empty when they do not say
 * @param engines their ids, rising
 * @param ranks the engine of each MPI rank; empty where there is no MPI
 */
public record EngineWorld(
        int number,
        Optional<String> job,
        List<Integer> engines,
        SortedMap<Integer, Integer> ranks) {

    public EngineWorld {
        engines = engines.stream().sorted().toList();
        ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
    }

    /**
     * The worlds of engines, by rising number.
     *
     * @param numbers of the jobs, by their ids; an engine of another job, or that does not say, is
     *     taken for one of the first
     */
    public static List<EngineWorld> of(List<EngineFacts> engines, Map<String, Integer> numbers) {
        SortedMap<Integer, List<EngineFacts>> jobs = new TreeMap<>();
        for (EngineFacts engine : engines) {
            int number = engine.job().map(numbers::get).orElse(0);
            jobs.computeIfAbsent(number, it -> new ArrayList<>()).add(engine);
        }
        List<EngineWorld> worlds = new ArrayList<>();
        // What somebody else has started inside a job comes after what was asked for.
        int next = numbers.values().stream().max(Comparator.naturalOrder()).orElse(0) + 1;
        for (Map.Entry<Integer, List<EngineFacts>> job : jobs.entrySet()) {
            List<EngineWorld> parts = parts(job.getKey(), job.getValue());
            worlds.add(parts.get(0));
            for (EngineWorld part : parts.subList(1, parts.size())) {
                worlds.add(new EngineWorld(next++, part.job, part.engines, part.ranks));
            }
        }
        worlds.sort(Comparator.comparingInt(EngineWorld::number));
        return worlds;
    }

    private static List<EngineWorld> parts(int number, List<EngineFacts> engines) {
        List<EngineWorld> parts = new ArrayList<>();
        List<Integer> alone = new ArrayList<>();
        for (World world : World.of(engines)) {
            if (world.size() > 1) {
                parts.add(part(number, engines, world.engines(), world.ranks()));
            } else {
                alone.addAll(world.engines());
            }
        }
        if (!alone.isEmpty()) {
            SortedMap<Integer, Integer> ranks = new TreeMap<>();
            if (alone.size() == 1) {
                ranks.put(0, alone.get(0));
            }
            parts.add(part(number, engines, alone, ranks));
        }
        parts.sort(Comparator.comparing(part -> part.engines.get(0)));
        return parts;
    }

    private static EngineWorld part(
            int number,
            List<EngineFacts> engines,
            List<Integer> some,
            SortedMap<Integer, Integer> ranks) {
        return new EngineWorld(
                number,
                engines.stream()
                        .filter(it -> some.contains(it.engine()))
                        .flatMap(it -> it.job().stream())
                        .findFirst(),
                some,
                ranks);
    }

    /** {@code world 1 (engines 4-11)}. */
    @Override
    public String toString() {
        return "world " + number + " (engines " + Targets.text(engines) + ")";
    }
}
