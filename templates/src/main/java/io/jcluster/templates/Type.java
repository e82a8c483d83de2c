package io.jcluster.templates;

import io.jcluster.artifacts.Coordinate;
import io.jcluster.templates.Yaml.Place;
import io.jcluster.templates.Yaml.Scalar;
import io.jcluster.templates.Yaml.Sequence;
import io.jcluster.templates.Yaml.Taken;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A way to write values: how they are read, written again, and described to an editor.
 *
 * @param <T> what is written so
 */
interface Type<T> {

    /** What reading needs to know of the file, and whom it tells of problems. */
    interface Reading {

        /** The directory of the file, against which it names others. */
        Path directory();

        void problem(Place at, String sentence);
    }

    /** What a value of that word says; empty where it says nothing or is wrong. */
    Optional<T> read(String word, Yaml value, Reading reading);

    /** The value as it would be read again. */
    Yaml write(T value);

    /** JSON Schema of the values, nothing included. */
    Map<String, Object> schema();

    /** Whether its values are numbers or truth values where there are such. */
    boolean isBare();

    Place NOWHERE = new Place(1, 1);

    /**
     * A single value.
     *
     * @param reader of its text, and of the directory of the file
     */
    record One<T>(
            Reader<T> reader,
            Function<T, String> writer,
            boolean isBare,
            Supplier<Map<String, Object>> description)
            implements Type<T> {

        /** Text to value; an IllegalArgumentException is the sentence for who wrote it. */
        interface Reader<T> {
            T read(String text, Path directory);
        }

        @Override
        public Optional<T> read(String word, Yaml value, Reading reading) {
            if (value instanceof Taken) {
                reading.problem(
                        value.at(),
                        "'" + word + "': ~ and null take a whole word away; they are no item");
                return Optional.empty();
            }
            if (!(value instanceof Scalar scalar)) {
                reading.problem(
                        value.at(), "'" + word + "' is one value, not a list and not a section");
                return Optional.empty();
            }
            try {
                return scalar.text().map(text -> reader.read(text, reading.directory()));
            } catch (IllegalArgumentException e) {
                reading.problem(value.at(), "'" + word + "': " + e.getMessage());
                return Optional.empty();
            }
        }

        @Override
        public Yaml write(T value) {
            return new Scalar(Optional.of(writer.apply(value)), NOWHERE);
        }

        @Override
        public Map<String, Object> schema() {
            return description.get();
        }
    }

    /**
     * A list, or one value for a list of one. Nothing at all says nothing; {@code []} says none.
     */
    record Many<T>(Type<T> each) implements Type<List<T>> {

        @Override
        public Optional<List<T>> read(String word, Yaml value, Reading reading) {
            if (value instanceof Scalar scalar && scalar.text().isEmpty()) {
                return Optional.empty();
            }
            Stream<Yaml> items =
                    value instanceof Sequence sequence
                            ? sequence.items().stream()
                            : Stream.of(value);
            return Optional.of(
                    items.flatMap(item -> each.read(word, item, reading).stream()).toList());
        }

        @Override
        public Yaml write(List<T> values) {
            return new Sequence(values.stream().map(each::write).toList(), NOWHERE);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of(
                    "anyOf",
                    List.of(each.schema(), ordered("type", "array", "items", each.schema())));
        }

        @Override
        public boolean isBare() {
            return each.isBare();
        }
    }

    /** Lines of shell: one text, or a list of lines. Run on the node as they are, never here. */
    record Shell(Type<List<String>> texts) implements Type<List<String>> {

        @Override
        public Optional<List<String>> read(String word, Yaml value, Reading reading) {
            return texts.read(word, value, reading)
                    .map(all -> all.stream().flatMap(String::lines).toList());
        }

        @Override
        public Yaml write(List<String> lines) {
            return texts.write(lines);
        }

        @Override
        public Map<String, Object> schema() {
            return texts.schema();
        }

        @Override
        public boolean isBare() {
            return false;
        }
    }

    /** A text that may become a word of a directive: a line break would begin another directive. */
    Type<String> WORD = text(Type::word, pattern("^\\S+$", true));

    /** One line, blanks included. */
    Type<String> LINE = text(Type::line, pattern("^[^\\u0000-\\u001f\\u007f]*$", true));

    Type<List<String>> WORDS = new Many<>(WORD);

    Type<List<String>> LINES = new Many<>(LINE);

    Type<List<String>> DIRECTIVES =
            new Many<>(text(text -> Directive.checked(line(text)), LINE::schema));

    Type<List<String>> SHELL =
            new Shell(new Many<>(text(text -> text, pattern("^[^\\u0000]*$", true))));

    Type<Integer> COUNT =
            new One<>(
                    (text, directory) -> count(text),
                    String::valueOf,
                    true,
                    () ->
                            ordered(
                                    "type",
                                    List.of("integer", "string", "null"),
                                    "minimum",
                                    1,
                                    "maximum",
                                    999_999_999,
                                    "pattern",
                                    "^[1-9][0-9]{0,8}$"));

    Type<Boolean> FLAG =
            new One<>(
                    (text, directory) -> yesOrNo(text),
                    String::valueOf,
                    true,
                    () -> Map.of("enum", nothingToo(List.of(true, false, "true", "false"))));

    Type<Duration> TIME =
            new One<>(
                    (text, directory) -> Walltime.parse(text),
                    Walltime::text,
                    false,
                    pattern(
                            "^(?=.*[1-9])(([0-9]{1,4}d)?([0-9]{1,5}h)?([0-9]{1,6}m)?([0-9]{1,7}s)?"
                                    + "|([0-9]{1,4}-)?[0-9]{1,4}:[0-5][0-9]:[0-5][0-9])$",
                            false));

