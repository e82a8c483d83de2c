package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Usage;
import io.jcluster.launcher.cluster.WatchedCluster;
import io.jcluster.launcher.cluster.WatchedJob;
import io.jcluster.tunnel.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Clusters and their jobs as a table of a given width, drawn as {@code qstat -n} does: a line for
 * each job, and under it where it runs. A cluster of several jobs has a line before theirs.
 */
final class WatchTable {

    /** Wide enough for everything there is to say. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final String GAP = "  ";
    private static final String INDENT = "    ";

    /** As in Slurm's accounting: here something was cut off. */
    private static final char CUT = '+';

    /** A job of thousands of nodes must not hide the other clusters. */
    private static final int LINES_OF_NODES = 3;

    /** The columns, and how wide their contents may make them. */
    private enum Column {
        ID(48),
        WHERE(24),
        QUEUE(20),
        STATE(12),
        ENGINES(12),
        ELAPSED(12),
        LEFT(12),
        LINE(14);

        private final int most;

        Column(int most) {
            this.most = most;
        }
    }

    /** What a narrow terminal does without, the first first. */
    private static final List<Column> DISPENSABLE =
            List.of(
                    Column.WHERE,
                    Column.QUEUE,
                    Column.LINE,
                    Column.ELAPSED,
                    Column.LEFT,
                    Column.ENGINES);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** A line of cells, and the lines under it. */
    private record Row(Map<Column, String> cells, List<String> notes) {}

    private WatchTable() {}

    /** The lines of the table; none is wider than the width, in characters. */
    static List<String> lines(List<WatchedCluster> clusters, int width) {
        List<Row> rows = new ArrayList<>();
        for (WatchedCluster watched : clusters) {
            rows.addAll(rows(watched, width));
        }
        Set<Column> shown = EnumSet.allOf(Column.class);
        for (Column column : DISPENSABLE) {
            if (width(shown, rows) > width) {
                shown.remove(column);
            }
        }
        List<String> lines = new ArrayList<>();
        Map<Column, String> head = new EnumMap<>(Column.class);
        shown.forEach(column -> head.put(column, column.name()));
        lines.add(line(head, shown, rows, width));
        for (Row row : rows) {
            if (!row.cells().isEmpty()) {
                lines.add(line(row.cells(), shown, rows, width));
            }
            lines.addAll(row.notes());
        }
        return lines;
    }

    /** The table under a line that says when this was and how to leave. */
    static List<String> picture(
            List<WatchedCluster> clusters,
            Instant now,
            int width,
            String interval,
            boolean hasKeys) {
        List<String> lines = new ArrayList<>();
        lines.add(
                cut(
                        TIME.format(now.atZone(ZoneId.systemDefault()))
                                + "  every "
                                + interval
                                + (hasKeys ? "  q or Ctrl-C ends" : "  Ctrl-C ends"),
                        width));
        lines.add("");
        lines.addAll(lines(clusters, width));
        return lines;
    }

    private static List<Row> rows(WatchedCluster watched, int width) {
        ClusterRecord cluster = watched.found().cluster();
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.put(Column.ID, plain(cluster.id()));
        cells.put(Column.WHERE, plain(cluster.where()));
        cells.put(Column.STATE, plain(watched.found().state()));
        cells.put(Column.ENGINES, engines(watched));
        cells.put(Column.LINE, plain(watched.found().line().orElse("-")));
        List<WatchedJob> jobs = watched.jobs();
        List<Row> rows = new ArrayList<>();
        if (jobs.size() == 1) {
            cells.putAll(cells(jobs.get(0)));
            rows.add(new Row(cells, nodes(jobs.get(0), width)));
        } else {
            rows.add(new Row(cells, List.of()));
            for (WatchedJob job : jobs) {
                Map<Column, String> own = cells(job);
                int world = cluster.worldsByJob().getOrDefault(job.job(), 0);
                own.put(Column.ID, GAP + plain(job.job()) + (world > 0 ? " world " + world : ""));
                rows.add(new Row(own, nodes(job, width)));
            }
        }
        watched.usage()
                .map(Usage::inWords)
                .filter(used -> !used.isEmpty())
                .ifPresent(
                        used ->
                                rows.add(
                                        new Row(
                                                Map.of(),
                                                List.of(cut(INDENT + "used " + used, width)))));
        watched.warning()
                .ifPresent(text -> rows.add(new Row(Map.of(), List.of(cut(INDENT + text, width)))));
        String remark = plain(watched.remark());
        if (!remark.isEmpty()) {
            rows.add(new Row(Map.of(), List.of(cut(INDENT + remark, width))));
        }
        return rows;
    }

    private static Map<Column, String> cells(WatchedJob job) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.put(Column.QUEUE, plain(job.queue().orElse("-")));
        cells.put(Column.STATE, plain(job.state()));
        cells.put(Column.ELAPSED, job.elapsed().map(WatchTable::clock).orElse("-"));
        cells.put(Column.LEFT, job.left().map(WatchTable::clock).orElse("-"));
        return cells;
    }

    static String engines(WatchedCluster watched) {
        return (watched.registered().isPresent() ? watched.registered().getAsInt() : "-")
                + "/"
                + watched.found().cluster().engines();
    }

    private static List<String> nodes(WatchedJob job, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(INDENT);
        List<String> series = NodeNames.inShort(job.machines());
        for (int i = 0; i < series.size(); i++) {
            String text = plain(series.get(i));
            if (line.length() > INDENT.length() && line.length() + 1 + text.length() > width) {
                lines.add(line.toString());
                line.setLength(INDENT.length());
                if (lines.size() == LINES_OF_NODES) {
                    lines.add(cut(INDENT + "and more: " + job.machines().size() + " nodes", width));
                    return lines;
                }
            }
            line.append(line.length() > INDENT.length() ? " " : "").append(text);
        }
        if (line.length() > INDENT.length()) {
            lines.add(cut(line.toString(), width));
        }
        return lines.stream().map(text -> cut(text, width)).toList();
    }

    /** As schedulers write it: 0:06:11, and with days 1-12:00:00. */
    static String clock(Duration time) {
        return (time.toDays() > 0
                        ? "%d-%02d".formatted(time.toDays(), time.toHoursPart())
                        : Long.toString(time.toHours()))
                + ":%02d:%02d".formatted(time.toMinutesPart(), time.toSecondsPart());
    }

    private static int width(Set<Column> shown, List<Row> rows) {
        return shown.stream().mapToInt(column -> width(column, rows) + GAP.length()).sum()
                - GAP.length();
    }

    private static int width(Column column, List<Row> rows) {
        int widest =
                rows.stream()
                        .mapToInt(row -> row.cells().getOrDefault(column, "").length())
                        .max()
                        .orElse(0);
        return Math.max(column.name().length(), Math.min(widest, column.most));
    }

    private static String line(
            Map<Column, String> cells, Set<Column> shown, List<Row> rows, int width) {
        StringBuilder line = new StringBuilder();
        for (Column column : shown) {
            int cell = width(column, rows);
            String text = cut(cells.getOrDefault(column, ""), cell);
            line.append(text).append(" ".repeat(cell - text.length())).append(GAP);
        }
        return cut(line.toString().stripTrailing(), width);
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + CUT;
    }

    /** What comes from another machine, on one line and without commands to the terminal. */
    static String plain(String text) {
        return Printable.text(text).replace('\n', ' ').replace('\t', ' ').strip();
    }
}
