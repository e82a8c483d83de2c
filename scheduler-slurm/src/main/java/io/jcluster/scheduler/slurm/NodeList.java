package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.SlotInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Slurm's short form of many host names, {@code nid[00001-00003,00010],login1}. Slurm can expand it
 * itself (scontrol show hostnames), but that would cost a question.
 */
final class NodeList {

    private static final int MOST = 100_000;

    /** Of a number, zeros in front of it included. */
    private static final int LONGEST = 18;

    /** Beyond the dimensions of any machine. */
    private static final int BRACKETS = 8;

    private NodeList() {}

    /** Adds the nodes of a job to what is reported of it, unless it has none. */
    static void report(@Nullable String list, JobInfo.Builder info) {
        Printed.text(list)
                .ifPresent(
                        nodes -> {
                            info.extension("slurm_ji_nodelist", nodes);
                            info.allocatedMachines(machines(nodes));
                        });
    }

    static List<SlotInfo> machines(String list) {
        return expand(list).stream().map(SlotInfo::new).toList();
    }

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
            throw Printed.unreadable("no node list", list);
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
            throw Printed.unreadable("no node list", name);
        }
        for (var range : name.substring(open + 1, close).split(",", -1)) {
            var ends = range.split("-", 2);
            var first = Printed.number(ends[0], LONGEST);
            var last = Printed.number(ends[ends.length - 1], LONGEST);
            if (first < 0 || last < first || last - first > MOST) {
                throw Printed.unreadable("no node list", name);
            }
            for (var n = first; n <= last; n++) {
                if (names.size() > MOST) {
                    throw Printed.unreadable("too many nodes", name);
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
