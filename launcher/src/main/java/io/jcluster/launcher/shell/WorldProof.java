package io.jcluster.launcher.shell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.client.Client;
import io.jcluster.client.DirectView;
import io.jcluster.client.EngineFacts;
import io.jcluster.client.MpiProof;
import io.jcluster.client.RemoteError;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One MPI world of a cluster, and what its ranks have shown.
 *
 * @param number as of {@link EngineWorld}
 * @param only whether the cluster has no other
 * @param proof what its ranks say
 * @param traffic their messages; empty where there is no MPI, or the ranks are wrong already
 */
public record WorldProof(int number, boolean only, MpiProof proof, Optional<Traffic> traffic) {

    /**
     * What engines of a number are to be.
     *
     * @param engines how many
     * @param mpi whether they are to be one MPI world
     */
    public record Wanted(int engines, boolean mpi) {}

    /**
     * All worlds of a cluster.
     *
     * @param strangers what engines said that cannot be asked so, as those that are not Python
     */
    public record Cluster(List<WorldProof> worlds, List<RemoteError> strangers) {

        public Cluster {
            worlds = List.copyOf(worlds);
            strangers = List.copyOf(strangers);
        }

        /** What is wrong, in sentences; empty when nothing is. */
        public List<String> problems() {
            return worlds.stream().flatMap(it -> it.problems().stream()).toList();
        }
    }

    /**
     * Has all engines of a cluster prove their worlds, one world after the other.
     *
     * @param wanted what was asked for, by the worlds' numbers; 0 is there
     * @param numbers of the jobs, as for {@link EngineWorld#of}
     * @param limit for each step
     * @param progress is told what is being done
     */
    public static Cluster of(
            Client client,
            Map<Integer, Wanted> wanted,
            Map<String, Integer> numbers,
            Duration limit,
            Consumer<String> progress) {
        progress.accept("asking the engines");
        Wanted first = wanted.getOrDefault(0, new Wanted(1, false));
        MpiProof presence = MpiProof.withoutMpi(client.view(), first.engines(), limit);
        List<RemoteError> strangers =
                presence.failures().stream()
                        .filter(it -> it.cause() == RemoteError.Cause.RAISED)
                        .toList();
        boolean silence = strangers.size() < presence.failures().size();
        List<EngineWorld> worlds = EngineWorld.of(presence.engines(), numbers);
        if (silence && wanted.size() > 1) {
            return new Cluster(incomplete(presence, strangers, worlds, wanted), strangers);
        }
        if (silence || (presence.engines().isEmpty() && strangers.isEmpty())) {
            return new Cluster(
                    List.of(new WorldProof(0, true, presence, Optional.empty())), strangers);
        }
        boolean only = worlds.size() == 1 && wanted.size() == 1;
        List<WorldProof> proofs = new ArrayList<>();
        for (EngineWorld world : worlds) {
            progress.accept("adding the ranks" + (only ? "" : " of world " + world.number()));
            Wanted here =
                    wanted.getOrDefault(
                            world.number(), new Wanted(size(world), !world.ranks().isEmpty()));
            DirectView view = client.view(world.engines());
            MpiProof proof =
                    here.mpi()
                            ? MpiProof.of(view, here.engines(), limit)
                            : MpiProof.withoutMpi(view, here.engines(), limit);
            proofs.add(complete(client, world.number(), only, proof, limit, progress));
        }
        return new Cluster(proofs, strangers);
    }

    /**
     * The worlds as far as they have answered, those of which nobody has included. Whose the others
     * are is not known: the first world that misses some is told of them.
     */
    private static List<WorldProof> incomplete(
            MpiProof presence,
            List<RemoteError> strangers,
            List<EngineWorld> worlds,
            Map<Integer, Wanted> wanted) {
        List<RemoteError> silent = new ArrayList<>(presence.failures());
        silent.removeAll(strangers);
        List<WorldProof> proofs = new ArrayList<>();
        new TreeMap<>(wanted)
                .forEach(
                        (number, here) -> {
                            List<EngineFacts> engines =
                                    presence.engines().stream()
                                            .filter(it -> isOf(number, it.engine(), worlds))
                                            .toList();
                            boolean misses = engines.size() < here.engines();
                            MpiProof proof =
                                    new MpiProof(
                                            here.engines(),
                                            engines,
                                            misses ? List.copyOf(silent) : List.of());
                            if (misses) {
                                silent.clear();
                            }
                            proofs.add(new WorldProof(number, false, proof, Optional.empty()));
                        });
        return proofs;
    }

    private static boolean isOf(int number, int engine, List<EngineWorld> worlds) {
        return worlds.stream()
                .anyMatch(it -> it.number() == number && it.engines().contains(engine));
    }

    /** Of engines that nobody asked for. */
    private static int size(EngineWorld world) {
        return world.ranks().isEmpty() ? world.engines().size() : world.ranks().lastKey() + 1;
    }

    private static WorldProof complete(
            Client client,
            int number,
            boolean only,
            MpiProof proof,
            Duration limit,
            Consumer<String> progress) {
        WorldProof ranks = new WorldProof(number, only, proof, Optional.empty());
        // Messages are measured by Python alone.
        boolean talks =
                proof.engines().stream()
                        .allMatch(it -> it.mpi().isPresent() && it.java().isEmpty());
        if (!talks || !ranks.problems().isEmpty()) {
            return ranks;
        }
        progress.accept("sending messages");
        List<Integer> ids = proof.engines().stream().map(EngineFacts::engine).toList();
        Traffic traffic = Traffic.in(client.view(ids), proof.engines(), limit);
        return new WorldProof(number, only, proof, Optional.of(traffic));
    }

