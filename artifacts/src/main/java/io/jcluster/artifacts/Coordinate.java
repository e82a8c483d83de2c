package io.jcluster.artifacts;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A jar as Maven names it.
 *
 * @param classifier of a jar beside the main one, such as {@code linux-x86_64}
 * @param version one, and not a range: what was run can be run again
 */
public record Coordinate(
        String group, String artifact, Optional<String> classifier, String version) {

    /**
     * The one way to write what {@link #parse} takes, as a regular expression that editors know
     * too.
     */
    public static final String PATTERN =
            "^[A-Za-z0-9_][A-Za-z0-9_.-]*:[A-Za-z0-9_][A-Za-z0-9_.-]*(:jar(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?)?"
                    + ":(?!LATEST$|RELEASE$)[A-Za-z0-9_][A-Za-z0-9_.+-]*$";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");

    /** What Maven takes for "any" or "some": ranges, and its two words for the newest. */
    private static final Pattern OPEN = Pattern.compile("[\\[(].*|LATEST|RELEASE");

    /**
     * Of {@code group:artifact:type:classifier:version}, the version last however few there are.
     */
    private static final int MOST_PARTS = 5;

    private static final String SAME =
            ", and a run is to be the same next month: name one version, as in"
                    + " org.apache.commons:commons-math3:3.6.1";

    /**
     * Reads {@code group:artifact:version} and {@code group:artifact:jar:classifier:version}.
     *
     * @throws IllegalArgumentException in a sentence, for anything else
     */
    public static Coordinate parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > MOST_PARTS) {
            throw no(text);
        }
        String group = parts[0];
        String artifact = parts[1];
        String type = parts.length > 3 ? parts[2] : "jar";
        Optional<String> classifier =
                parts.length == MOST_PARTS ? Optional.of(parts[3]) : Optional.empty();
        String version = parts.length > 2 ? parts[parts.length - 1] : "";
        if (!NAME.matcher(group).matches()
                || !NAME.matcher(artifact).matches()
                || classifier.filter(it -> !NAME.matcher(it).matches()).isPresent()) {
            throw no(text);
        }
        if (version.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no version" + SAME);
        }
        if (OPEN.matcher(version).matches()) {
            throw new IllegalArgumentException("'" + text + "' leaves the version open" + SAME);
        }
        if (!type.equals("jar")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a " + type + ", and a class path is made of jars");
        }
        if (!VERSION.matcher(version).matches()) {
            throw no(text);
        }
        return new Coordinate(group, artifact, classifier, version);
    }

    private static IllegalArgumentException no(String text) {
        return new IllegalArgumentException(
                "'"
                        + text.replaceAll("\\p{Cntrl}", "?")
                        + "' is no Maven coordinate, which is written as group:artifact:version, or"
                        + " group:artifact:jar:classifier:version");
    }

    /** Whether what it names may be something else tomorrow. */
    public boolean isSnapshot() {
        return version.endsWith("-SNAPSHOT");
    }

    @Override
    public String toString() {
        return group
                + ":"
                + artifact
                + classifier.map(it -> ":jar:" + it).orElse("")
                + ":"
                + version;
    }
}
