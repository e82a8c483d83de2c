package io.jcluster.client;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A picture of which engine ran what when: a row for each engine, a bar for each request. It shows
 * at a glance whether engines stood idle.
 */
public final class TimeLine {

    private static final int LEFT = 80;
    private static final int WIDTH = 760;
    private static final int ROW = 28;
    private static final int TOP = 40;

    /** Two tones in turn, told apart by the colour-blind too; a failure has its own. */
    private static final List<String> TONES = List.of("#3b6ea5", "#8fb4d9");

    private static final String FAILED = "#c2410c";

    private record Bar(int engine, Instant from, Instant to, boolean failed) {}

    private final String title;
    private final List<Bar> bars;

    private TimeLine(String title, List<Bar> bars) {
        this.title = title;
        this.bars = bars;
    }

    /** The requests of a result whose answer is there and that an engine ran. */
    public static TimeLine of(AsyncResult result) {
        return of(
                String.format(
                        Locale.ROOT,
                        "%d requests in %.2f s, %.2f times as fast as one engine",
                        result.progress(),
                        seconds(result.wallTime()),
                        result.speedUp()),
                result.answers());
    }

    /** The same for answers, under a title. */
    public static TimeLine of(String title, List<EngineAnswer> answers) {
        var bars = new ArrayList<Bar>();
        for (var answer : answers) {
            var when = answer.metadata();
            if (when.started().isPresent() && when.completed().isPresent()) {
                bars.add(
                        new Bar(
                                answer.engine(),
                                when.started().get(),
                                when.completed().get(),
                                !answer.succeeded()));
            }
        }
        bars.sort(Comparator.comparing(Bar::from));
        return new TimeLine(title, List.copyOf(bars));
    }

    /** A whole SVG document. */
    public String svg() {
        var rows = new TreeMap<Integer, Integer>();
        bars.stream().map(Bar::engine).sorted().forEach(id -> rows.putIfAbsent(id, rows.size()));
        var begin = bars.stream().map(Bar::from).min(Comparator.naturalOrder());
        var end = bars.stream().map(Bar::to).max(Comparator.naturalOrder());
        double span =
                Math.max(
                        1e-6,
                        begin.flatMap(from -> end.map(to -> seconds(Duration.between(from, to))))
                                .orElse(0.0));
        int bottom = TOP + rows.size() * ROW;
        var svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#1f2937\">",
                LEFT + WIDTH + 30,
                bottom + 40);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add(svg, "<text x=\"%d\" y=\"22\" font-size=\"14\">%s</text>", LEFT, escaped(title));
        rows.forEach(
                (id, row) -> {
                    int y = TOP + row * ROW;
                    add(
                            svg,
                            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
                                    + " fill=\"#f1f5f9\"/>",
                            LEFT,
                            y + 3,
                            WIDTH,
                            ROW - 6);
                    add(
                            svg,
                            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                            LEFT - 8,
                            y + ROW / 2 + 4,
                            id == EngineAnswer.NO_ENGINE ? "engine ?" : "engine " + id);
                });
        begin.ifPresent(from -> addBars(svg, rows, from, span));
        addScale(svg, span, bottom);
        return svg.append("</svg>\n").toString();
    }

    private void addBars(
            StringBuilder svg, Map<Integer, Integer> rows, Instant begin, double span) {
        var drawn = new TreeMap<Integer, Integer>();
        for (var bar : bars) {
            double from = seconds(Duration.between(begin, bar.from));
            double length = seconds(Duration.between(bar.from, bar.to));
            int number = drawn.merge(bar.engine, 1, Integer::sum);
            add(
                    svg,
                    "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\""
                            + " fill=\"%s\"><title>%.3f s</title></rect>",
                    LEFT + from / span * WIDTH,
                    TOP + rows.getOrDefault(bar.engine, 0) * ROW + 3,
                    Math.max(0.5, length / span * WIDTH),
                    ROW - 6,
                    bar.failed ? FAILED : TONES.get(number % TONES.size()),
                    length);
        }
    }

    /** A line below with some five marks at round numbers of seconds. */
    private static void addScale(StringBuilder svg, double span, int bottom) {
        double step = Math.pow(10, Math.floor(Math.log10(span / 2)));
        while (span / step > 7) {
            step *= span / step > 14 ? 5 : 2;
        }
        for (int i = 0; i * step <= span; i++) {
            double x = LEFT + i * step / span * WIDTH;
            add(
                    svg,
                    "<line x1=\"%.2f\" y1=\"%d\" x2=\"%.2f\" y2=\"%d\" stroke=\"#94a3b8\"/>",
                    x,
                    TOP,
                    x,
                    bottom + 5);
            add(
                    svg,
                    "<text x=\"%.2f\" y=\"%d\" text-anchor=\"middle\">%s s</text>",
                    x,
                    bottom + 20,
                    new BigDecimal(i * step)
                            .round(new MathContext(6))
                            .stripTrailingZeros()
                            .toPlainString());
        }
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
