package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.wire.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorldTest {

    @Test
    void enginesOfTwoLaunchesAreTwoWorldsAndNoCollectiveReachesAcross() {
        var worlds = World.of(Stream.concat(launch("a", 0, 4), launch("b", 4, 2)).toList());

        assertThat(worlds)
                .extracting(World::toString)
                .containsExactly(
                        "engines 0-3, a world of 4 ranks", "engines 4-5, a world of 2 ranks");
        assertThat(World.only(worlds, List.of(4, 5)).launch()).contains("b");
        assertThatThrownBy(() -> World.only(worlds, List.of(0, 1, 2, 3, 4, 5)))
                .isInstanceOf(ClientException.class)
                .hasMessage(
                        "engines 0-5 are 2 MPI worlds (engines 0-3, a world of 4 ranks; engines 4-5,"
                                + " a world of 2 ranks): no collective reaches from one to another");
    }

    @Test
    void ofAWorldThatLostARankNoViewIsWhole() {
        var worlds = World.of(launch("a", 0, 4).filter(e -> e.engine() != 2).toList());

        assertThat(worlds.get(0).isComplete()).isFalse();
        assertThatThrownBy(() -> World.only(worlds, List.of(0, 1, 3)))
                .hasMessage(
                        "engines 0-1, 3 are part of engines 0-1, 3, a world of 4 ranks, 1 of them"
                                + " missing: a collective waits for all of them");
    }

    @Test
    void aRankThatOccursTwiceBeginsAnotherWorldWhereNoMarkTellsLaunchesApart() {
        var worlds = World.of(Stream.concat(launch("", 0, 2), launch("", 2, 2)).toList());

        assertThat(worlds).extracting(World::engines).containsExactly(List.of(0, 1), List.of(2, 3));
    }

    @Test
    void enginesWithoutMpiAreAWorldEach() {
        var alone =
                IntStream.range(0, 2)
                        .mapToObj(id -> engine(id, Optional.empty(), Optional.empty()))
                        .toList();

        assertThat(World.of(alone))
                .extracting(World::toString)
                .containsExactly("engine 0, a world of 1 rank", "engine 1, a world of 1 rank");
    }

    @Test
    void whatIsKeptOfAnEngineIsReadAgain() {
        var python = launch("a", 3, 4).findFirst().orElseThrow();
        var json = Json.MESSAGES.createObjectNode().put("java", "17.0.15").put("host", "node");
        var java = EngineFacts.of(5, json);

        assertThat(EngineFacts.of(3, python.toJson())).isEqualTo(python);
        assertThat(EngineFacts.of(5, java.toJson()).language()).isEqualTo("Java 17.0.15");
    }

    private static Stream<EngineFacts> launch(String name, int first, int size) {
        return IntStream.range(0, size)
                .mapToObj(
                        rank ->
                                engine(
                                        first + rank,
                                        Optional.of(
                                                new EngineFacts.Place(
                                                        rank, OptionalInt.of(size), "PMIX_RANK")),
                                        Optional.of(name)));
    }

    private static EngineFacts engine(
            int id, Optional<EngineFacts.Place> place, Optional<String> launch) {
        return new EngineFacts(
                id,
                "node",
                100 + id,
                "3.11",
                "9.2.0",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                place,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                launch,
                Optional.empty(),
                Optional.empty());
    }
}
