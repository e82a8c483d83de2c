package io.jcluster.launcher.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Engines as people name them: {@code all}, {@code 3}, {@code 0,2}, {@code 0-3}, and as in
 * ipyparallel {@code -1} for the last one and slices such as {@code ::2} of the list of engines; by
 * their MPI world and rank {@code world1}, {@code world1:rank0-3}, and {@code rank3} where there is
 * only one world.
 */
public final class Targets {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})");
    private static final Pattern SLICE =
            Pattern.compile("(-?\\d{1,9})?:(-?\\d{1,9})?(?::([1-9]\\d{0,8}))?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern PLACE =
            Pattern.compile(
                    "world(?<world>\\d{1,6})(?::(?:ranks?)(?<from>\\d{1,9})(?:-(?<to>\\d{1,9}))?)?"
                            + "|ranks?(?<first>\\d{1,9})(?:-(?<last>\\d{1,9}))?");

    private Targets() {}

    /**
     * The engines that are meant.
     *
     * @param live those there are
     * @param worlds asked for only where the text speaks of worlds or ranks
     * @throws IllegalArgumentException when the text names none, or one that is not there, or a
     *     rank that several worlds have
     */
    public static SortedSet<Integer> choose(
            String text, Collection<Integer> live, Supplier<List<EngineWorld>> worlds) {
        List<Integer> all = live.stream().sorted().toList();
        SortedSet<Integer> chosen = new TreeSet<>();
        for (String part : text.strip().split("[,\\s]+", -1)) {
            Matcher place = PLACE.matcher(part);
            if (place.matches()) {
                chosen.addAll(at(place, worlds.get(), all));
            } else {
                add(part, text, all, chosen);
            }
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
                            + "' names no engines: write all, 3, 0,2, 0-3, a slice such as ::2, or"
                            + " world1, world1:rank0-3, rank3");
        }
    }

    private static Collection<Integer> at(
            Matcher place, List<EngineWorld> worlds, List<Integer> live) {
        String number = place.group("world");
        String first = number == null ? place.group("first") : place.group("from");
        String last = number == null ? place.group("last") : place.group("to");
        EngineWorld world = number == null ? only(place.group(), worlds) : numbered(number, worlds);
        if (first == null) {
            return world.engines().stream().filter(live::contains).toList();
        }
        if (world.ranks().isEmpty()) {
            throw new IllegalArgumentException(
                    "the engines of " + world + " have no MPI ranks: name them by their ids");
        }
        int from = Integer.parseInt(first);
        int to = last == null ? from : Integer.parseInt(last);
        if (from > to) {
            throw new IllegalArgumentException(
                    "'" + place.group() + "' runs backwards: write " + to + "-" + from);
        }
        List<Integer> engines = new ArrayList<>();
        for (int rank = from; rank <= to; rank++) {
            Integer engine = world.ranks().get(rank);
            if (engine == null || !live.contains(engine)) {
                throw new IllegalArgumentException(
                        world
                                + " has no rank "
                                + rank
                                + "; ranks: "
                                + text(world.ranks().keySet()));
            }
            engines.add(engine);
        }
        return engines;
    }

    private static EngineWorld numbered(String number, List<EngineWorld> worlds) {
        return worlds.stream()
                .filter(it -> it.number() == Integer.parseInt(number))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no engine that can be asked is of world "
                                                + number
                                                + "; there are: "
                                                + inWords(worlds)));
    }

    private static EngineWorld only(String rank, List<EngineWorld> worlds) {
        List<EngineWorld> ranked = worlds.stream().filter(it -> !it.ranks().isEmpty()).toList();
        if (ranked.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + rank + "': no engine that can be asked has an MPI rank");
        }
        if (ranked.size() > 1) {
            throw new IllegalArgumentException(
                    "'"
                            + rank
                            + "' may be of "
                            + inWords(ranked)
                            + ": write world"
                            + ranked.get(0).number()
                            + ":"
                            + rank);
        }
        return ranked.get(0);
    }

    private static String inWords(List<EngineWorld> worlds) {
        return worlds.isEmpty()
                ? "none"
                : worlds.stream().map(EngineWorld::toString).collect(Collectors.joining(", "));
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
