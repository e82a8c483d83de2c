package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

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
