package io.jcluster.templates;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write the time limit of a job. */
public final class Walltime {

    private static final Pattern UNITS =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,7})s)?");
    private static final Pattern CLOCK =
            Pattern.compile("(?:(\\d{1,4})-)?(\\d{1,4}):(\\d{2}):(\\d{2})");

    private Walltime() {}

    /**
     * Reads {@code 2h30m}, {@code 90m}, {@code 1d}, {@code 02:00:00} (hours, minutes, seconds) and
     * {@code 1-12:00:00} (days first). Two numbers with one colon are refused, and so is a bare
     * number: schedulers do not agree on what they mean.
     *
     * @throws IllegalArgumentException with a sentence that names the ways to write what may have
     *     been meant
     */
    public static Duration parse(String text) {
        if (text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(
                    "'%s' is not clear: write %sm for minutes or %ss for seconds"
                            .formatted(text, text, text));
        }
        if (text.matches("\\d{1,4}:\\d{2}")) {
            throw new IllegalArgumentException(
                    "'%s' is not clear: write %s:00 for hours and minutes or 00:%s for minutes and seconds"
                            .formatted(text, text, text.length() < 5 ? "0" + text : text));
        }
        Matcher units = UNITS.matcher(text);
        Matcher clock = CLOCK.matcher(text);
        Duration time;
        if (text.matches("0+")) {
            time = Duration.ZERO;
        } else if (!text.isEmpty() && units.matches()) {
            time = time(part(units, 1), part(units, 2), part(units, 3), part(units, 4));
        } else if (clock.matches() && part(clock, 3) < 60 && part(clock, 4) < 60) {
            time = time(part(clock, 1), part(clock, 2), part(clock, 3), part(clock, 4));
        } else {
            throw new IllegalArgumentException(
                    "'%s' is no time, which is written as 2h30m, 90m, 02:30:00 or 1-12:00:00"
                            .formatted(text));
        }
        if (time.isZero()) {
            throw new IllegalArgumentException("'%s' is no time to run in".formatted(text));
        }
        return time;
    }

    /** That time as {@link #parse} reads it, in its largest units: {@code 2h30m}. */
    public static String text(Duration time) {
        StringBuilder text = new StringBuilder();
        String units = "dhms";
        long[] parts = {
            time.toDays(), time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart()
        };
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] > 0) {
                text.append(parts[i]).append(units.charAt(i));
            }
        }
        return text.toString();
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static Duration time(long days, long hours, long minutes, long seconds) {
        return Duration.ofDays(days).plusHours(hours).plusMinutes(minutes).plusSeconds(seconds);
    }
}
