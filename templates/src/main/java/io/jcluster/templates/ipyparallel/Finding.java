package io.jcluster.templates.ipyparallel;

/**
 * What became of one line of an ipyparallel profile.
 *
 * @param file its name in the directory
 * @param line from 1; 0 when it is about the file as a whole
 * @param text what it says, on one line
 * @param meaning the words of the new profile, or what to do
 */
public record Finding(Kind kind, String file, int line, String text, String meaning) {

    private static final int LONGEST = 300;

    /** What can become of a line. */
    public enum Kind {
        /** It is now a word of the profile. */
        UNDERSTOOD,
        /** Nothing is left of it, because jcluster does it by itself. */
        OURS,
        /** It stands in the new job script as it was. */
        KEPT,
        /** It needs its author. */
        NOT_UNDERSTOOD
    }

    public Finding {
        text = printable(text);
        meaning = printable(meaning);
    }

    static Finding of(Kind kind, Origin at, String text, String meaning) {
        return new Finding(kind, at.file(), at.line(), text, meaning);
    }

    /** These texts are another's: what a terminal would obey is not for it. */
    private static String printable(String text) {
        String line = text.strip().replaceAll("\\s+", " ").replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
    }
}
