package io.jcluster.scheduler.slurm;

import java.util.ArrayList;
import java.util.List;

/**
 * Slurm's short form of many host names, {@code nid[00001-00003,00010],login1}. Slurm can expand it
 * itself (scontrol show hostnames), but that would cost a question.
 */
final class NodeList {

    private static final int MOST = 100_000;

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
                expandOne(list.substring(from, i), names);
                from = i + 1;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("not a node list: " + list);
        }
        return List.copyOf(names);
    }

    /** One name, of which the first bracket is resolved, and the rest by calling itself. */
    private static void expandOne(String name, List<String> names) {
        var open = name.indexOf('[');
        if (open < 0) {
            if (!name.isEmpty()) {
                names.add(name);
            }
            return;
        }
        var close = name.indexOf(']', open);
        for (var range : name.substring(open + 1, close).split(",", -1)) {
            var ends = range.split("-", 2);
            var last = Long.parseLong(ends[ends.length - 1]);
            for (var n = Long.parseLong(ends[0]); n <= last; n++) {
                if (names.size() > MOST) {
                    throw new IllegalArgumentException("too many nodes: " + name);
                }
                var digits = String.valueOf(n);
                var zeros = "0".repeat(Math.max(0, ends[0].length() - digits.length()));
                expandOne(
                        name.substring(0, open) + zeros + digits + name.substring(close + 1),
                        names);
            }
        }
    }
}
