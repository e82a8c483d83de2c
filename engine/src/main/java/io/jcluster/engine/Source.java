package io.jcluster.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A snippet within the code it came in, so that its lines are named as the user counts them.
 *
 * @param cell the name of the whole code
 * @param code the whole code
 * @param offset where in it the snippet begins; negative where the engine has put words before it
 */
record Source(String cell, String code, int offset) {

    /** The line of the code, from 1, for a position within the snippet. */
    int line(long position) {
        int end = clamp(position);
        return (int) code.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
    }

    /** The line of the code for a line of the snippet, both from 1. */
    int lineOfLine(int snippetLine) {
        int added = offset < 0 ? 1 : 0;
        return line(0) + snippetLine - 1 - added;
    }

    /** The line's number and text, and a caret below the position. */
    List<String> marked(long position) {
        int line = line(position);
        var head = "line " + line + ": ";
        var shown = new ArrayList<String>();
        shown.add(head + text(line));
        int at = clamp(position);
        int begin = code.lastIndexOf('\n', at - 1) + 1;
        // Tabs stay tabs, so that the caret is where the eye expects it.
        var indent = new StringBuilder(" ".repeat(head.length()));
        code.substring(begin, at).chars().forEach(c -> indent.append(c == '\t' ? '\t' : ' '));
        shown.add(indent + "^");
        return shown;
    }

    /** The text of a line of the code, or none where there is no such line. */
    String text(int line) {
        var lines = code.lines().toList();
        return line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
    }

    private int clamp(long position) {
        return (int) Math.max(0, Math.min(code.length(), offset + position));
    }
}
