package io.jcluster.templates;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TCP ports a controller may listen on, both ends included. A controller of ipyparallel 7 to 9
 * needs 18: 16 on its address and two inside.
 */
public record PortRange(int first, int last) {

    private static final int NEEDED = 18;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    public PortRange {
        if (first < 1 || last > 65535 || last - first + 1 < NEEDED) {
            throw new IllegalArgumentException(
                    "'"
                            + first
                            + "-"
                            + last
                            + "' is no range of at least "
                            + NEEDED
                            + " ports between 1 and 65535");
        }
    }

    /** Reads {@code 40000-40100}. */
    public static PortRange parse(String text) {
        Matcher ends = TEXT.matcher(text);
        if (!ends.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of ports, which is written as 40000-40100");
        }
        return new PortRange(Integer.parseInt(ends.group(1)), Integer.parseInt(ends.group(2)));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
