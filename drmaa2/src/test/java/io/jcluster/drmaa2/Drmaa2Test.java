package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class Drmaa2Test {

    @Test
    void placeholdersAreWrittenAsInTheStandard() {
        assertThat(Drmaa2.HOME_DIRECTORY).isEqualTo("$DRMAA2_HOME_DIR$");
        assertThat(Drmaa2.WORKING_DIRECTORY).isEqualTo("$DRMAA2_WORKING_DIR$");
        assertThat(Drmaa2.PARAMETRIC_INDEX).isEqualTo("$DRMAA2_INDEX$");
    }

    @Test
    void anInfiniteTimeBecomesTheLongestWaitWithoutOverflow() {
        assertThat(TimeUnit.NANOSECONDS.convert(Drmaa2.INFINITE_TIME)).isEqualTo(Long.MAX_VALUE);
        assertThat(Drmaa2.ZERO_TIME).isZero();
    }

    @Test
    void theSpecialTimesSurviveABuilderAndTheTextForm() {
        var template =
                ReservationTemplate.builder()
                        .startTime(Drmaa2.NOW)
                        .duration(Drmaa2.INFINITE_TIME)
                        .build();

        assertThat(template.toAttributes())
                .containsEntry("startTime", "NOW")
                .containsEntry("duration", "INFINITE");
        assertThat(template)
                .hasToString("ReservationTemplate{startTime=NOW, duration=INFINITE}")
                .isEqualTo(ReservationTemplate.fromAttributes(template.toAttributes()));
        assertThat(template.startTime()).contains(Drmaa2.NOW);
        assertThat(template.duration()).contains(Drmaa2.INFINITE_TIME);
    }

    @Test
    void aMomentIsWrittenAsInRfc822WithAFullYear() {
        assertThat(DrmaaTime.toRfc822(Instant.EPOCH, ZoneOffset.UTC))
                .isEqualTo("Thu, 1 Jan 1970 00:00:00 GMT");
        assertThat(DrmaaTime.toRfc822(Instant.EPOCH, ZoneId.of("Europe/Zurich")))
                .isEqualTo("Thu, 1 Jan 1970 01:00:00 +0100");
        assertThat(DrmaaTime.toRfc822(Instant.EPOCH))
                .isEqualTo(DrmaaTime.toRfc822(Instant.EPOCH, ZoneId.systemDefault()));
        assertThat(DrmaaTime.toRfc822(Drmaa2.NOW)).isEqualTo("NOW");
    }

    @Test
    void anAmountOfTimeIsWrittenInHoursMinutesAndSeconds() {
        assertThat(DrmaaTime.toRfc822(Duration.ofSeconds(90_061))).isEqualTo("25:01:01");
        assertThat(DrmaaTime.toRfc822(Duration.ZERO)).isEqualTo("00:00:00");
        assertThat(DrmaaTime.toRfc822(Duration.ofHours(1000))).isEqualTo("1000:00:00");
        assertThat(DrmaaTime.toRfc822(Drmaa2.INFINITE_TIME)).isEqualTo("INFINITE");
    }
}
