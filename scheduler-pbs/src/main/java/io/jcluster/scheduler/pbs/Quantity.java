package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Values of template extensions that must have a certain shape. */
final class Quantity {

    private static final Pattern SPAN = Pattern.compile("(\\d{1,9}:){0,2}\\d{1,9}");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,14})([kKmMgGtT]?)([bBwW]?)");

    private Quantity() {}

    static Optional<String> text(JobTemplate template, String name) {
        return Optional.ofNullable(template.extensions().get(name));
    }

    /** Text of a certain shape. */
    static Optional<String> text(JobTemplate template, String name, String shape, String words) {
        var value = text(template, name);
        value.filter(given -> !given.matches(shape))
                .ifPresent(
                        given -> {
                            throw refused(name, words, given);
                        });
        return value;
    }

    static OptionalInt count(JobTemplate template, String name) {
        var value = text(template, name, "[1-9][0-9]{0,6}", "a number from 1");
        return value.isPresent()
                ? OptionalInt.of(Integer.parseInt(value.orElseThrow()))
                : OptionalInt.empty();
    }

    /** {@code [[H:]M:]S}. */
    static Optional<String> span(JobTemplate template, String name) {
        return text(template, name, SPAN.pattern(), "a time like 1:30:00 or seconds");
    }

    /** A size as people and Slurm write it, {@code 4G}, in PBS's form, {@code 4gb}. */
    static Optional<String> size(JobTemplate template, String name) {
        return text(template, name)
                .map(
                        given -> {
                            var size = SIZE.matcher(given);
                            if (!size.matches()) {
                                throw refused(name, "a size like 4gb or 500mb", given);
                            }
                            // A bare number is megabytes, as in the other schedulers' extension.
                            var unit = size.group(2).isEmpty() && size.group(3).isEmpty();
                            return size.group(1)
                                    + (unit
                                            ? "mb"
                                            : (size.group(2) + "b").toLowerCase(Locale.ROOT));
                        });
    }

    /** A size in PBS's form, so that it can be multiplied. */
    record Size(long number, String unit) {

        static Size of(String text) {
            var unit = text.replaceFirst("^[0-9]+", "");
            return new Size(Long.parseLong(text.substring(0, text.length() - unit.length())), unit);
        }

        String times(int count) {
            return Math.multiplyExact(number, count) + unit;
        }
    }

    static InvalidArgumentException refused(String name, String wanted, String given) {
        return new InvalidArgumentException(name + " is " + wanted + ", not '" + given + "'", name);
    }
}
