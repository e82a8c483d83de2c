package io.jcluster.tunnel;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The end of a signed key. A connection that is up outlives it; the next login needs a newer one.
 *
 * @param file the certificate
 * @param expires the first moment at which it is no longer good
 */
public record KeyExpiry(Path file, Instant expires) {

    /** Time to get a new key in passing, and time to get one now. */
    private static final List<Duration> AHEAD =
            List.of(Duration.ofHours(2), Duration.ofMinutes(15));

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", Locale.ROOT);

    /**
     * What a person is to be told at {@code now}, if it has not been said at {@code before}
     * already: two hours ahead, a quarter of an hour ahead, and at the end.
     *
     * @param before the last time this was asked; {@link Instant#MIN} for the first
     */
    public Optional<String> warning(Instant before, Instant now) {
        if (!now.isBefore(expires)) {
            return before.isBefore(expires)
                    ? Optional.of("the signed key " + file + " expired at " + moment())
                    : Optional.empty();
        }
        boolean due =
                AHEAD.stream()
                        .map(expires::minus)
                        .anyMatch(mark -> before.isBefore(mark) && !now.isBefore(mark));
        return due
                ? Optional.of(
                        "the signed key "
                                + file
                                + " expires at "
                                + moment()
                                + ", in "
                                + rough(Duration.between(now, expires))
                                + ": a connection that is lost later does not come back before"
                                + " there is a newer one")
                : Optional.empty();
    }

    /** When it ends, on this machine's clock. */
    public String moment() {
        return MOMENT.format(expires.atZone(ZoneId.systemDefault()));
    }

    private static String rough(Duration left) {
        long minutes = left.toMinutes();
        return minutes >= 60 ? minutes / 60 + " h " + minutes % 60 + " min" : minutes + " min";
    }
}
