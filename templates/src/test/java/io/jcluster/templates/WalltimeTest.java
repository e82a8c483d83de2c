package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalltimeTest {

    @ParameterizedTest
    @CsvSource({
        "2h30m, PT2H30M",
        "90m, PT1H30M",
        "45s, PT45S",
        "1d12h, PT36H",
        "02:00:00, PT2H",
        "100:00:00, PT100H",
        "1-12:00:00, PT36H"
    })
    void aTimeIsReadAsPeopleWriteIt(String text, Duration time) {
        assertThat(Walltime.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "90|'90' is not clear: write 90m for minutes or 90s for seconds",
                "02:30|'02:30' is not clear: write 02:30:00 for hours and minutes or 00:02:30 for"
                        + " minutes and seconds",
                "0m|'0m' is no time to run in",
                "2 h|'2 h' is no time, which is written as 2h30m, 90m, 02:30:00 or 1-12:00:00"
            })
    void aTimeThatIsNotClearIsAnsweredWithWhatMayHaveBeenMeant(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Walltime.parse(text))
                .withMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30m2h", "01:60:00", "-5m", "1w", "99999999999s"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Walltime.parse(text))
                .withMessageContaining("is no time");
    }
}
