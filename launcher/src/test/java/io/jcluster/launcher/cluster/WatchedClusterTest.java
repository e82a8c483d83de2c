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

    private static final ClusterRecord CLUSTER =
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

    @Test
    void enginesAreNotReadyOnceTheirJobScriptHasEndedWhateverTheSchedulerSays() {
        assertThat(said("running", "").state()).isEqualTo("ready");
        Survey.Found ended = said("ended", "the engines ended with status 255");
        assertThat(ended.state()).isEqualTo("running");
        assertThat(ended.detail())
                .isEqualTo(
                        "its job script has ended, and the scheduler has not noticed yet: the"
                                + " engines ended with status 255");
    }

    private static Survey.Found said(String phase, String message) {
        String word =
                """
                {"tag": "kabcdefg", "job": "77", "phase": "%s", "message": "%s"}
                """
                        .formatted(phase, message);
        Survey.Found ready = new Survey.Found(CLUSTER, "ready", "", List.of(), Optional.of("up"));
        return new Sight(ready, Optional.of(Sidecar.parse(word)), NOW).found();
    }

    private static WatchedCluster left(Duration left, String state) {
        return new WatchedCluster(
                new Survey.Found(CLUSTER, state, "", List.of(), Optional.empty()),
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
