package io.jcluster.templates;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host of a site without a batch system, and how many engines it takes.
 *
 * @param host a name or an address, as the host that submits calls it
 * @param slots from 1; empty where the site says nothing of it
 */
public record HostSlots(String host, Optional<Integer> slots) {

    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.@-]{0,254})(?::([1-9]\\d{0,5}))?");

    /**
     * Reads {@code node1} and {@code node1:4}.
     *
     * @throws IllegalArgumentException in a sentence, when it is neither
     */
    public static HostSlots parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no host, which is written as node1 or node1:4");
        }
        return new HostSlots(
                parts.group(1), Optional.ofNullable(parts.group(2)).map(Integer::valueOf));
    }

    @Override
    public String toString() {
        return host + slots.map(count -> ":" + count).orElse("");
    }
}
