package io.jcluster.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldTest {

    private static final Hold.Notice NOTICE =
            new Hold.Notice(Instant.ofEpochSecond(600), "cluster 77 has little time left");

    @Test
    void aHoldIsReadAgainAsItWasWritten() {
        Hold hold =
                new Hold(
                        "kabcdefg",
                        Map.of(),
                        "true",
                        Duration.ofSeconds(30),
                        List.of(Path.of("/a/b")),
                        Instant.ofEpochSecond(1000),
                        Optional.empty(),
                        Optional.of(NOTICE));
        assertThat(Hold.fromJson(hold.toJson())).isEqualTo(hold);
        assertThat(hold.without("mux").notice()).contains(NOTICE);
    }

    @Test
    void aNoticeIsNewsOnce() {
        Instant when = NOTICE.when();
        assertThat(NOTICE.isNews(when.minusSeconds(120), when.minusSeconds(60))).isFalse();
        assertThat(NOTICE.isNews(when.minusSeconds(60), when)).isTrue();
        assertThat(NOTICE.isNews(when, when.plusSeconds(60))).isFalse();
    }
}
