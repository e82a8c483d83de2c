package io.jcluster.launcher.shell;

/**
 * Python as it is typed, line by line: whether more has to follow. As Python's own prompt, it goes
 * on while a bracket or a text is open, after a backslash, and in a block until an empty line.
 */
public final class PythonInput {

    private PythonInput() {}

    /** Whether this is a whole statement, or wrong beyond repair: an engine will say how. */
    public static boolean isComplete(String text) {
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '"' || c == '\'') {
                String quote = Character.toString(c);
                boolean tripled = text.startsWith(quote.repeat(3), at);
                String close = tripled ? quote.repeat(3) : quote;
                int end = closing(text, at + close.length(), close);
                if (end < 0) {
                    // A plain text that is not closed on its line is an error, not an open end.
                    return !tripled;
                }
                at = end;
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                at++;
            }
        }
        if (depth > 0) {
            return false;
        }
        String[] lines = text.split("\n", -1);
        String last = lines[lines.length - 1];
        if (last.endsWith("\\")) {
            return false;
        }
        return last.isBlank() || !opensBlock(lines);
    }

    /** Behind the closing quote, or -1. */
    private static int closing(String text, int from, String close) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (text.startsWith(close, at)) {
                return at + close.length();
            } else if (c == '\n' && close.length() == 1) {
                return -1;
            }
        }
        return -1;
    }

    /** Whether a line announces a block, or a decorator what it decorates. */
    private static boolean opensBlock(String[] lines) {
        for (String line : lines) {
            int comment = line.indexOf('#');
            String code = (comment < 0 ? line : line.substring(0, comment)).stripTrailing();
            if (code.endsWith(":") || code.startsWith("@")) {
                return true;
            }
        }
        return false;
    }
}
