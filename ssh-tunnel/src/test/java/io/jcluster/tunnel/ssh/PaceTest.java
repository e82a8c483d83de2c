package io.jcluster.tunnel.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @TempDir Path home = Path.of(".");

    private Pace with(String lines) throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/config"), lines);
        SshTarget target =
                new SshConfig(home, Path.of("/nobody"), Optional.empty(), false).resolve("site");
        return Pace.USUAL.with(target.options());
    }

    @Test
    void withoutAWishItIsTheUsual() throws IOException {
        assertThat(with("")).isEqualTo(Pace.USUAL);
        assertThat(with("ServerAliveInterval 0")).isEqualTo(Pace.USUAL);
    }

    @Test
    void aQuickerPairIsTheUsers() throws IOException {
        Pace pace = with("ServerAliveInterval 5\nServerAliveCountMax 2");
        assertThat(pace.probe()).isEqualTo(Duration.ofSeconds(5));
        assertThat(pace.patience()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aSlowerPairWouldTalkToADeadLine() throws IOException {
        assertThat(with("ServerAliveInterval 60\nServerAliveCountMax 120")).isEqualTo(Pace.USUAL);
    }
}
