package io.jcluster.launcher.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Engines as people name them: {@code all}, {@code 3}, {@code 0,2}, {@code 0-3}, and as in
 * ipyparallel {@code -1} for the last one and slices such as {@code ::2} of the list of engines.
 */
public final class Targets {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})");
    private static final Pattern SLICE =
            Pattern.compile("(-?\\d{1,9})?:(-?\\d{1,9})?(?::([1-9]\\d{0,8}))?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private Targets() {}

    /**
     * The engines that are meant.
     *
     * @param live those there are
     * @throws IllegalArgumentException when the text names none, or one that is not there
     */
    public static SortedSet<Integer> choose(String text, Collection<Integer> live) {
        List<Integer> all = live.stream().sorted().toList();
        SortedSet<Integer> chosen = new TreeSet<>();
        for (String part : text.strip().split("[,\\s]+", -1)) {
            add(part, text, all, chosen);
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is none of the engines there are: " + text(all));
        }
        return chosen;
    }

    private static void add(
            String part, String text, List<Integer> all, SortedSet<Integer> chosen) {
        Matcher range = RANGE.matcher(part);
        Matcher slice = SLICE.matcher(part);
        if (part.equals("all")) {
            chosen.addAll(all);
        } else if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            if (first > last) {
                throw new IllegalArgumentException(
                        "'" + part + "' runs backwards: write " + last + "-" + first);
            }
            // The ends are looked at first: a range of a billion is a slip of the finger.
            chosen.add(present(first, all));
            chosen.add(present(last, all));
            for (int id = first + 1; id < last; id++) {
                chosen.add(present(id, all));
            }
        } else if (slice.matches()) {
            int step = slice.group(3) == null ? 1 : Integer.parseInt(slice.group(3));
            int end = bound(slice.group(2), all.size(), all.size());
            for (int at = bound(slice.group(1), 0, all.size()); at < end; at += step) {
                chosen.add(all.get(at));
            }
        } else if (NUMBER.matcher(part).matches()) {
            int id = Integer.parseInt(part);
            boolean fromTheEnd = id < 0 && -id <= all.size();
            chosen.add(fromTheEnd ? all.get(all.size() + id) : present(id, all));
        } else {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' names no engines: write all, 3, 0,2, 0-3, or a slice such as ::2");
        }
    }

    private static int present(int id, List<Integer> all) {
        if (!all.contains(id)) {
            throw new IllegalArgumentException(
                    "there is no engine " + id + "; engines: " + text(all));
        }
        return id;
    }

    private static int bound(@Nullable String text, int none, int size) {
        if (text == null) {
            return none;
        }
        int at = Integer.parseInt(text);
        return Math.max(0, Math.min(size, at < 0 ? size + at : at));
    }

    /** Engine ids, or other numbers, as {@link #choose} reads them: {@code 0-3,8}. */
    public static String text(Collection<Integer> ids) {
        List<Integer> sorted = new ArrayList<>(new TreeSet<>(ids));
        StringJoiner text = new StringJoiner(",");
        int first = 0;
        while (first < sorted.size()) {
            int last = first;
            while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                last++;
            }
            text.add(
                    first == last
                            ? "" + sorted.get(first)
                            : sorted.get(first) + "-" + sorted.get(last));
            first = last + 1;
        }
        return ids.isEmpty() ? "none" : text.toString();
    }
}
