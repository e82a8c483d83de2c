package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

    private static final List<Integer> SEVEN = List.of(0, 1, 2, 3, 4, 5, 6);
    private static final List<Integer> SIX = List.of(0, 1, 2, 3, 4, 7);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    all     | 0-4,7
                    3       | 3
                    0,2     | 0,2
                    '0, 2'  | 0,2
                    0-3     | 0-3
                    0-2,7   | 0-2,7
                    -1      | 7
                    ::2     | 0,2,4
                    1:3     | 1-2
                    :-1     | 0-4
                    -2:     | 4,7
                    """)
    void enginesAreNamedAsInIpyparallelAndByRanges(String text, String chosen) {
        assertThat(Targets.text(Targets.choose(text, SIX, List::of))).isEqualTo(chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0-5", "0-999999999", "-7"})
    void anEngineThatIsNotThereIsRefusedWithThoseThatAre(String text) {
        assertThatThrownBy(() -> Targets.choose(text, SIX, List::of))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0-4,7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1..3", "::0", "99999999999", "3-"})
    void whatNamesNoEnginesIsAnsweredWithWhatWould(String text) {
        assertThatThrownBy(() -> Targets.choose(text, SIX, List::of))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0-3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    world1              | 4-6
                    world1:rank0        | 6
                    world1:rank1-2      | 4-5
                    world0:rank3, 5     | 3,5
                    world0,world1:rank0 | 0-3,6
                    """)
    void enginesAreNamedByWorldAndRank(String text, String chosen) {
        assertThat(Targets.text(Targets.choose(text, SEVEN, TargetsTest::twoWorlds)))
                .isEqualTo(chosen);
    }

    @Test
    void aRankNeedsNoWorldWhereThereIsOnlyOne() {
        assertThat(Targets.choose("rank3", SEVEN, () -> twoWorlds().subList(0, 1)))
                .containsExactly(3);
        assertThatThrownBy(() -> Targets.choose("rank2", SEVEN, TargetsTest::twoWorlds))
                .hasMessage(
                        "'rank2' may be of world 0 (engines 0-3), world 1 (engines 4-6): write"
                                + " world0:rank2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    world2          | world 0 (engines 0-3), world 1 (engines 4-6)
                    world1:rank3    | ranks: 0-2
                    world1:rank2-1  | write 1-2
                    """)
    void aWorldOrRankThatIsNotThereIsRefusedWithThoseThatAre(String text, String said) {
        assertThatThrownBy(() -> Targets.choose(text, SEVEN, TargetsTest::twoWorlds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    /** The second has taken its ids the other way round. */
    private static List<EngineWorld> twoWorlds() {
        return List.of(
                new EngineWorld(
                        0,
                        Optional.of("77"),
                        List.of(0, 1, 2, 3),
                        new TreeMap<>(Map.of(0, 0, 1, 1, 2, 2, 3, 3))),
                new EngineWorld(
                        1,
                        Optional.of("78"),
                        List.of(4, 5, 6),
                        new TreeMap<>(Map.of(0, 6, 1, 5, 2, 4))));
    }

    @Test
    void aRangeThatRunsBackwardsIsTurnedRound() {
        assertThatThrownBy(() -> Targets.choose("3-0", SIX, List::of))
                .hasMessageContaining("write 0-3");
    }

    @Test
    void aSliceWithoutEnginesIsRefused() {
        assertThatThrownBy(() -> Targets.choose("6:", SIX, List::of))
                .hasMessageContaining("none of the engines");
    }
}
