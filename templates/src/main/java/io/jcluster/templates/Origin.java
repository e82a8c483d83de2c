package io.jcluster.templates;

import java.util.Optional;

/**
 * Where a word was said.
 *
 * @param source a file, the bundled profile, or an option of the command line, as one speaks of it
 * @param line from 1; 0 where there are no lines
 * @param column from 1; 0 where there are no lines
 */
public record Origin(String source, int line, int column) {

    private static final String BUILT_IN = "built-in";

    /**
     * What jcluster does by itself.
     *
     * @param taker where what was said instead was taken away
     */
    static Origin builtIn(Optional<Origin> taker) {
        return taker.map(
                        by ->
                                new Origin(
                                        BUILT_IN + ", other taken away by " + by.source(),
                                        by.line(),
                                        by.column()))
                .orElse(of(BUILT_IN));
    }

    /** Whether nobody has said it. */
    public boolean isBuiltIn() {
        return source.equals(BUILT_IN) || source.startsWith(BUILT_IN + ",");
    }

    /** What has no lines, such as an option. */
    public static Origin of(String source) {
        return new Origin(source, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
