package io.jcluster.scheduler.slurm;

import java.util.ArrayList;
import java.util.List;

/**
 * Slurm's short form of many host names, {@code nid[00001-00003,00010],login1}. Slurm can expand it
 * itself (scontrol show hostnames), but that would cost a question.
 */
final class NodeList {

    private static final int MOST = 100_000;

    /** Beyond any name and any dimension of a machine; what has more is rubbish. */
    private static final int LONGEST = 1_000;

    private static final int BRACKETS = 8;

    private NodeList() {}

    /**
     * @throws IllegalArgumentException when the text is no such list
     */
    static List<String> expand(String list) {
        var names = new ArrayList<String>();
        var depth = 0;
        var from = 0;
        for (var i = 0; i <= list.length(); i++) {
            var c = i < list.length() ? list.charAt(i) : ',';
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                expandOne(list.substring(from, i), names, 0);
                from = i + 1;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("not a node list: " + list);
        }
        return List.copyOf(names);
    }

    /** One name, of which the first bracket is resolved, and the rest by calling itself. */
    private static void expandOne(String name, List<String> names, int depth) {
        var open = name.indexOf('[');
        if (open < 0) {
            if (!name.isEmpty()) {
                names.add(name);
            }
            return;
        }
        var close = name.indexOf(']', open);
        if (close < 0 || depth == BRACKETS) {
            throw new IllegalArgumentException("not a node list: " + name);
        }
        for (var range : name.substring(open + 1, close).split(",", -1)) {
            var ends = range.split("-", 2);
            var first = Long.parseLong(ends[0]);
            var last = Long.parseLong(ends[ends.length - 1]);
            if (last < first || last - first > MOST || ends[0].length() > LONGEST) {
                throw new IllegalArgumentException("not a range of nodes: " + range);
            }
            for (var n = first; n <= last; n++) {
                if (names.size() > MOST) {
                    throw new IllegalArgumentException("too many nodes: " + name);
                }
                var digits = String.valueOf(n);
                var zeros = "0".repeat(Math.max(0, ends[0].length() - digits.length()));
                expandOne(
                        name.substring(0, open) + zeros + digits + name.substring(close + 1),
                        names,
                        depth + 1);
            }
        }
    }
}