    /** What is wrong, in sentences; empty when nothing is. */
    public List<String> problems() {
        Stream<String> ofMessages = traffic.stream().flatMap(it -> it.problems().stream());
        return Stream.concat(ofRanks().stream(), ofMessages).toList();
    }

    private List<String> ofRanks() {
        // Without MPI there is nothing to prove but that all are there.
        if (proof.engines().stream().noneMatch(it -> it.mpi().isPresent())
                && proof.failures().isEmpty()
                && proof.engines().size() == proof.expected()) {
            return isMpi() ? proof.problems() : List.of();
        }
        return only ? proof.problems() : proof.problemsOfWorld();
    }

    private boolean isMpi() {
        return proof.engines().stream().anyMatch(it -> it.mpiProblem().isPresent());
    }

    private BigInteger sumOfRanks() {
        long n = proof.expected();
        return BigInteger.valueOf(n * (n - 1) / 2);
    }

    /** What is shown of it, line by line. */
    public List<String> inWords() {
        List<String> lines = new ArrayList<>();
        int count = proof.engines().size();
        boolean ranked = proof.engines().stream().anyMatch(it -> it.mpi().isPresent());
        int hosts = proof.enginesByHost().size();
        lines.add(
                (only
                                ? (ranked ? "one MPI world of " : "")
                                : (ranked ? "MPI world " : "world ") + number + " of ")
                        + count
                        + (ranked ? " ranks on " : " engines on ")
                        + hosts
                        + (hosts == 1 ? " host" : " hosts")
                        + (only
                                ? ""
                                : ", engines "
                                        + Targets.text(
                                                proof.engines().stream()
                                                        .map(EngineFacts::engine)
                                                        .toList()))
                        + proof.engines().stream()
                                .flatMap(it -> it.sum().stream())
                                .findFirst()
                                .map(sum -> ", psum of the ranks " + sum + checked(sum))
                                .orElse(""));
        map(List.of(this)).text().forEach(it -> lines.add("  " + it));
        traffic.ifPresent(
                it -> {
                    if (it.problems().isEmpty()) {
                        lines.add("  around the ring of all ranks: every message arrived");
                    }
                    it.links().forEach(link -> lines.add("  " + inWords(link)));
                });
        versions().ifPresent(it -> lines.add("  " + it));
        proof.notes().forEach(it -> lines.add("  note: " + it));
        return lines;
    }

    private String checked(BigInteger sum) {
        return sum.equals(sumOfRanks()) ? " as it should be" : "";
    }

    private static String inWords(Traffic.Link link) {
        return "%-28s %9.1f MB/s %9.1f us   ranks %d and %d"
                .formatted(
                        link.betweenHosts()
                                ? link.from() + " - " + link.to()
                                : "within " + link.from(),
                        link.bytesPerSecond() / 1e6,
                        link.latencyMicros(),
                        link.firstRank(),
                        link.secondRank());
    }

    private Optional<String> versions() {
        return proof.engines().stream()
                .findFirst()
                .map(
                        it ->
                                it.language()
                                        + (it.ipyparallel().isEmpty()
                                                ? ""
                                                : ", ipyparallel " + it.ipyparallel())
                                        + it.mpi4py().map(v -> ", mpi4py " + v).orElse("")
                                        + it.mpiLibrary().map(v -> ", " + brief(v)).orElse(""));
    }

    /** Open MPI calls itself by a whole line of packager and date. */
    private static String brief(String library) {
        return library.split(",", 2)[0];
    }

    /** Where the ranks of all worlds are; those of a further world are counted on. */
    public static RankMap map(List<WorldProof> worlds) {
        SortedMap<String, List<Integer>> ranks = new TreeMap<>();
        int before = 0;
        for (WorldProof world : worlds) {
            for (EngineFacts engine : world.proof.engines()) {
                ranks.computeIfAbsent(engine.host(), host -> new ArrayList<>())
                        .add(before + engine.rank().orElse(engine.engine()));
            }
            before += world.proof.expected();
        }
        return new RankMap(ranks);
    }

    /** Puts all of it into a JSON object. */
    public void describe(ObjectNode object) {
        object.put("world", number);
        ArrayNode ranks = object.putArray("ranks");
        for (EngineFacts engine : proof.engines()) {
            ObjectNode one =
                    ranks.addObject()
                            .put("engine", engine.engine())
                            .put("host", engine.host())
                            .put("python", engine.python())
                            .put("ipyparallel", engine.ipyparallel());
            engine.rank().ifPresent(it -> one.put("rank", it));
            engine.worldSize().ifPresent(it -> one.put("size", it));
            engine.sum().ifPresent(it -> one.put("psum", it));
            engine.mpi4py().ifPresent(it -> one.put("mpi4py", it));
            engine.mpiLibrary().ifPresent(it -> one.put("mpi", it));
        }
        ArrayNode links = object.putArray("links");
        traffic.stream()
                .flatMap(it -> it.links().stream())
                .forEach(
                        it ->
                                links.addObject()
                                        .put("from", it.from())
                                        .put("to", it.to())
                                        .put("first_rank", it.firstRank())
                                        .put("second_rank", it.secondRank())
                                        .put("latency_us", rounded(it.latencyMicros()))
                                        .put("mb_per_s", rounded(it.bytesPerSecond() / 1e6)));
        ArrayNode problems = object.putArray("problems");
        problems().forEach(problems::add);
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.1f", value));
    }
}
