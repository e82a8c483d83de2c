package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyExpiryTest {

    private static final Instant END = Instant.parse("2026-05-04T12:00:00Z");
    private final KeyExpiry expiry = new KeyExpiry(Path.of("key-cert.pub"), END);

    private Instant ahead(int minutes) {
        return END.minus(Duration.ofMinutes(minutes));
    }

    @Test
    void nothingIsSaidLongBefore() {
        assertThat(expiry.warning(Instant.MIN, ahead(121))).isEmpty();
    }

    @Test
    void twoHoursAndAQuarterOfAnHourAheadItIsSaidOnceEach() {
        assertThat(expiry.warning(ahead(121), ahead(120)).orElseThrow())
                .contains("key-cert.pub expires at 2026-05-04")
                .contains("in 2 h 0 min");
        assertThat(expiry.warning(ahead(120), ahead(119))).isEmpty();
        assertThat(expiry.warning(ahead(16), ahead(14)).orElseThrow()).contains("in 14 min");
        assertThat(expiry.warning(ahead(14), ahead(1))).isEmpty();
    }

    @Test
    void whoComesLateHearsOneWarning() {
        assertThat(expiry.warning(Instant.MIN, ahead(10))).isPresent();
    }

    @Test
    void theEndIsSaidOnce() {
        assertThat(expiry.warning(ahead(1), END).orElseThrow()).contains("expired at");
        assertThat(expiry.warning(END, END.plusSeconds(60))).isEmpty();
    }
}
