package io.jcluster.launcher.shell;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.client.DirectView;
import io.jcluster.client.EngineAnswer;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.RemoteError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Messages between the ranks of an MPI world: one sent around the ring of all ranks, and how fast
 * hosts speak with each other.
 *
 * @param links what was measured
 * @param problems what went wrong, in sentences; empty when every message arrived
 */
public record Traffic(List<Link> links, List<String> problems) {

    /** Up to so many hosts each is measured with each; beyond, with its neighbour. */
    private static final int ALL_WITH_ALL = 6;

    private static final EngineProgram PROGRAM = EngineProgram.ofResource("traffic.py");

    /**
     * The way between two ranks.
     *
     * @param from the host of the first
     * @param to the host of the second; the same for a way within a host
     * @param latencyMicros half the time of a round trip of 8 bytes, the median
     * @param bytesPerSecond of large messages, the best
     */
    public record Link(
            String from,
            int firstRank,
            String to,
            int secondRank,
            double latencyMicros,
            double bytesPerSecond) {

        public boolean betweenHosts() {
            return !from.equals(to);
        }
    }

    private record Pair(EngineFacts first, EngineFacts second) {}

    public Traffic {
        links = List.copyOf(links);
        problems = List.copyOf(problems);
    }

    /**
     * Has the ranks of one whole world send messages. No rank waits for ever, whatever others do.
     *
     * @param view all engines of that world
     * @param engines what they said of themselves, each with its rank in MPI's world
     * @param limit for the whole
     */
    public static Traffic in(DirectView view, List<EngineFacts> engines, Duration limit) {
        List<Pair> pairs = pairs(engines);
        String call =
                pairs.stream()
                        .map(it -> "(" + rank(it.first()) + ", " + rank(it.second()) + ")")
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        ".exchange([",
                                        "], " + limit.toMillis() / 2000.0 + ")"));
        // The first wait leaves time for the ranks' own limit, so that each can say what it missed.
        view.execute(PROGRAM.installation()).awaitSuccess(limit);
        List<EngineAnswer> answers = view.evaluate(PROGRAM.reference() + call).await(limit);
        List<String> problems = new ArrayList<>(problems(answers, engines));
        List<Link> links = new ArrayList<>();
        for (EngineAnswer answer : answers) {
            answer.value()
                    .ifPresent(
                            said -> said.path("links").forEach(it -> links.add(link(it, pairs))));
        }
        return new Traffic(links, problems);
    }

    private static List<String> problems(List<EngineAnswer> answers, List<EngineFacts> engines) {
        Map<Integer, EngineFacts> byEngine =
                engines.stream()
                        .collect(Collectors.toMap(EngineFacts::engine, Function.identity()));
        SortedMap<String, List<Integer>> said = new TreeMap<>();
        int size = engines.size();
        for (EngineAnswer answer : answers) {
            EngineFacts engine = byEngine.get(answer.engine());
            int rank = engine == null ? -1 : rank(engine);
            answer.error()
                    .map(Traffic::inWords)
                    .or(() -> answer.value().flatMap(it -> trouble(it, rank, size)))
                    .ifPresent(
                            text -> said.computeIfAbsent(text, t -> new ArrayList<>()).add(rank));
        }
        return said.entrySet().stream()
                .map(it -> "rank " + Targets.text(it.getValue()) + ": " + it.getKey())
                .toList();
    }

    private static Optional<String> trouble(JsonNode said, int rank, int size) {
        if (said.hasNonNull("problem")) {
            return Optional.of(said.get("problem").asText());
        }
        int wanted = Math.floorMod(rank - 1, size);
        int got = said.path("ring").asInt(-1);
        return got == wanted
                ? Optional.empty()
                : Optional.of("got " + got + " around the ring, not " + wanted);
    }

    private static String inWords(RemoteError error) {
        return error.name() + (error.value().isEmpty() ? "" : ": " + error.value());
    }

    private static Link link(JsonNode measured, List<Pair> pairs) {
        Pair pair = pairs.get(measured.path("pair").asInt());
        return new Link(
                pair.first().host(),
                rank(pair.first()),
                pair.second().host(),
                rank(pair.second()),
                measured.path("latency").asDouble() * 1e6,
                measured.path("bandwidth").asDouble());
    }

    /** The first rank of each host with that of others; on each host its first two ranks. */
    private static List<Pair> pairs(List<EngineFacts> engines) {
        SortedMap<String, List<EngineFacts>> hosts =
                new TreeMap<>(
                        engines.stream()
                                .sorted(Comparator.comparingInt(Traffic::rank))
                                .collect(Collectors.groupingBy(EngineFacts::host)));
        List<EngineFacts> firsts = hosts.values().stream().map(it -> it.get(0)).toList();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < firsts.size(); i++) {
            boolean all = firsts.size() <= ALL_WITH_ALL;
            int last = all ? firsts.size() - 1 : Math.min(i + 1, firsts.size() - 1);
            for (int j = i + 1; j <= last; j++) {
                pairs.add(new Pair(firsts.get(i), firsts.get(j)));
            }
        }
        hosts.values().stream()
                .filter(it -> it.size() > 1)
                .limit(ALL_WITH_ALL)
                .forEach(it -> pairs.add(new Pair(it.get(0), it.get(1))));
        return pairs;
    }

    private static int rank(EngineFacts engine) {
        return engine.rank().orElse(-1);
    }
}
