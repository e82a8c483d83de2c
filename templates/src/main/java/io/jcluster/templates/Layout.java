package io.jcluster.templates;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a cluster's controller and engines are put into jobs. */
public enum Layout {

    /** One job for both: all of it waits in the queue, then all of it is there. */
    TOGETHER,

    /**
     * A job each, as ipyparallel's own PBS and Slurm launchers do it: a small controller may start
     * soon, and the engines wait in the queue for as long as they have to.
     */
    SEPARATE;

    /** The word of profiles and command lines. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The layout of that word.
     *
     * @throws IllegalArgumentException with the words that would be right
     */
    public static Layout parse(String word) {
        return Arrays.stream(values())
                .filter(layout -> layout.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'"
                                                + word
                                                + "' is no layout; there are "
                                                + Arrays.stream(values())
                                                        .map(Layout::word)
                                                        .collect(Collectors.joining(" and "))));
    }
}
