package io.jcluster.launcher.doctor;

import io.jcluster.tunnel.KeyValidity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is to be said of the time in which a signed key is good. */
final class SignedKeys {

    private static final String NAME = "certificate";
    private static final Duration SOON = Duration.ofHours(2);

    private SignedKeys() {}

    static Finding judged(KeyValidity key, Instant now) {
        if (key.until().isPresent() && !now.isBefore(key.until().get())) {
            return Finding.warning(
                    NAME,
                    key.holder() + " expired " + key.until().get(),
                    "a login with it is refused",
                    "have the site sign your key anew");
        }
        if (now.isBefore(key.from())) {
            return Finding.warning(
                    NAME,
                    key.holder() + " is valid only from " + key.from(),
                    "a login with it is refused until then; or the clock of this machine is behind",
                    "date -u");
        }
        return key.until()
                .map(end -> ending(key.holder(), end, Duration.between(now, end)))
                .orElseGet(() -> Finding.ok(NAME, key.holder() + " is valid for ever"));
    }

    private static Finding ending(String holder, Instant end, Duration left) {
        String until =
                holder
                        + " is valid until "
                        + end.truncatedTo(ChronoUnit.SECONDS)
                        + ", "
                        + left.toHours()
                        + " h "
                        + left.toMinutesPart()
                        + " min from now";
        return left.compareTo(SOON) < 0
                ? Finding.warning(
                        NAME,
                        until,
                        "a connection that is lost after that does not come back by itself",
                        "have the site sign your key anew before you submit")
                : Finding.ok(NAME, until);
    }
}
