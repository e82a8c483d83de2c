package io.jcluster.templates;

/**
 * Where a word was said.
 *
 * @param source a file, the bundled profile, or an option of the command line, as one speaks of it
 * @param line from 1; 0 where there are no lines
 * @param column from 1; 0 where there are no lines
 */
public record Origin(String source, int line, int column) {

    /** What has no lines, such as an option. */
    public static Origin of(String source) {
        return new Origin(source, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
