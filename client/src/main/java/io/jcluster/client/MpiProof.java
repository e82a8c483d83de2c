package io.jcluster.client;

import io.jcluster.wire.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a number of engines say about the MPI world they are in: the proof that they are one world
 * of the size that was asked for, or the reason why they are not.
 *
 * @param expected how many engines there should be, at least 1
 * @param engines what each one answered, by id
 * @param failures why others did not
 */
public record MpiProof(int expected, List<EngineFacts> engines, List<RemoteError> failures) {

    private static final PythonModule MODULE = PythonModule.ofResource("mpi_proof.py");

    public MpiProof {
        if (expected < 1) {
            throw new IllegalArgumentException("not a number of engines: " + expected);
        }
        engines = List.copyOf(engines);
        failures = List.copyOf(failures);
    }

    /**
     * Asks every engine of a view at the same time, since it takes all of them to add their ranks.
     *
     * @param expected how many engines there should be
     * @param limit for the whole; half of it for the sum, whose wait begins when the slowest engine
     *     has loaded MPI
     */
    public static MpiProof of(DirectView view, int expected, Duration limit) {
        return asked("proof(" + limit.toMillis() / 2000.0 + ")", view, expected, limit);
    }

    /**
     * Asks every engine of a view for itself alone. Where MPI was not asked for it is not touched:
     * an MPI library that finds no launcher it knows may end the process that loads it.
     */
    public static MpiProof withoutMpi(DirectView view, int expected, Duration limit) {
        return asked("presence()", view, expected, limit);
    }

    private static MpiProof asked(String call, DirectView view, int expected, Duration limit) {
        var request = facts(call, view);
        var failures = new ArrayList<RemoteError>();
        try {
            request.await(limit);
        } catch (ClientException e) {
            for (int engine : request.pending()) {
                failures.add(silent(engine, limit));
            }
        }
        var answers = request.answers();
        answers.forEach(answer -> answer.error().ifPresent(failures::add));
        return new MpiProof(
                expected,
                answers.stream()
                        .flatMap(a -> a.value().map(v -> EngineFacts.of(a.engine(), v)).stream())
                        .toList(),
                failures);
    }

    /** What each engine says of itself, for {@link EngineFacts#of}. */
    static AsyncResult presence(DirectView view) {
        return facts("presence()", view);
    }

    private static AsyncResult facts(String call, DirectView view) {
        return view.evaluate(
                PythonValues.INSTALL + MODULE.installation(),
                PythonValues.shown(MODULE.reference() + "." + call),
                Json.MESSAGES.createObjectNode().put("facts", call));
    }

    /** Whether these are the engines asked for: one world, and each engine's id is its rank. */
    public boolean holds() {
        return problems().isEmpty();
    }

    /** What is wrong, in sentences a researcher can act on. Empty when the proof holds. */
    public List<String> problems() {
        return problems(true);
    }

    /**
     * The same for a world that joined others, or came in the place of one: the ids of its engines
     * cannot be their ranks.
     */
    public List<String> problemsOfWorld() {
        return problems(false);
    }

    private List<String> problems(boolean ranksAreIds) {
        var problems = new ArrayList<String>();
        if (engines.size() != expected) {
            problems.add(expected + " engines were asked for, " + engines.size() + " answered.");
        }
        by(failures, error -> error.name() + ": " + error.value())
                .forEach((why, errors) -> problems.add(subject(ids(errors)) + ": " + why));
        addWorlds(problems);
        if (ranksAreIds) {
            addRanks(problems);
        }
        addSums(problems);
        return problems;
    }

    /** What is not wrong and yet worth knowing: what could not be proven, what differs. */
    public List<String> notes() {
        var notes = new ArrayList<String>();
        by(engines, e -> e.mpiProblem().orElse(""))
                .forEach(
                        (why, some) -> {
                            if (!why.isEmpty()) {
                                notes.add(
                                        "MPI itself was not tried on "
                                                + subject(numbers(some)).toLowerCase(Locale.ROOT)
                                                + ": "
                                                + why
                                                + ". Ranks are those the launcher gave.");
                            }
                        });
        addDifference(notes, "Python", EngineFacts::python);
        addDifference(notes, "ipyparallel", EngineFacts::ipyparallel);
        addDifference(notes, "mpi4py", e -> e.mpi4py().orElse("none"));
        addDifference(notes, "MPI", e -> e.mpiLibrary().orElse("none"));
        return notes;
    }

    /** Which engines are on which host. */
    public SortedMap<String, List<Integer>> enginesByHost() {
        var hosts = new TreeMap<String, List<Integer>>();
        by(engines, EngineFacts::host).forEach((host, some) -> hosts.put(host, numbers(some)));
        return hosts;
    }

