package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MpiProofTest {

    private static final Duration PATIENCE = RealCluster.PATIENCE;

    @Test
    void enginesOfOneLaunchAreOneWorld(@TempDir Path directory) throws IOException {
        try (var cluster = RealCluster.signed(directory);
                var client = cluster.connect()) {
            cluster.startMpiEngines(4);
            client.awaitEngines(4, PATIENCE, n -> {});

            var proof = MpiProof.of(client.view(), 4, PATIENCE);

            assertThat(proof.problems()).isEmpty();
            assertThat(proof.notes()).isEmpty();
            assertThat(proof.holds()).isTrue();
            assertThat(proof.enginesByHost().values()).containsExactly(List.of(0, 1, 2, 3));
            var last = proof.engines().get(3);
            assertThat(last.rank()).hasValue(3);
            assertThat(last.sum()).contains(BigInteger.valueOf(6));
            assertThat(last.launcher().orElseThrow().source()).isEqualTo("OMPI_COMM_WORLD_RANK");
            assertThat(last.mpiLibrary().orElseThrow()).isNotBlank();
            assertThat(last.pid()).isPositive();

            // A collective that lacks a rank is reported, and the engines stay usable.
            var part = MpiProof.of(client.view(List.of(0, 1)), 4, Duration.ofSeconds(6));
            assertThat(part.problems())
                    .anyMatch(p -> p.contains("not every rank took part within 3 s"));
            client.view().execute("pass").awaitSuccess(PATIENCE);

            // A further launch joins the controller, and is another world.
            cluster.startMpiEngines(2);
            client.awaitEngines(6, PATIENCE, n -> {});
            var worlds = client.worlds(PATIENCE);
            assertThat(worlds).extracting(World::size).containsExactly(4, 2);
            var sum = "from mpi4py import MPI\nprint(MPI.COMM_WORLD.allreduce(1))";
            var further = client.view(worlds.get(1)).executeCollective(sum, PATIENCE);
            assertThat(further.awaitSuccess(PATIENCE))
                    .extracting(EngineAnswer::stdout)
                    .containsExactly("2\n", "2\n");
            assertThatThrownBy(() -> client.view().executeCollective(sum, PATIENCE))
                    .hasMessageContaining("engines 0-5 are 2 MPI worlds");
        }
    }

    @Test
    void enginesStartedOneByOneAreFoundOut(@TempDir Path directory) throws IOException {
        try (var cluster = RealCluster.signed(directory);
                var client = cluster.connect()) {
            cluster.startEngine();
            cluster.startEngine();
            client.awaitEngines(2, PATIENCE, n -> {});

            var proof = MpiProof.of(client.view(), 2, PATIENCE);

            assertThat(proof.holds()).isFalse();
            assertThat(proof.problems())
                    .containsExactly(
                            "2 worlds of size 1: no engine sees another. They were started without"
                                    + " an MPI launcher: use srun or mpiexec.");
        }
    }

    @Test
    void worldsOfOneUnderSrunPointToItsPmi() {
        var engines = IntStream.range(0, 8).mapToObj(id -> engine(id, 0, 1, slurm(id, 8))).toList();

        assertThat(new MpiProof(8, engines, List.of()).problems())
                .singleElement()
                .asString()
                .startsWith(
                        "8 worlds of size 1: srun was started with another PMI than MPI expects");
    }

    @Test
    void twoWorldsARankOutOfPlaceAndAWrongSumAreEachNamed() {
        var proof =
                new MpiProof(
                        3,
                        List.of(
                                engine(0, 1, 3, Optional.empty()),
                                engine(1, 0, 3, Optional.empty()),
                                engine(2, 0, 1, Optional.empty())),
                        List.of());

        assertThat(proof.problems())
                .containsExactly(
                        "Engine 2: the MPI world has 1 ranks, not 3.",
                        "The engine id is not the rank on 3 engines (engine 0 has rank 1): start"
                                + " engines with --mpi, where mpi4py can be imported.",
                        "Engines 0-1: the sum of all ranks came out as 0, not 3.");
    }

    @Test
    void enginesThatDidNotAnswerAreCountedAndNamed() {
        var lost =
                new RemoteError(
                        1,
                        RemoteError.Cause.ENGINE_LOST,
                        "EngineLost",
                        "the engine left",
                        List.of());

        var proof = new MpiProof(1, List.of(), List.of(lost));

        assertThat(proof.problems())
                .containsExactly(
                        "1 engines were asked for, 0 answered.",
                        "Engine 1: EngineLost: the engine left");
    }

    @Test
    void withoutMpi4pyTheLaunchersWordIsTakenAndSaidSo() {
        var engines =
                IntStream.range(0, 2)
                        .mapToObj(
                                id ->
                                        new EngineFacts(
                                                id,
                                                "node",
                                                100 + id,
                                                "3.11",
                                                "9.1.0",
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                slurm(id, 2),
                                                Optional.of("ModuleNotFoundError"),
                                                Optional.empty(),
                                                Optional.empty()))
                        .toList();

        var proof = new MpiProof(2, engines, List.of());

        assertThat(proof.holds()).isTrue();
        assertThat(proof.notes())
                .containsExactly(
                        "MPI itself was not tried on engines 0-1: ModuleNotFoundError. Ranks are"
                                + " those the launcher gave.");
    }

    private static EngineFacts engine(
            int id, int rank, int size, Optional<EngineFacts.Place> launcher) {
        return new EngineFacts(
                id,
                "node",
                100 + id,
                "3.11",
                "7.1.0",
                Optional.of("3.1.4"),
                Optional.of("Open MPI v4.1.4"),
                Optional.of(new EngineFacts.Place(rank, OptionalInt.of(size), "MPI")),
                launcher,
                Optional.empty(),
                Optional.of(BigInteger.ZERO),
                Optional.empty());
    }

    private static Optional<EngineFacts.Place> slurm(int rank, int size) {
        return Optional.of(new EngineFacts.Place(rank, OptionalInt.of(size), "SLURM_PROCID"));
    }
}
