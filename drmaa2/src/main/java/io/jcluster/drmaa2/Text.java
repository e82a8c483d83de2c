package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text form of one type: how its values are written, and read back to an equal value. A reader
 * refuses what it cannot read with some unchecked exception.
 *
 * @param type what the text is, in words for people
 */
record Text<T>(String type, Function<T, String> write, Function<String, T> read) {

    static final Text<String> STRING = new Text<>("text", text -> text, text -> text);

    static final Text<Boolean> BOOLEAN =
            new Text<>("true or false", value -> Boolean.toString(value), Text::readBoolean);

    static final Text<Integer> INTEGER =
            new Text<>("a whole number", value -> Integer.toString(value), Integer::valueOf);

    static final Text<Long> LONG =
            new Text<>("a whole number", value -> Long.toString(value), Long::valueOf);

    static final Text<Double> NUMBER =
            new Text<>("a number", value -> Double.toString(value), Double::valueOf);

    static final Text<Version> VERSION = new Text<>("a version", Version::toString, Version::of);

    static final Text<Instant> INSTANT =
            new Text<>(
                    "an ISO 8601 instant, or NOW",
                    time -> time.equals(Drmaa2.NOW) ? "NOW" : time.toString(),
                    text -> text.equals("NOW") ? Drmaa2.NOW : Instant.parse(text));

    static final Text<Duration> DURATION =
            new Text<>(
                    "an ISO 8601 duration, or INFINITE",
                    time -> time.equals(Drmaa2.INFINITE_TIME) ? "INFINITE" : time.toString(),
                    text -> text.equals("INFINITE") ? Drmaa2.INFINITE_TIME : Duration.parse(text));

    static final Text<List<String>> LIST =
            new Text<>(
                    "one entry per line",
                    list -> lines(list.stream().map(Text::escape)),
                    text -> lines(text).map(Text::unescape).toList());

    static final Text<Map<String, String>> DICTIONARY =
            new Text<>(
                    "one key=value per line",
                    map -> lines(map.entrySet().stream().map(Text::writePair)),
                    Text::readDictionary);

    static final Text<List<SlotInfo>> SLOTS =
            new Text<>(
                    "one machine=slots per line",
                    list -> lines(list.stream().map(Text::writeSlot)),
                    text -> lines(text).map(Text::readSlot).toList());

    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    static <E extends Enum<E>> Text<E> word(Class<E> type) {
        String words =
                Stream.of(type.getEnumConstants())
                        .map(Enum::name)
                        .collect(Collectors.joining(", "));
        return new Text<>("one of " + words, Enum::name, text -> Enum.valueOf(type, text));
    }

    private static Boolean readBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String writePair(Map.Entry<String, String> pair) {
        return escapeKey(pair.getKey()) + "=" + escape(pair.getValue());
    }

    private static Map<String, String> readDictionary(String text) {
        var map = new LinkedHashMap<String, String>();
        lines(text)
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            map.put(
                                    unescape(line.substring(0, equals)),
                                    unescape(line.substring(equals + 1)));
                        });
        return map;
    }

    private static String writeSlot(SlotInfo slot) {
        String machine = escapeKey(slot.machineName());
        return slot.slots().isPresent() ? machine + "=" + slot.slots().getAsInt() : machine;
    }

    private static SlotInfo readSlot(String line) {
        int equals = line.indexOf('=');
        return equals < 0
                ? new SlotInfo(unescape(line))
                : new SlotInfo(
                        unescape(line.substring(0, equals)),
                        Integer.parseInt(line.substring(equals + 1)));
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(Collectors.joining("\n"));
    }

    private static Stream<String> lines(String text) {
        return Stream.of(text.split("\n", -1));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** The first plain equals sign of a line then ends the key. */
    private static String escapeKey(String text) {
        return escape(text).replace("=", "\\e");
    }

    private static String unescape(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(
                        escaped ->
                                switch (escaped.group(1)) {
                                    case "n" -> "\n";
                                    case "e" -> "=";
                                    case "\\" -> "\\\\";
                                    default -> throw new IllegalArgumentException("unknown escape");
                                });
    }
}
