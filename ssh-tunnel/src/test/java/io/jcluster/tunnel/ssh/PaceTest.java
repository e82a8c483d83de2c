package io.jcluster.tunnel.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void pausesDoubleUpToTheLongest() {
        List<Long> seconds =
                Stream.iterate(Duration.ZERO, Pace.USUAL::longer)
                        .limit(10)
                        .map(Duration::toSeconds)
                        .toList();
        assertThat(seconds).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void aPauseIsSpreadDownToItsHalf() {
        assertThat(Pace.spread(Duration.ofSeconds(60), 50)).isEqualTo(Duration.ofSeconds(30));
        assertThat(Pace.spread(Duration.ofSeconds(60), 100)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Pace.spread(Duration.ZERO, 73)).isZero();
    }
}
