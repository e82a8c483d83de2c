package io.jcluster.tunnel.ssh;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line of ssh_config(5): parted by spaces, with quotes around spaces. A backslash
 * stands for itself unless a quote, a backslash or a space follows, so paths of Windows can be
 * written.
 */
final class ConfigWords {

    private ConfigWords() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == '#') {
                break;
            } else {
                i = word(line, i, words);
            }
        }
        return words;
    }

    /** Returns where the word ends. */
    private static int word(String line, int from, List<String> words) {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        int i = from;
        for (; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && escapes(line.charAt(i + 1), quote)) {
                word.append(line.charAt(++i));
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                break;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw SshConfig.wrong("a quote is not closed: " + line.strip());
        }
        words.add(word.toString());
        return i;
    }

    private static boolean escapes(char next, char quote) {
        return next == '"' || next == '\'' || next == '\\' || (quote == 0 && next == ' ');
    }
}
