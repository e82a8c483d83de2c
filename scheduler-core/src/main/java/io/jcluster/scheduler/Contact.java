package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a workload manager is, in one word that can be stored and passed on: {@code slurm:} for the
 * commands of this machine, {@code slurm://alice@login1:2222} or {@code slurm://alias} for those of
 * a login node, reached by SSH as {@code ~/.ssh/config} says. {@code ?interval=10s} behind either
 * is the shortest pause between two questions.
 *
 * @param scheme the dialect's name
 * @param destination what {@code ssh} would be given; empty for this machine
 */
record Contact(String scheme, Optional<String> destination, Optional<Duration> interval) {

    private static final Pattern SHAPE =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*)/?)?(?:\\?([^#]*))?");
    private static final Pattern DESTINATION =
            Pattern.compile(
                    "(?:[A-Za-z0-9_.][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*(:\\d{1,5})?");
    private static final Pattern INTERVAL = Pattern.compile("([1-9]\\d{0,4})(s|m)");

    /**
     * Reads a contact.
     *
     * @throws InvalidArgumentException when it is none, or another scheduler's
     */
    static Contact parse(String scheme, String text) {
        var shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw refused(scheme, text, "is no contact");
        }
        if (!shape.group(1).toLowerCase(Locale.ROOT).equals(scheme)) {
            throw refused(scheme, text, "is the contact of another scheduler");
        }
        var place = Optional.ofNullable(shape.group(2)).filter(word -> !word.isEmpty());
        place.ifPresent(word -> requireDestination(scheme, word));
        Optional<Duration> interval = Optional.empty();
        var options = Optional.ofNullable(shape.group(3)).orElse("");
        for (var option : options.split("&", -1)) {
            if (option.isEmpty()) {
                continue;
            }
            if (!option.startsWith("interval=")) {
                throw refused(
                        scheme, text, "has an option that is not known; there is interval=10s");
            }
            interval = Optional.of(interval(scheme, text, option.substring("interval=".length())));
        }
        return new Contact(scheme, place, interval);
    }

    private static void requireDestination(String scheme, String word) {
        var at = word.lastIndexOf('@');
        if (at >= 0 && word.substring(0, at).contains(":")) {
            // Not shown: it holds a password.
            throw new InvalidArgumentException(
                    "a contact holds no password: it is stored and shown\ntry: "
                            + scheme
                            + "://user@"
                            + word.substring(at + 1)
                            + " with a key, or an ssh-agent that has it");
        }
        var shape = DESTINATION.matcher(word);
        if (!shape.matches()) {
            throw refused(scheme, word, "is no host, alias or user@host:port");
        }
        var port = shape.group(1);
        var number = port == null ? 22 : Integer.parseInt(port.substring(1));
        if (number < 1 || number > 65535) {
            throw refused(scheme, word, "has a port that is not between 1 and 65535");
        }
    }

    private static Duration interval(String scheme, String text, String value) {
        var shape = INTERVAL.matcher(value);
        if (!shape.matches()) {
            throw refused(scheme, text, "has an interval that is not like 10s or 2m");
        }
        var number = Long.parseLong(shape.group(1));
        return shape.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }

    private static InvalidArgumentException refused(String scheme, String text, String why) {
        return new InvalidArgumentException(
                "'"
                        + text.replaceAll("\\p{Cntrl}", "?")
                        + "' "
                        + why
                        + "\ntry: "
                        + scheme
                        + ": for this machine, or "
                        + scheme
                        + "://user@host:port");
    }

    Pace pace() {
        var usual = destination.isEmpty() ? Pace.LOCAL : Pace.REMOTE;
        return interval.map(Pace::atLeast).orElse(usual);
    }

    /** The normal form. */
    @Override
    public String toString() {
        return scheme
                + ":"
                + destination.map(word -> "//" + word).orElse("")
                + interval.map(pause -> "?interval=" + pause.toSeconds() + "s").orElse("");
    }
}
