package io.jcluster.drmaa2;

import java.io.Serializable;

/**
 * A version in two parts (GFD.231). Both are text: vendors count in ways of their own.
 *
 * @param major what stands before the first dot
 * @param minor what stands after it; empty when there is no dot
 */
public record Version(String major, String minor) implements Serializable {

    private static final long serialVersionUID = 1L;

    public Version {
        if (major.indexOf('.') >= 0) {
            throw new InvalidArgumentException("not a major version: " + major, "major");
        }
    }

    /** The parts of a version as programs print it: {@code 22.05.8} is 22 and 05.8. */
    public static Version of(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new Version(text, "")
                : new Version(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return minor.isEmpty() ? major : major + "." + minor;
    }
}
