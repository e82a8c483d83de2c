package io.jcluster.templates.ipyparallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The statements of a Python file as words, by the rules of its lexical analysis (The Python
 * Language Reference, 2). Nothing is run. What has no plain value, such as an f-string, becomes a
 * word that no reader of literals takes.
 */
final class PythonStatements {

    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        OPERATOR,
        /** Something without a value that could be read here. */
        ODD
    }

    /**
     * A word.
     *
     * @param text of a TEXT its value, else what was written
     * @param line where its value begins
     */
    record Token(Kind kind, String text, int line) {
        boolean is(String written) {
            return (kind == Kind.NAME || kind == Kind.OPERATOR) && text.equals(written);
        }
    }

    /**
     * A simple statement, or the head of a compound one.
     *
     * @param indented whether it belongs to the statement before it
     * @param source its first line as written
     */
    record Statement(int line, boolean indented, String source, List<Token> tokens) {}

    private final String text;
    private final String[] lines;
    private int at;
    private int line = 1;

    private PythonStatements(String text) {
        this.text = text;
        this.lines = text.split("\n", -1);
    }

    static List<Statement> of(String text) {
        return new PythonStatements(text.replace("\r\n", "\n")).read();
    }

    private List<Statement> read() {
        List<Statement> statements = new ArrayList<>();
        while (at < text.length()) {
            int begin = at;
            boolean first = begin == 0 || text.charAt(begin - 1) == '\n';
            skipBlanks();
            boolean indented =
                    first
                            ? at > begin
                            : !statements.isEmpty()
                                    && statements.get(statements.size() - 1).indented();
            int firstLine = line;
            List<Token> tokens = statement();
            if (!tokens.isEmpty()) {
                statements.add(
                        new Statement(firstLine, indented, lines[firstLine - 1].strip(), tokens));
            }
        }
        return statements;
    }

    private List<Token> statement() {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        while (at < text.length()) {
            skipBlanks();
            if (at >= text.length()) {
                break;
            }
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '\n') {
                next();
                if (depth == 0) {
                    return tokens;
                }
            } else if (c == ';' && depth == 0) {
                next();
                return tokens;
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                next();
                next();
            } else {
                Token token = token();
                if (token.kind() == Kind.OPERATOR) {
                    depth += "([{".contains(token.text()) ? 1 : 0;
                    depth -= ")]}".contains(token.text()) ? 1 : 0;
                    depth = Math.max(0, depth);
                }
                tokens.add(token);
            }
        }
        if (depth > 0) {
            tokens.add(new Token(Kind.ODD, "a bracket that is not closed", line));
        }
        return tokens;
    }

    private Token token() {
        char c = text.charAt(at);
        int begin = at;
        if (c == '"' || c == '\'') {
            return string("");
        }
        if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            while (at < text.length()
                    && (Character.isUnicodeIdentifierPart(text.charAt(at))
                            || text.charAt(at) == '_')) {
                next();
            }
            String word = text.substring(begin, at);
            boolean quoted =
                    at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
            return quoted ? string(word) : new Token(Kind.NAME, word, line);
        }
        if (Character.isDigit(c)
                || (c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1)))) {
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at))
                            || "._".indexOf(text.charAt(at)) >= 0)) {
                next();
            }
            return new Token(Kind.NUMBER, text.substring(begin, at), line);
        }
        next();
        // Only these are told apart from a plain '=': they do not set a value.
        if (at < text.length() && text.charAt(at) == '=' && "+-*/%|&^<>!=@".indexOf(c) >= 0) {
            next();
        }
        return new Token(Kind.OPERATOR, text.substring(begin, at), line);
    }

    /** A string from its first quote on. */
    private Token string(String prefix) {
        int begun = line;
        String letters = prefix.toLowerCase(Locale.ROOT);
        boolean plain = letters.isEmpty() || letters.equals("r") || letters.equals("u");
        boolean raw = letters.contains("r");
        char quote = text.charAt(at);
        String triple = String.valueOf(quote).repeat(3);
        boolean isLong = text.startsWith(triple, at);
        String end = isLong ? triple : String.valueOf(quote);
        for (int i = 0; i < end.length(); i++) {
            next();
        }
        StringBuilder value = new StringBuilder();
        boolean readable = true;
        while (true) {
            if (at >= text.length() || (!isLong && text.charAt(at) == '\n')) {
                return new Token(Kind.ODD, "a string that is not closed", begun);
            }
            if (text.startsWith(end, at)) {
                for (int i = 0; i < end.length(); i++) {
                    next();
                }
                break;
            }
            char c = text.charAt(at);
            if (c != '\\' || at + 1 >= text.length()) {
                value.append(c);
                next();
            } else if (raw) {
                value.append(c).append(text.charAt(at + 1));
                next();
                next();
            } else {
                Optional<String> escaped = escape();
                readable &= escaped.isPresent();
                escaped.ifPresent(value::append);
            }
        }
        return plain && readable
                ? new Token(Kind.TEXT, value.toString(), begun)
                : new Token(Kind.ODD, prefix + end + "..." + end, begun);
    }

    /** What an escape stands for; empty where only Python's tables know. */
    private Optional<String> escape() {
        next();
        char c = text.charAt(at);
        next();
        return switch (c) {
            case '\n' -> Optional.of("");
            case '\\', '\'', '"' -> Optional.of(String.valueOf(c));
            case 'a' -> Optional.of("\u0007");
            case 'b' -> Optional.of("\b");
            case 'f' -> Optional.of("\f");
            case 'n' -> Optional.of("\n");
            case 'r' -> Optional.of("\r");
            case 't' -> Optional.of("\t");
            case 'v' -> Optional.of("\u000b");
            case 'x' -> code(2, 2, 16);
            case 'u' -> code(4, 4, 16);
            case 'U' -> code(8, 8, 16);
            case 'N' -> Optional.empty();
            default -> {
                if (c >= '0' && c <= '7') {
                    at--;
                    yield code(1, 3, 8);
                }
                yield Optional.of("\\" + c); // which Python leaves as it is
            }
        };
    }

    private Optional<String> code(int least, int most, int radix) {
        int begin = at;
        while (at < text.length()
                && at - begin < most
                && Character.digit(text.charAt(at), radix) >= 0) {
            next();
        }
        if (at - begin < least) {
            return Optional.empty();
        }
        long point = Long.parseLong(text.substring(begin, at), radix);
        return point <= Character.MAX_CODE_POINT
                ? Optional.of(Character.toString((int) point))
                : Optional.empty();
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\f\r\uFEFF".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void next() {
        if (text.charAt(at) == '\n') {
            line++;
        }
        at++;
    }
}