    private void addWorlds(List<String> problems) {
        var alone = engines.stream().filter(e -> e.worldSize().orElse(0) == 1).toList();
        if (expected > 1 && !alone.isEmpty() && alone.size() == engines.size()) {
            problems.add(alone.size() + " worlds of size 1: " + whyAlone(alone.get(0)));
            return;
        }
        by(engines, EngineFacts::worldSize)
                .forEach(
                        (size, some) -> {
                            if (size.isEmpty()) {
                                problems.add(
                                        subject(numbers(some))
                                                + ": neither MPI nor a launcher's variables say how"
                                                + " large the world is; were the engines started"
                                                + " by srun or mpiexec?");
                            } else if (size.getAsInt() != expected) {
                                problems.add(
                                        "%s: the MPI world has %d ranks, not %d."
                                                .formatted(
                                                        subject(numbers(some)),
                                                        size.getAsInt(),
                                                        expected));
                            }
                        });
    }

    /** One world per engine has two common causes, and the launcher's variables tell which. */
    private static String whyAlone(EngineFacts engine) {
        var launcher = engine.launcher().filter(l -> l.size().orElse(0) > 1);
        if (launcher.isEmpty()) {
            return "no engine sees another. They were started without an MPI launcher: use srun or"
                    + " mpiexec.";
        }
        var slurm = launcher.get().source().startsWith("SLURM");
        return slurm
                ? "srun was started with another PMI than MPI expects; 'srun --mpi=list' shows the"
                        + " choices, set the one MPI was built with."
                : "the launcher (%s) belongs to another MPI than mpi4py was built with."
                        .formatted(launcher.get().source());
    }

    private void addRanks(List<String> problems) {
        var other =
                engines.stream()
                        .filter(e -> e.rank().isPresent() && e.rank().getAsInt() != e.engine())
                        .toList();
        // Worlds of one are reported already, and their ranks say nothing more.
        if (other.isEmpty() || engines.stream().allMatch(e -> e.worldSize().orElse(0) == 1)) {
            return;
        }
        problems.add(
                "The engine id is not the rank on %d engines (engine %d has rank %d): start engines"
                                .formatted(
                                        other.size(),
                                        other.get(0).engine(),
                                        other.get(0).rank().getAsInt())
                        + " with --mpi, where mpi4py can be imported.");
    }

    private void addSums(List<String> problems) {
        by(engines, e -> e.sumProblem().orElse(""))
                .forEach(
                        (why, some) -> {
                            if (!why.isEmpty()) {
                                problems.add(subject(numbers(some)) + ": " + why + ".");
                            }
                        });
        var wrong =
                engines.stream()
                        .filter(e -> e.worldSize().orElse(0) == expected)
                        .filter(e -> e.sum().isPresent() && !e.sum().get().equals(sumOfRanks()))
                        .toList();
        if (!wrong.isEmpty()) {
            problems.add(
                    "%s: the sum of all ranks came out as %s, not %s."
                            .formatted(
                                    subject(numbers(wrong)),
                                    wrong.get(0).sum().map(BigInteger::toString).orElse(""),
                                    sumOfRanks()));
        }
    }

    private BigInteger sumOfRanks() {
        return BigInteger.valueOf((long) expected * (expected - 1) / 2);
    }

    private void addDifference(
            List<String> notes, String what, Function<EngineFacts, String> version) {
        var groups = by(engines, version);
        if (groups.size() > 1) {
            notes.add(
                    "The engines differ in their "
                            + what
                            + ": "
                            + groups.entrySet().stream()
                                    .map(
                                            e ->
                                                    e.getKey()
                                                            + " on "
                                                            + EngineIds.text(numbers(e.getValue())))
                                    .collect(Collectors.joining("; "))
                            + ".");
        }
    }

    private static RemoteError silent(int engine, Duration limit) {
        return new RemoteError(
                engine,
                RemoteError.Cause.NO_REPLY,
                "NoAnswer",
                "did not answer within %s s; it computes, or hangs in MPI's start"
                        .formatted(limit.toMillis() / 1000.0),
                List.of());
    }

    private static <K, T> Map<K, List<T>> by(Collection<T> all, Function<T, K> key) {
        return all.stream()
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    private static List<Integer> numbers(List<EngineFacts> engines) {
        return engines.stream().map(EngineFacts::engine).toList();
    }

    private static List<Integer> ids(List<RemoteError> errors) {
        return errors.stream().map(RemoteError::engine).toList();
    }

    private static String subject(List<Integer> ids) {
        return (ids.size() == 1 ? "Engine " : "Engines ") + EngineIds.text(ids);
    }
}