    Type<Duration> PAUSE =
            new One<>(
                    (text, directory) -> pause(text),
                    pause -> pause.toSeconds() + "s",
                    false,
                    pattern("^[1-9][0-9]{0,3}[sm]$", false));

    Type<String> MEMORY = text(Type::memory, pattern("^[1-9][0-9]{0,11}[KMGT]$", false));

    Type<PortRange> PORTS =
            new One<>(
                    (text, directory) -> PortRange.parse(text),
                    PortRange::toString,
                    false,
                    pattern("^[0-9]{1,5}-[0-9]{1,5}$", false));

    Type<HostSlots> HOST =
            new One<>(
                    (text, directory) -> HostSlots.parse(text),
                    HostSlots::toString,
                    false,
                    pattern("^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}(:[1-9][0-9]{0,5})?$", true));

    Type<LocalDate> DATE =
            new One<>(
                    (text, directory) -> date(text),
                    LocalDate::toString,
                    false,
                    pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", false));

    Type<String> ADDRESS = text(Type::address, pattern("^https?://[^\\s/]\\S*$", false));

    /** A file that is named from beside the profile, wherever the command is given. */
    Type<Path> FILE = new One<>(Type::beside, Path::toString, false, LINE::schema);

    Type<Coordinate> COORDINATE =
            new One<>(
                    (text, directory) -> Coordinate.parse(line(text)),
                    Coordinate::toString,
                    false,
                    pattern(Coordinate.PATTERN, false));

    Type<Layout> LAYOUT =
            new One<>(
                    (text, directory) -> Layout.parse(text),
                    Layout::word,
                    false,
                    () -> words(Choice.words(Layout.class)));

    Type<LineWay> WAY =
            new One<>(
                    (text, directory) -> LineWay.parse(text),
                    LineWay::word,
                    false,
                    () -> words(Choice.words(LineWay.class)));

    /** Profiles by their names, which no value holds: the reader reads each as a file. */
    Type<String> SECTIONS =
            new One<>(
                    (text, directory) -> text,
                    Function.identity(),
                    false,
                    () ->
                            ordered(
                                    "type",
                                    List.of("object", "null"),
                                    "additionalProperties",
                                    Map.of("$ref", "#/$defs/cluster"),
                                    "propertyNames",
                                    Map.of("pattern", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")));

    /** One of the constants of an enum. */
    static <E extends Enum<E>> Type<E> oneOf(Class<E> constants) {
        return new One<>(
                (text, directory) -> Choice.parse(constants, line(text)),
                Choice::word,
                false,
                () -> words(Choice.words(constants)));
    }

    /** One of those words, which are asked for when a profile is read. */
    static Type<String> oneOf(Supplier<List<String>> words) {
        return text(
                text -> {
                    if (!words.get().contains(text)) {
                        throw new IllegalArgumentException(
                                "'"
                                        + line(text)
                                        + "' is none of "
                                        + String.join(", ", Nearest.first(text, words.get())));
                    }
                    return text;
                },
                () -> words(words.get()));
    }

    private static Type<String> text(
            Function<String, String> check, Supplier<Map<String, Object>> schema) {
        return new One<>(
                (text, directory) -> check.apply(text), Function.identity(), false, schema);
    }

    /**
     * @param otherToo whether a value that YAML takes for a number or a truth value is one as well:
     *     the reader takes what was typed
     */
    private static Supplier<Map<String, Object>> pattern(String pattern, boolean otherToo) {
        return () ->
                ordered(
                        "type",
                        otherToo
                                ? List.of("string", "number", "boolean", "null")
                                : List.of("string", "null"),
                        "pattern",
                        pattern);
    }

    private static Map<String, Object> words(List<String> words) {
        return Map.of("enum", nothingToo(words));
    }

    private static List<Object> nothingToo(List<?> values) {
        return Arrays.asList(Stream.concat(values.stream(), Stream.of(Json.NULL)).toArray());
    }

    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static String word(String text) {
        if (text.isEmpty() || line(text).chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("'" + text + "' is not one word");
        }
        return text;
    }

    private static String line(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "it holds a line break or another control character; one line is wanted");
        }
        return text;
    }

    private static int count(String text) {
        if (text.matches("[1-9]\\d{9,}")) {
            throw new IllegalArgumentException("'" + text + "' is more than 999999999");
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("'" + line(text) + "' is no whole number from 1");
        }
        return Integer.parseInt(text);
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "'" + line(text) + "' is neither true nor false");
        };
    }

    private static Duration pause(String text) {
        if (!text.matches("[1-9]\\d{0,3}[sm]")) {
            throw new IllegalArgumentException(
                    "'" + line(text) + "' is no pause, which is written as 10s or 2m");
        }
        return Walltime.parse(text);
    }

    private static String memory(String text) {
        if (!text.matches("[1-9]\\d{0,11}[KMGT]")) {
            throw new IllegalArgumentException(
                    "'" + line(text) + "' is no amount of memory, which is written as 4G or 800M");
        }
        return text;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + line(text) + "' is no day, which is written as 2026-11-21", e);
        }
    }

    private static String address(String text) {
        if (!text.matches("https?://[^\\s/]\\S*")) {
            throw new IllegalArgumentException(
                    "'" + line(text) + "' is no address, which begins with https://");
        }
        return word(text);
    }

    private static Path beside(String name, Path directory) {
        try {
            return directory.resolve(line(name));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + line(name) + "' is no name of a file", e);
        }
    }
}
