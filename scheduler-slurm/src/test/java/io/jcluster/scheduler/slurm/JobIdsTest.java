package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "27;[27]",
                "27_3;[27_3]",
                "9+1;[9+1]",
                "7_[5,7,9%2];[7_5, 7_7, 7_9]",
                "27_[3,5,7-9:2%1];[27_3, 27_5, 27_7, 27_9]",
                "29_[1-3];[29_1, 29_2, 29_3]",
                "29_[0];[29_0]",
            })
    void anIdStandsForTheseJobs(String id, String jobs) {
        assertThat(JobIds.expand(id)).hasToString(jobs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "27_",
                "27_[",
                "27_[]",
                "27_[3-]",
                "27_[1-9:0]",
                "27_[1,...]",
                "27_[1-99999999]",
                "+1",
                "-1",
                "1 2",
                "99999999999",
            })
    void anythingElseIsRefused(String id) {
        assertThatThrownBy(() -> JobIds.expand(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMemberKnowsItsArrayAndItsIndex() {
        assertThat(JobIds.arrayOf("27_3")).isEqualTo("27");
        assertThat(JobIds.indexOf("27_3")).isEqualTo("3");
        assertThat(JobIds.arrayOf("9+1")).isEmpty();
    }

    @Test
    void membersOfAnArrayAreNamedInOneWord() {
        assertThat(JobIds.collapse(List.of("27_9", "27_1", "27_2", "5", "27_3", "8_4", "9+1")))
                .containsExactly("5", "9+1", "27_[1-3,9]", "8_4");
        assertThat(JobIds.collapse(List.of("27_1", "27_3", "27_5"))).containsExactly("27_[1,3,5]");
    }
}
