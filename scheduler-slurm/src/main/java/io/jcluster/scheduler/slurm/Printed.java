package io.jcluster.scheduler.slurm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as Slurm's commands print them. What is absent has many names: N/A, (null), Unknown. */
final class Printed {

    private static final int SHOWN = 200;

    private Printed() {}

    static Optional<String> text(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        var text = value.strip();
        return switch (text) {
            case "", "N/A", "n/a", "(null)", "Unknown", "None assigned" -> Optional.empty();
            default -> Optional.of(text);
        };
    }

    /** A count of at least one. */
    static Optional<Integer> count(@Nullable String value) {
        var number = number(value, 9);
        return number > 0 ? Optional.of((int) number) : Optional.empty();
    }

    /** Seconds since 1970, as SLURM_TIME_FORMAT=%s has them printed. */
    static Optional<Instant> time(@Nullable String value) {
        var seconds = number(value, 12);
        return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    static Optional<Duration> seconds(@Nullable String value) {
        var seconds = number(value, 12);
        return seconds >= 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    }

    /** {@code [days-][hours:]minutes:seconds[.fraction]}. */
    static Optional<Duration> duration(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        var seconds = 0L;
        var days = 0L;
        var part = 0L;
        var digits = 0;
        var colons = 0;
        for (var i = 0; i < value.length() && value.charAt(i) != '.'; i++) {
            var c = value.charAt(i);
            if (c >= '0' && c <= '9' && digits < 9) {
                part = part * 10 + (c - '0');
                digits++;
            } else if (c == '-' && digits > 0 && colons == 0 && days == 0) {
                days = part;
                part = 0;
                digits = 0;
            } else if (c == ':' && digits > 0 && colons < 2) {
                seconds = (seconds + part) * 60;
                part = 0;
                digits = 0;
                colons++;
            } else {
                return Optional.empty();
            }
        }
        return digits == 0 || colons == 0
                ? Optional.empty()
                : Optional.of(Duration.ofDays(days).plusSeconds(seconds + part));
    }

    /** The number that these digits are; -1 for anything else. */
    static long number(@Nullable String value, int mostDigits) {
        if (value == null || value.isEmpty() || value.length() > mostDigits) {
            return -1;
        }
        var number = 0L;
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    /** The complaint about an answer of another shape, with its beginning. */
    static IllegalArgumentException unreadable(String what, String text) {
        return new IllegalArgumentException(
                what
                        + " in '"
                        + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text)
                        + "'");
    }
}
