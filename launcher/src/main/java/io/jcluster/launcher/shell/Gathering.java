package io.jcluster.launcher.shell;

import io.jcluster.client.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What several engines print, gathered for a moment, so that what is the same is shown once. What
 * an engine prints within that moment stays together; nothing waits longer than that.
 *
 * <p>Used by one thread at a time.
 */
public final class Gathering {

    /** Where engines print to. */
    public enum Kind {
        OUT,
        ERR
    }

    /**
     * Lines that some engines have printed alike. They are free of control characters.
     *
     * @param engines by rising id
     */
    public record Block(List<Integer> engines, Kind kind, List<String> lines) {

        public Block {
            engines = List.copyOf(engines);
            lines = List.copyOf(lines);
        }
    }

    private record Run(Kind kind, List<String> lines) {}

    private static final class Printed {
        private final Map<Kind, StringBuilder> halves = new EnumMap<>(Kind.class);
        private final List<Run> runs = new ArrayList<>();
        private long since;

        void line(Kind kind, String line, long now) {
            if (runs.isEmpty()) {
                since = now;
            }
            if (runs.isEmpty() || runs.get(runs.size() - 1).kind() != kind) {
                runs.add(new Run(kind, new ArrayList<>()));
            }
            runs.get(runs.size() - 1).lines().add(line);
        }
    }

    private final long hold;
    private final Consumer<Block> show;
    private final Map<Integer, Printed> engines = new TreeMap<>();

    /**
     * @param hold how long lines wait for the same lines of other engines
     */
    public Gathering(Duration hold, Consumer<Block> show) {
        this.hold = hold.toNanos();
        this.show = show;
    }

    /** Takes in a piece of output, which need not end with a line. */
    public void said(int engine, Kind kind, String text, long now) {
        Printed printed = engines.computeIfAbsent(engine, id -> new Printed());
        StringBuilder half = printed.halves.computeIfAbsent(kind, k -> new StringBuilder());
        half.append(text);
        int from = 0;
        for (int at = half.indexOf("\n"); at >= 0; at = half.indexOf("\n", from)) {
            printed.line(kind, line(half.substring(from, at)), now);
            from = at + 1;
        }
        half.delete(0, from);
    }

    /** An engine has said all: the line it has begun ends here. */
    public void finished(int engine, long now) {
        Printed printed = engines.get(engine);
        if (printed == null) {
            return;
        }
        printed.halves.forEach(
                (kind, half) -> {
                    if (!half.isEmpty()) {
                        printed.line(kind, line(half.toString()), now);
                        half.setLength(0);
                    }
                });
    }

    /** Shows what has waited long enough. */
    public void tick(long now) {
        show(printed -> now - printed.since >= hold);
    }

    /** Shows all that is there. */
    public void end() {
        show(printed -> true);
    }

    private void show(Predicate<Printed> due) {
        while (engines.values().stream().anyMatch(it -> !it.runs.isEmpty() && due.test(it))) {
            Map<Run, List<Integer>> alike = new LinkedHashMap<>();
            engines.forEach(
                    (id, printed) -> {
                        if (!printed.runs.isEmpty()) {
                            alike.computeIfAbsent(printed.runs.get(0), run -> new ArrayList<>())
                                    .add(id);
                        }
                    });
            alike.forEach(
                    (run, ids) -> {
                        List<Printed> together = ids.stream().map(this::of).toList();
                        if (together.stream().anyMatch(due)) {
                            together.forEach(printed -> printed.runs.remove(0));
                            show.accept(new Block(ids, run.kind(), run.lines()));
                        }
                    });
        }
    }

    private Printed of(int engine) {
        return engines.computeIfAbsent(engine, id -> new Printed());
    }

    /** What a progress bar writes over itself is seen in its last state only. */
    private static String line(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return PlainText.of(text.substring(text.lastIndexOf('\r', end - 1) + 1, end));
    }
}
