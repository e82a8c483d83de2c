package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times as text of RFC 822, which the standard demands of every binding. For people. */
public final class DrmaaTime {

    private DrmaaTime() {}

    /**
     * A date in the zone of this machine, in whole seconds and with four digits for the year; NOW
     * for {@link Drmaa2#NOW} (GFD.231, AbsoluteTime).
     *
     * @throws java.time.DateTimeException if the year is negative or has more than four digits
     */
    public static String toRfc822(Instant time) {
        return toRfc822(time, ZoneId.systemDefault());
    }

    /**
     * A date as {@link #toRfc822(Instant)} writes it, in another zone (GFD.231, AbsoluteTime).
     *
     * @throws java.time.DateTimeException if the year is negative or has more than four digits
     */
    public static String toRfc822(Instant time, ZoneId zone) {
        return time.equals(Drmaa2.NOW)
                ? "NOW"
                : DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atZone(zone));
    }

    /**
     * Hours, minutes and whole seconds as {@code HH:MM:SS}, with more digits for the hours where
     * needed; INFINITE for {@link Drmaa2#INFINITE_TIME} (GFD.231, TimeAmount).
     */
    public static String toRfc822(Duration time) {
        return time.equals(Drmaa2.INFINITE_TIME)
                ? "INFINITE"
                : "%02d:%02d:%02d"
                        .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
