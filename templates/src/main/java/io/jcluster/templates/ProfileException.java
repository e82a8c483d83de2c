package io.jcluster.templates;

import java.util.List;
import java.util.stream.Collectors;

/** A profile that cannot be used as it is: its author must correct it. */
public final class ProfileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param source the file, or how else to name where the text is from
     * @param line from 1; 0 when it is about the file as a whole
     * @param column from 1; 0 when it is about the file as a whole
     * @param sentence what is wrong, and what would be right
     */
    public record Problem(String source, int line, int column, String sentence) {
        @Override
        public String toString() {
            return line == 0
                    ? source + ": " + sentence
                    : source + ":" + line + ":" + column + ": " + sentence;
        }
    }

    private final transient List<Problem> problems;

    public ProfileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All that was found in one reading, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
