package io.jcluster.tunnel;

/**
 * Text from another machine made fit for this one's terminal. A banner or an error message can hold
 * escape sequences that rewrite the screen or the window's title.
 */
public final class Printable {

    private Printable() {}

    /** The text without control characters other than newline and tab, and without bidi marks. */
    public static String text(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !hidden(c))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
