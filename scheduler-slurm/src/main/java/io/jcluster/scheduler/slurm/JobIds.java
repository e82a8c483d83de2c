package io.jcluster.scheduler.slurm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * Job ids as squeue's {@code %i} and sacct's {@code JobID} print them: {@code 27}, {@code 27_3} for
 * a member of an array, {@code 9+1} for a part of a heterogeneous job, and {@code
 * 27_[3,5,7-99:2%1]} for all members that still wait. (20.11 to 24.11 print them alike.)
 */
final class JobIds {

    /** The greatest MaxArraySize that Slurm admits (slurm.conf(5)). */
    private static final int MOST = 4_000_001;

    private JobIds() {}

    /**
     * Every job that an id stands for.
     *
     * @throws IllegalArgumentException when the text is no such id
     */
    static List<String> expand(String id) {
        var open = id.indexOf("_[");
        if (open < 0) {
            if (!isOne(id)) {
                throw Printed.unreadable("no job id", id);
            }
            return List.of(id);
        }
        var array = id.substring(0, open + 1);
        if (!id.endsWith("]") || !isNumber(id, 0, open)) {
            throw Printed.unreadable("no job id", id);
        }
        var members = new ArrayList<String>();
        indices(id.substring(open + 2, id.length() - 1), i -> members.add(array + i));
        return members;
    }

    /** The indices of {@code 3,5,7-99:2%1}; what follows the percent sign is no index. */
    static void indices(String text, IntConsumer each) {
        var percent = text.indexOf('%');
        var list = percent < 0 ? text : text.substring(0, percent);
        var count = 0;
        for (var range : list.split(",", -1)) {
            var colon = range.indexOf(':');
            var step = colon < 0 ? 1 : index(range.substring(colon + 1), text);
            var ends = colon < 0 ? range : range.substring(0, colon);
            var dash = ends.indexOf('-');
            var first = index(dash < 0 ? ends : ends.substring(0, dash), text);
            var last = dash < 0 ? first : index(ends.substring(dash + 1), text);
            if (step == 0) {
                throw Printed.unreadable("no array indices", text);
            }
            for (var i = first; i <= last; i += step) {
                if (++count > MOST) {
                    throw Printed.unreadable("too many array indices", text);
                }
                each.accept(i);
            }
        }
    }

    /** The array a member belongs to; empty for any other id. */
    static String arrayOf(String id) {
        var at = id.indexOf('_');
        return at < 0 ? "" : id.substring(0, at);
    }

    /**
     * The same jobs in as few words as possible: members of one array as {@code 27_[1-3,7]}.
     * scancel(1) reads such a word at once and gives every other one a thread of its own, of which
     * it runs ten: a signal to 24 members took half a minute one by one, and 0.06 s as one word
     * (22.05.8).
     */
    static List<String> collapse(List<String> ids) {
        var words = new ArrayList<String>();
        var arrays = new LinkedHashMap<String, TreeSet<Integer>>();
        for (var id : ids) {
            var array = arrayOf(id);
            if (array.isEmpty()) {
                words.add(id);
            } else {
                arrays.computeIfAbsent(array, absent -> new TreeSet<>())
                        .add(Integer.valueOf(indexOf(id)));
            }
        }
        arrays.forEach(
                (array, indices) ->
                        words.add(
                                indices.size() == 1
                                        ? array + "_" + indices.first()
                                        : array + "_[" + ranges(indices) + "]"));
        return words;
    }

    private static String ranges(SortedSet<Integer> indices) {
        var ranges = new StringJoiner(",");
        var first = indices.first();
        var last = first;
        for (var index : indices.tailSet(first + 1)) {
            if (index != last + 1) {
                ranges.add(range(first, last));
                first = index;
            }
            last = index;
        }
        return ranges.add(range(first, last)).toString();
    }

    private static String range(int first, int last) {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }

    /** The index of a member of an array; empty for any other id. */
    static String indexOf(String id) {
        var at = id.indexOf('_');
        return at < 0 ? "" : id.substring(at + 1);
    }

    /** Whether this is the id of exactly one job. */
    static boolean isOne(String id) {
        var at = Math.max(id.indexOf('_'), id.indexOf('+'));
        return at < 0
                ? isNumber(id, 0, id.length())
                : isNumber(id, 0, at) && isNumber(id, at + 1, id.length());
    }

    private static boolean isNumber(String text, int from, int to) {
        if (from >= to || to - from > 10) {
            return false;
        }
        for (var i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int index(String digits, String whole) {
        var index = Printed.number(digits, 8);
        if (index < 0) {
            throw Printed.unreadable("no array indices", whole);
        }
        return (int) index;
    }
}
