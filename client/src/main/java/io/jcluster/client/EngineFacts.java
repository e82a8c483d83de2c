package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one engine says about itself. Texts are free of control characters.
 *
 * @param engine the engine's id
 * @param host the host name, as the node calls itself
 * @param pid the process id on that host
 * @param python the version of Python, or empty text where there is none
 * @param ipyparallel its version, or empty text when it has none
 * @param mpi4py its version, when it could be imported
 * @param mpiLibrary the MPI library and its version, as it calls itself
 * @param mpi the rank and size of MPI's world
 * @param launcher the rank and size that the launcher put into the environment, which says nothing
 *     about whether MPI found them
 * @param mpiProblem why MPI was not tried
 * @param sum the sum of the ranks over the world
 * @param sumProblem why there is no sum although MPI is there
 * @param launch what tells the engine's launch from others, as its launcher put it into the
 *     environment
 * @param job the id of the batch job it runs in, as the job was told it
 * @param java the version of Java of an engine that runs Java and not Python
 */
public record EngineFacts(
        int engine,
        String host,
        long pid,
        String python,
        String ipyparallel,
        Optional<String> mpi4py,
        Optional<String> mpiLibrary,
        Optional<Place> mpi,
        Optional<Place> launcher,
        Optional<String> mpiProblem,
        Optional<BigInteger> sum,
        Optional<String> sumProblem,
        Optional<String> launch,
        Optional<String> job,
        Optional<String> java) {

    /** Facts of an engine whose launch and job are not known. */
    public EngineFacts(
            int engine,
            String host,
            long pid,
            String python,
            String ipyparallel,
            Optional<String> mpi4py,
            Optional<String> mpiLibrary,
            Optional<Place> mpi,
            Optional<Place> launcher,
            Optional<String> mpiProblem,
            Optional<BigInteger> sum,
            Optional<String> sumProblem) {
        this(
                engine,
                host,
                pid,
                python,
                ipyparallel,
                mpi4py,
                mpiLibrary,
                mpi,
                launcher,
                mpiProblem,
                sum,
                sumProblem,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * A rank in a world.
     *
     * @param source who says so: {@code MPI}, or the name of an environment variable
     */
    public record Place(int rank, OptionalInt size, String source) {

        public Place {
            if (rank < 0 || size.orElse(1) < 1) {
                throw new IllegalArgumentException("rank " + rank + " of " + size);
            }
        }
    }

    /** What its code is written in, with the version. */
    public String language() {
        return java.map(version -> "Java " + version).orElse("Python " + python);
    }

    /** MPI's word, or else the launcher's. */
    public OptionalInt rank() {
        return mpi.or(() -> launcher)
                .map(p -> OptionalInt.of(p.rank()))
                .orElse(OptionalInt.empty());
    }

    /** MPI's word, or else the launcher's. */
    public OptionalInt worldSize() {
        return mpi.or(() -> launcher).map(Place::size).orElse(OptionalInt.empty());
    }

    /** Reads what {@code mpi_proof.py} returns, or {@link #toJson}. */
    public static EngineFacts of(int engine, JsonNode facts) {
        return new EngineFacts(
                engine,
                text(facts, "host").orElse(""),
                facts.path("pid").asLong(),
                text(facts, "python").orElse(""),
                text(facts, "ipyparallel").orElse(""),
                text(facts, "mpi4py"),
                text(facts, "library"),
                place(facts.path("mpi")),
                place(facts.path("launcher")),
                text(facts, "mpi_problem"),
                facts.hasNonNull("sum")
                        ? Optional.of(facts.get("sum").bigIntegerValue())
                        : Optional.empty(),
                text(facts, "sum_problem"),
                text(facts, "launch"),
                text(facts, "job"),
                text(facts, "java"));
    }

    /** What does not change in the life of an engine, as JSON, for {@link #of}. */
    public ObjectNode toJson() {
        var json =
                Json.MESSAGES
                        .createObjectNode()
                        .put("host", host)
                        .put("pid", pid)
                        .put("python", python)
                        .put("ipyparallel", ipyparallel);
        mpi4py.ifPresent(it -> json.put("mpi4py", it));
        mpiLibrary.ifPresent(it -> json.put("library", it));
        mpi.ifPresent(it -> describe(it, json.putObject("mpi")));
        launcher.ifPresent(it -> describe(it, json.putObject("launcher")));
        launch.ifPresent(it -> json.put("launch", it));
        job.ifPresent(it -> json.put("job", it));
        java.ifPresent(it -> json.put("java", it));
        return json;
    }

    private static void describe(Place place, ObjectNode json) {
        json.put("rank", place.rank()).put("source", place.source());
        place.size().ifPresent(it -> json.put("size", it));
    }

    private static Optional<Place> place(JsonNode place) {
        return place.has("rank")
                ? Optional.of(
                        new Place(
                                place.get("rank").asInt(),
                                place.hasNonNull("size")
                                        ? OptionalInt.of(place.get("size").asInt())
                                        : OptionalInt.empty(),
                                PlainText.of(place.path("source").asText())))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode facts, String key) {
        return Optional.ofNullable(facts.path(key).textValue()).map(PlainText::of);
    }
}
