package io.jcluster.templates.ipyparallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A line of a shell cut into its words; what stands in it is not expanded. */
final class ShellLine {

    /**
     * A word or an operator.
     *
     * @param text without its quotes
     * @param written with them
     * @param plain whether the shell would leave it as it is
     * @param operator whether it is one, such as {@code |} or {@code 2>&1}
     */
    record Word(String text, String written, boolean plain, boolean operator) {
        @Override
        public String toString() {
            return written;
        }
    }

    private final String line;
    private int at;

    private ShellLine(String line) {
        this.line = line;
    }

    /** The words up to a comment; empty where a quote is not closed. */
    static Optional<List<Word>> words(String line) {
        return new ShellLine(line).read();
    }

    private Optional<List<Word>> read() {
        List<Word> words = new ArrayList<>();
        while (true) {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (at >= line.length() || line.charAt(at) == '#') {
                return Optional.of(words);
            }
            if (";|&<>()".indexOf(line.charAt(at)) >= 0) {
                int begin = at;
                while (at < line.length() && ";|&<>()".indexOf(line.charAt(at)) >= 0) {
                    at++;
                }
                String operator = line.substring(begin, at);
                words.add(new Word(operator, operator, true, true));
                continue;
            }
            Optional<Word> word = word();
            if (word.isEmpty()) {
                return Optional.empty();
            }
            words.add(word.get());
        }
    }

    private Optional<Word> word() {
        int begin = at;
        StringBuilder text = new StringBuilder();
        boolean plain = true;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c) || ";|&<>()".indexOf(c) >= 0) {
                break;
            }
            int hole = Holes.end(line, at);
            if (hole > at) {
                text.append(line, at, hole);
                at = hole;
            } else if (c == '\'') {
                int end = line.indexOf('\'', at + 1);
                if (end < 0) {
                    return Optional.empty();
                }
                text.append(line, at + 1, end);
                at = end + 1;
            } else if (c == '"') {
                at++;
                while (at < line.length() && line.charAt(at) != '"') {
                    char inner = line.charAt(at);
                    if (inner == '\\'
                            && at + 1 < line.length()
                            && "\\\"$`".indexOf(line.charAt(at + 1)) >= 0) {
                        at++;
                    } else if (inner == '$' || inner == '`') {
                        plain = false;
                    }
                    text.append(line.charAt(at));
                    at++;
                }
                if (at >= line.length()) {
                    return Optional.empty();
                }
                at++;
            } else if (c == '\\' && at + 1 < line.length()) {
                text.append(line.charAt(at + 1));
                at += 2;
            } else {
                if (c == '$' && at + 1 < line.length() && line.charAt(at + 1) == '(') {
                    int end = closing(at + 1);
                    if (end < 0) {
                        return Optional.empty();
                    }
                    text.append(line, at, end);
                    at = end;
                    plain = false;
                    continue;
                }
                plain &= "$`*?[~!".indexOf(c) < 0;
                text.append(c);
                at++;
            }
        }
        String written = line.substring(begin, at);
        // The number before a redirection belongs to it.
        boolean descriptor =
                written.matches("\\d") && at < line.length() && "<>".indexOf(line.charAt(at)) >= 0;
        return Optional.of(new Word(text.toString(), written, plain, descriptor));
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < line.length(); i++) {
            depth += line.charAt(i) == '(' ? 1 : 0;
            depth -= line.charAt(i) == ')' ? 1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
