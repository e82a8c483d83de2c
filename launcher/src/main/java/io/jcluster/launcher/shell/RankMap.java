package io.jcluster.launcher.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * The ranks of an MPI world against its hosts, as text and as a picture: one look tells whether
 * they lie in blocks, by turns, or all in one place.
 *
 * @param ranksByHost for each host its ranks, by rising rank
 */
public record RankMap(SortedMap<String, List<Integer>> ranksByHost) {

    /** So that a line of text fits a terminal beside the name of a host. */
    private static final int TEXT_COLUMNS = 50;

    private static final int PICTURE_COLUMNS = 64;
    private static final int CELL = 14;
    private static final int LINE = 18;
    private static final int LETTER = 8;

    /** Lines of text: a row for each host, a column for each rank, a ruler above. */
    public List<String> text() {
        int name = Math.max("rank".length(), longestName());
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < ranks(); from += TEXT_COLUMNS) {
            int to = Math.min(ranks(), from + TEXT_COLUMNS);
            lines.add((padded("rank", name) + "  " + ruler(from, to)).stripTrailing());
            int first = from;
            ranksByHost.forEach(
                    (host, ranks) -> {
                        StringBuilder row = new StringBuilder(padded(host, name) + "  ");
                        for (int rank = first; rank < to; rank++) {
                            row.append(ranks.contains(rank) ? '#' : '.');
                        }
                        lines.add(row.toString());
                    });
        }
        return lines;
    }

    /** The same as an SVG document; a cell tells its rank and host when it is pointed at. */
    public String svg(String title) {
        int left = LETTER * longestName() + CELL;
        int bands = (ranks() + PICTURE_COLUMNS - 1) / PICTURE_COLUMNS;
        int band = LINE + ranksByHost.size() * LINE + CELL;
        int width =
                Math.max(
                        left + Math.min(ranks(), PICTURE_COLUMNS) * CELL + CELL,
                        title.length() * LETTER + 2 * CELL);
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"
                     font-family="monospace" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%3$d" y="%4$d">%5$s</text>
                """
                        .formatted(width, 2 * LINE + bands * band, CELL / 2, LINE, escaped(title)));
        for (int from = 0; from < ranks(); from += PICTURE_COLUMNS) {
            int top = 2 * LINE + from / PICTURE_COLUMNS * band;
            int to = Math.min(ranks(), from + PICTURE_COLUMNS);
            for (int rank = from; rank < to; rank += 4) {
                text(svg, left + (rank - from) * CELL, top + CELL - 4, Integer.toString(rank));
            }
            row(svg, from, to, left, top + LINE);
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(StringBuilder svg, int from, int to, int left, int top) {
        int y = top;
        for (var host : ranksByHost.entrySet()) {
            text(svg, CELL / 2, y + CELL - 3, host.getKey());
            for (int rank = from; rank < to; rank++) {
                boolean here = host.getValue().contains(rank);
                svg.append(
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\">"
                                .formatted(
                                        left + (rank - from) * CELL,
                                        y,
                                        CELL - 2,
                                        CELL - 2,
                                        here ? "#1f6fb2" : "#e6e6e6"));
                if (here) {
                    svg.append("<title>rank ")
                            .append(rank)
                            .append(" on ")
                            .append(escaped(host.getKey()))
                            .append("</title>");
                }
                svg.append("</rect>\n");
            }
            y += LINE;
        }
    }

    private static void text(StringBuilder svg, int x, int y, String text) {
        svg.append("<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(x, y, escaped(text)));
    }

    private int ranks() {
        return 1
                + ranksByHost.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(-1);
    }

    private int longestName() {
        return ranksByHost.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /** Every tenth rank by its number, every fifth by a mark. */
    private static String ruler(int from, int to) {
        StringBuilder ruler = new StringBuilder();
        for (int rank = from; rank < to; rank++) {
            if (ruler.length() > rank - from) {
                continue;
            }
            ruler.append(
                    rank % 10 == 0
                            ? String.format(Locale.ROOT, "%d", rank)
                            : rank % 5 == 0 ? "'" : " ");
        }
        return ruler.toString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
