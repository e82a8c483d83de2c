package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.client.EngineFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EngineWorldTest {

    private static final Map<String, Integer> JOBS = Map.of("77", 0, "78", 1);

    @Test
    void aWorldKeepsItsNumberWhenItsEnginesComeAnewUnderHigherIds() {
        List<EngineFacts> engines =
                Stream.concat(launch("78", "b", 4, 3), launch("77", "a", 7, 4)).toList();

        assertThat(EngineWorld.of(engines, JOBS))
                .hasToString("[world 0 (engines 7-10), world 1 (engines 4-6)]");
    }

    @Test
    void whatSomebodyElseHasStartedInsideAJobComesAfterWhatWasAskedFor() {
        List<EngineFacts> engines =
                Stream.of(launch("77", "a", 0, 4), launch("77", "c", 4, 2), launch("78", "b", 6, 3))
                        .flatMap(it -> it)
                        .toList();

        assertThat(EngineWorld.of(engines, JOBS))
                .hasToString(
                        "[world 0 (engines 0-3), world 1 (engines 6-8), world 2 (engines 4-5)]");
    }

    @Test
    void enginesWithoutMpiAreTogetherByTheirJobAndHaveNoRanks() {
        List<EngineFacts> engines =
                IntStream.range(0, 4)
                        .mapToObj(
                                id ->
                                        engine(
                                                id,
                                                Optional.of(id < 2 ? "77" : "78"),
                                                Optional.empty(),
                                                Optional.empty()))
                        .toList();

        List<EngineWorld> worlds = EngineWorld.of(engines, JOBS);
        assertThat(worlds).hasToString("[world 0 (engines 0-1), world 1 (engines 2-3)]");
        assertThat(worlds).allMatch(it -> it.ranks().isEmpty());
    }

    @Test
    void anEngineThatDoesNotKnowItsJobIsOfTheFirst() {
        EngineFacts engine = engine(5, Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(EngineWorld.of(List.of(engine), JOBS)).hasToString("[world 0 (engines 5)]");
    }

    private static Stream<EngineFacts> launch(String job, String name, int first, int size) {
        return IntStream.range(0, size)
                .mapToObj(
                        rank ->
                                engine(
                                        first + rank,
                                        Optional.of(job),
                                        Optional.of(
                                                new EngineFacts.Place(
                                                        rank, OptionalInt.of(size), "MPI")),
                                        Optional.of(name)));
    }

    private static EngineFacts engine(
            int id,
            Optional<String> job,
            Optional<EngineFacts.Place> place,
            Optional<String> launch) {
        return new EngineFacts(
                id,
                "node",
                100 + id,
                "3.11",
                "9.2.0",
                Optional.empty(),
                Optional.empty(),
                place,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                launch,
                job,
                Optional.empty());
    }
}
