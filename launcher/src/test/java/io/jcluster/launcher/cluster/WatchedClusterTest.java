package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.agent.Hold;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WatchedClusterTest {

    private static final Instant NOW = Instant.EPOCH;

    @Test
    void theNoticeComesWhenTheWarningWillBeTrueAndSaysTheSame() {
        WatchedCluster hour = left(Duration.ofMinutes(60), "running");

        assertThat(hour.warning()).isEmpty();
        assertThat(hour.notice(NOW).map(Hold.Notice::when))
                .contains(NOW.plus(Duration.ofMinutes(50)));
        String warning = left(Duration.ofMinutes(10), "ready").warning().orElseThrow();
        assertThat(hour.notice(NOW).map(Hold.Notice::sentence))
                .contains("cluster 77 has " + warning);
    }

    @Test
    void thereIsNoNoticeOfWhatIsTrueAlreadyAndOfWhatDoesNotRun() {
        assertThat(left(Duration.ofMinutes(10), "running").notice(NOW)).isEmpty();
        assertThat(left(Duration.ofMinutes(60), "queued").notice(NOW)).isEmpty();
    }

    private static WatchedCluster left(Duration left, String state) {
        ClusterRecord cluster =
                new ClusterRecord(
                        "kabcdefg",
                        "77",
                        "daint",
                        Optional.empty(),
                        "slurm",
                        24,
                        true,
                        Optional.of(Duration.ofHours(2)),
                        ".jcluster/jobs/kabcdefg",
                        NOW,
                        Phase.READY,
                        Optional.of("77"),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Profile.Line.EMPTY,
                        ClusterRecord.Request.UNKNOWN,
                        EngineKind.PYTHON);
        return new WatchedCluster(
                new Survey.Found(cluster, state, "", List.of(), Optional.empty()),
                List.of(
                        new WatchedJob(
                                "77",
                                state,
                                Optional.empty(),
                                List.of(),
                                OptionalInt.empty(),
                                Optional.empty(),
                                Optional.of(left))),
                OptionalInt.empty(),
                Optional.empty(),
                "");
    }
}
