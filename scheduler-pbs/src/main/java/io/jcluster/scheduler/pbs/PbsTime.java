package io.jcluster.scheduler.pbs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * Moments and spans as PBS prints them. OpenPBS prints most moments as ctime(3) does, in the zone
 * of the command that asks: it is asked in UTC.
 */
final class PbsTime {

    static final String ZONE = "UTC";

    private static final DateTimeFormatter CTIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);

    /** For -a of qsub and -R of pbs_rsub. */
    private static final DateTimeFormatter REQUEST =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm.ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PbsTime() {}

    /** {@code Sat Nov 21 02:05:57 2026} or seconds since 1970; empty for anything else. */
    static Optional<Instant> moment(String text) {
        if (text.matches("[1-9][0-9]{0,11}")) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        }
        try {
            return Optional.of(
                    LocalDateTime.parse(text.strip().replaceAll(" +", " "), CTIME)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException noMoment) {
            return Optional.empty();
        }
    }

    /** {@code hours:minutes:seconds} or seconds, with or without a fraction. */
    static Optional<Duration> span(String text) {
        if (!text.matches("(\\d{1,9}:){0,2}\\d{1,9}(\\.\\d+)?")) {
            return Optional.empty();
        }
        var seconds = 0L;
        for (var part : text.split("\\.", 2)[0].split(":", -1)) {
            seconds = seconds * 60 + Long.parseLong(part);
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }

    /** {@code CCYYMMDDhhmm.SS}, in UTC. */
    static String request(Instant moment) {
        return REQUEST.format(moment);
    }
}
