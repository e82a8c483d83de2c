package io.jcluster.launcher.cli;

import io.jcluster.launcher.shell.PythonInput;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Typed Python for the line editor: when it goes on to another line, and what Tab completes. */
final class PythonLines implements Parser {

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE
                && !line.startsWith("%")
                && !PythonInput.isComplete(line)) {
            throw new EOFError(-1, cursor, "a statement that goes on");
        }
        int from = cursor;
        while (from > 0 && isPartOfName(line.charAt(from - 1))) {
            from--;
        }
        return new Word(
                line,
                cursor,
                line.substring(from, cursor),
                line.substring(from, wordEnd(line, cursor)));
    }

    private static int wordEnd(String line, int cursor) {
        int end = cursor;
        while (end < line.length() && isPartOfName(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isPartOfName(char c) {
        return Character.isJavaIdentifierPart(c) || c == '.' || c == '%';
    }

    /** A dotted name with the cursor in it. Nothing is quoted: Python is no shell. */
    private record Word(String line, int cursor, String before, String word)
            implements CompletingParsedLine {

        @Override
        public int wordCursor() {
            return before.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }
}
