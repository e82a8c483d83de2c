package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.time.Duration;
import java.util.Map;

/**
 * The rules a reservation template must keep whatever the workload manager is, applied before
 * anything is run (GFD.231, ReservationTemplate).
 */
final class ReservationCheck {

    private static final Map<String, DrmaaCapability> OPTIONAL =
            Map.of(
                    "duration", DrmaaCapability.RT_DURATION,
                    "machineOS", DrmaaCapability.RT_MACHINEOS,
                    "machineArch", DrmaaCapability.RT_MACHINEARCH);

    private ReservationCheck() {}

    /**
     * The template with its times settled: start and end; or a duration alone, as early as
     * possible; or all three, as early as possible within the window.
     */
    static ReservationTemplate settled(
            Dialect dialect, ReservationDialect reservations, ReservationTemplate template) {
        checkAttributes(dialect, reservations, template);
        var least = template.minSlots().orElse(1);
        if (template.maxSlots().orElse(least) < least) {
            throw new InvalidArgumentException(
                    "maxSlots, "
                            + template.maxSlots().getAsInt()
                            + ", is less than minSlots, "
                            + least,
                    "minSlots",
                    "maxSlots");
        }
        return times(template);
    }

    private static void checkAttributes(
            Dialect dialect, ReservationDialect reservations, ReservationTemplate template) {
        for (var name : template.setAttributes()) {
            var needed = OPTIONAL.get(name);
            var able = needed == null || dialect.capabilities().contains(needed);
            if (!able || !(reservations.attributes().contains(name) || isTime(name))) {
                throw unsupported(dialect, name);
            }
        }
        for (var name : template.extensions().keySet()) {
            if (!reservations.templateExtensions().containsKey(name)) {
                throw unsupported(dialect, name);
            }
        }
        if (template.startTime().filter(Drmaa2.NOW::equals).isPresent()
                && !dialect.capabilities().contains(DrmaaCapability.RT_STARTNOW)) {
            throw new UnsupportedAttributeException(
                    "the scheduler '" + dialect.name() + "' does not support a startTime of NOW",
                    "startTime");
        }
    }

    // Whoever offers reservations at all offers them for a time.
    private static boolean isTime(String name) {
        return name.equals("startTime") || name.equals("endTime") || name.equals("duration");
    }

    private static ReservationTemplate times(ReservationTemplate template) {
        var start = template.startTime();
        var end = template.endTime();
        var duration = template.duration();
        if (end.filter(Drmaa2.NOW::equals).isPresent()) {
            throw refused("endTime cannot be NOW");
        }
        if (duration.filter(Duration::isZero).isPresent()
                || duration.filter(Drmaa2.INFINITE_TIME::equals).isPresent()) {
            throw refused("duration is neither nothing nor infinite");
        }
        if (duration.isEmpty() && (start.isEmpty() || end.isEmpty())) {
            throw refused("a reservation needs startTime and endTime, or a duration");
        }
        var now = start.filter(Drmaa2.NOW::equals).isPresent();
        if (start.isPresent() && end.isPresent()) {
            if (now) {
                return template;
            }
            var window = Duration.between(start.get(), end.get());
            if (window.isNegative() || window.isZero()) {
                throw refused("endTime, " + end.get() + ", is not after startTime, " + start.get());
            }
            if (duration.filter(wanted -> wanted.compareTo(window) > 0).isPresent()) {
                throw refused(
                        "between startTime and endTime lie "
                                + window
                                + ", less than the duration, "
                                + duration.get());
            }
            return duration.filter(window::equals).isPresent()
                    ? template.toBuilder().duration(null).build()
                    : template;
        }
        if (start.isPresent() && !now) {
            return template.toBuilder()
                    .endTime(start.get().plus(duration.orElseThrow()))
                    .duration(null)
                    .build();
        }
        if (end.isPresent()) {
            return template.toBuilder()
                    .startTime(end.get().minus(duration.orElseThrow()))
                    .duration(null)
                    .build();
        }
        return template;
    }

    private static InvalidArgumentException refused(String complaint) {
        return new InvalidArgumentException(complaint, "startTime", "endTime", "duration");
    }

    private static UnsupportedAttributeException unsupported(Dialect dialect, String name) {
        return new UnsupportedAttributeException(
                "the scheduler '"
                        + dialect.name()
                        + "' does not support "
                        + name
                        + " of a reservation",
                name);
    }
}
