package io.jcluster.templates.ipyparallel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time limits as each scheduler reads them, written as profiles do: {@code 1h30m}. */
final class TimeLimit {

    private static final Pattern CLOCK =
            Pattern.compile("(?:(?:(?:(\\d{1,4}):)?(\\d{1,5}):)?(\\d{1,6}):)?(\\d{1,8})");
    private static final Pattern SLURM_DAYS =
            Pattern.compile("(\\d{1,4})-(\\d{1,4})(?::(\\d{1,4})(?::(\\d{1,4}))?)?");
    private static final Pattern SLURM_MINUTES = Pattern.compile("(\\d{1,7})(?::(\\d{1,4}))?");
    private static final Pattern SLURM_HOURS = Pattern.compile("(\\d{1,5}):(\\d{1,4}):(\\d{1,4})");

    private TimeLimit() {}

    /** {@code [[[D:]H:]M:]S}, as PBS and TORQUE have it. */
    static Optional<String> ofPbs(String text) {
        Matcher clock = CLOCK.matcher(text);
        return clock.matches()
                ? written(part(clock, 1), part(clock, 2), part(clock, 3), part(clock, 4))
                : Optional.empty();
    }

    /**
     * {@code M}, {@code M:S}, {@code H:M:S}, {@code D-H}, {@code D-H:M}, {@code D-H:M:S}:
     * sbatch(1), --time.
     */
    static Optional<String> ofSlurm(String text) {
        Matcher days = SLURM_DAYS.matcher(text);
        if (days.matches()) {
            return written(part(days, 1), part(days, 2), part(days, 3), part(days, 4));
        }
        Matcher minutes = SLURM_MINUTES.matcher(text);
        if (minutes.matches()) {
            return written(0, 0, part(minutes, 1), part(minutes, 2));
        }
        Matcher hours = SLURM_HOURS.matcher(text);
        return hours.matches()
                ? written(0, part(hours, 1), part(hours, 2), part(hours, 3))
                : Optional.empty();
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static Optional<String> written(long days, long hours, long minutes, long seconds) {
        long all = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
        if (all == 0 || all / 3600 > 99_999) {
            return Optional.empty();
        }
        return Optional.of(unit(all / 3600, "h") + unit(all / 60 % 60, "m") + unit(all % 60, "s"));
    }

    private static String unit(long count, String letter) {
        return count == 0 ? "" : count + letter;
    }
}
