package io.jcluster.scheduler.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A good answer made bad, the same way for the same seed. What is done to it has been seen: output
 * cut by a line that dropped, banners of login shells between the lines, programs of another
 * language or version, names chosen to look like something else.
 */
public final class Spoiler {

    private static final List<String> ANYBODYS =
            List.of(
                    "",
                    "\n",
                    "\r\n",
                    "\r",
                    "\0",
                    "\u001f",
                    "\u001e",
                    "|",
                    "=",
                    " ",
                    "\t",
                    ",",
                    ";",
                    "[",
                    "]",
                    "[1-",
                    "[1-99999999999][2-1]",
                    "[0000000000000000000001-9]",
                    "(null)",
                    "\"",
                    "{",
                    "\\",
                    "%",
                    "-1",
                    "0",
                    "41",
                    "42",
                    "2147483648",
                    "99999999999999999999",
                    "9223372036854775807-23:59:59",
                    "\u0664\u0661", // 41 in Arabic-Indic digits
                    "\u001b[2J",
                    "\u001b]0;title\u0007",
                    "\u0085",
                    "\u2028",
                    "\ud800",
                    "\ufffd",
                    "Last login: Sat Nov 21 12:00:00 2026 from 192.0.2.1",
                    "*** the system goes down for maintenance at 18:00 ***",
                    "/etc/profile.d/modules.sh: line 7: module: command not found");

    private final Random random;
    private final List<String> pieces;

    /**
     * @param pieces what this workload manager's readers might stumble over
     */
    public Spoiler(long seed, List<String> pieces) {
        this.random = new Random(seed);
        this.pieces = new ArrayList<>(ANYBODYS);
        this.pieces.addAll(pieces);
    }

    public String spoil(String answer) {
        List<UnaryOperator<String>> ways =
                List.of(
                        this::truncated,
                        this::withoutItsBeginning,
                        this::duplicated,
                        this::reordered,
                        this::interleaved,
                        this::interrupted,
                        this::replaced,
                        this::spliced,
                        this::invalid,
                        this::localised,
                        this::inflated,
                        this::withOtherLineEnds);
        var spoilt = answer;
        for (var n = random.nextInt(4); n >= 0; n--) {
            spoilt = ways.get(random.nextInt(ways.size())).apply(spoilt);
        }
        return spoilt;
    }

    int status() {
        var odd = new int[] {0, 0, 0, 0, 0, 1, 2, 127, 137, 255};
        return odd[random.nextInt(odd.length)];
    }

    private String truncated(String text) {
        return text.substring(0, place(text));
    }

    private String withoutItsBeginning(String text) {
        return text.substring(place(text));
    }

    private String duplicated(String text) {
        return onLines(text, lines -> lines.addAll(lines.subList(0, place(lines))));
    }

    private String reordered(String text) {
        return onLines(text, lines -> Collections.shuffle(lines, random));
    }

    private String interleaved(String text) {
        return onLines(text, lines -> lines.add(place(lines), piece()));
    }

    /** Something in the middle of a line. */
    private String interrupted(String text) {
        return new StringBuilder(text).insert(place(text), piece()).toString();
    }

    private String replaced(String text) {
        var from = place(text);
        var to = Math.min(text.length(), from + random.nextInt(12));
        return text.substring(0, from) + piece() + text.substring(to);
    }

    /** A stretch of the answer in another place. */
    private String spliced(String text) {
        var from = place(text);
        var to = Math.min(text.length(), from + random.nextInt(80));
        return new StringBuilder(text).insert(place(text), text, from, to).toString();
    }

    /** What is left of bytes that are no UTF-8. */
    private String invalid(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (var n = random.nextInt(8); n >= 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String localised(String text) {
        var zero = random.nextBoolean() ? '\u0660' : '\u0966';
        var letters = random.nextBoolean();
        var other = new StringBuilder();
        text.chars()
                .map(c -> c >= '0' && c <= '9' && random.nextInt(8) == 0 ? c - '0' + zero : c)
                .map(c -> c == 'I' && letters ? '\u0130' : c)
                .forEach(c -> other.append((char) c));
        return other.toString();
    }

    private String inflated(String text) {
        return new StringBuilder(text)
                .insert(place(text), piece().repeat(1 + random.nextInt(5000)))
                .toString();
    }

    private String withOtherLineEnds(String text) {
        return text.replace("\n", random.nextBoolean() ? "\r\n" : "\n\n");
    }

    private String piece() {
        return pieces.get(random.nextInt(pieces.size()));
    }

    private int place(String text) {
        return random.nextInt(text.length() + 1);
    }

    private int place(List<String> lines) {
        return random.nextInt(lines.size() + 1);
    }

    private interface Edit {
        void on(List<String> lines);
    }

    private static String onLines(String text, Edit edit) {
        var lines = new ArrayList<>(List.of(text.split("\n", -1)));
        var copy = new ArrayList<>(lines);
        edit.on(copy);
        return String.join("\n", copy);
    }

    /**
     * Answers that are mainly long.
     *
     * @param size of the longest; what takes more time for each character is shorter
     */
    static List<String> huge(String answer, int size) {
        var line = answer.lines().findFirst().orElse("");
        var all = new ArrayList<String>();
        all.add("x\n".repeat(1_000_000));
        all.add("\n".repeat(1_000_000));
        all.add(line + "x".repeat(size));
        // Each copy another job, so that nothing can be thrown away as seen before.
        var copies = IntStream.range(0, size / 20 / (line.length() + 1));
        all.add(
                copies.mapToObj(n -> line.replaceFirst("41", String.valueOf(41 + n)))
                        .collect(Collectors.joining("\n")));
        for (var piece : List.of("7", "\u001f", "|", "[", "n[1-2]", " a=", ",", "-", ":")) {
            var many = piece.repeat(size / 200 / piece.length());
            all.add(many);
            all.add(line + many);
            all.add(line.replaceFirst("nid.{14}", many));
        }
        return all;
    }
}
