package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The table of one structure's attributes: everything the standard says about it that a program can
 * check. A structure declares its rows once; building, comparing, printing and the text form follow
 * from them.
 *
 * <p>Every method that names an attribute adds a row. That happens in static initialisers only, so
 * a table never changes once anybody else can see it.
 */
final class Schema {

    private final String structure;
    private final Pattern extensionName;
    private final Map<String, Attribute<?>> rows = new LinkedHashMap<>();

    /**
     * @param code two letters that stand for the structure in names of extensions, like jt in
     *     slurm_jt_constraint
     */
    Schema(String structure, String code) {
        this.structure = structure;
        this.extensionName = Pattern.compile("[a-z][a-z0-9]*_" + code + "_[a-z0-9_]+");
    }

    String structure() {
        return structure;
    }

    Collection<Attribute<?>> rows() {
        return Collections.unmodifiableCollection(rows.values());
    }

    /** The standard's attribute of that name; empty when the name can be one of an extension. */
    Optional<Attribute<?>> row(String name) {
        Attribute<?> row = rows.get(name);
        if (row == null && !extensionName.matcher(name).matches()) {
            throw new UnsupportedAttributeException(
                    structure + " has no attribute '" + name + "'", name);
        }
        return Optional.ofNullable(row);
    }

    Attribute<String> text(String name) {
        return add(name, Text.STRING, value -> value);
    }

    Attribute<Boolean> flag(String name) {
        return add(name, Text.BOOLEAN, value -> value);
    }

    Attribute<Integer> integer(String name) {
        return add(name, Text.INTEGER, value -> value);
    }

    /** A count of something of which there is at least one. */
    Attribute<Integer> count(String name) {
        return add(name, Text.INTEGER, value -> check(value >= 1, name, "at least 1", value));
    }

    Attribute<Long> kilobytes(String name) {
        return add(name, Text.LONG, value -> check(value >= 0, name, "at least 0", value));
    }

    Attribute<Double> load(String name) {
        return add(name, Text.NUMBER, value -> check(value >= 0, name, "at least 0", value));
    }

    Attribute<Version> version(String name) {
        return add(name, Text.VERSION, value -> value);
    }

    Attribute<Instant> instant(String name) {
        return add(name, Text.INSTANT, value -> value);
    }

    Attribute<Duration> duration(String name) {
        return add(
                name,
                Text.DURATION,
                value -> check(!value.isNegative(), name, "at least 0", value));
    }

    <E extends Enum<E>> Attribute<E> word(String name, Class<E> type) {
        return add(name, Text.word(type), value -> value);
    }

    Attribute<List<String>> list(String name) {
        return add(name, Text.LIST, value -> copy(name, value));
    }

    Attribute<List<SlotInfo>> slots(String name) {
        return add(name, Text.SLOTS, value -> copy(name, value));
    }

    Attribute<Map<String, String>> dictionary(String name) {
        return dictionary(name, key -> key);
    }

    /**
     * @param key gives the form of a key that is kept
     */
    Attribute<Map<String, String>> dictionary(String name, UnaryOperator<String> key) {
        return add(name, Text.DICTIONARY, value -> copy(name, value, key));
    }

    private <T> Attribute<T> add(String name, Text<T> text, UnaryOperator<T> checked) {
        var row = new Attribute<>(name, text, checked);
        rows.put(name, row);
        return row;
    }

    private static <T> T check(boolean holds, String name, String bound, T value) {
        check(holds, name, bound + ", not " + value);
        return value;
    }

    /** Names no value: those of an environment may be secret. */
    private static void check(boolean holds, String name, String bound) {
        if (!holds) {
            throw new InvalidArgumentException(name + " must be " + bound, name);
        }
    }

    private static <T> List<T> copy(String name, List<T> list) {
        check(list.stream().noneMatch(Objects::isNull), name, "free of nulls");
        return List.copyOf(list);
    }

    private static Map<String, String> copy(
            String name, Map<String, String> map, UnaryOperator<String> key) {
        var copy = new LinkedHashMap<String, String>();
        map.forEach(
                (word, value) -> {
                    check(word != null && value != null, name, "free of nulls");
                    String other = copy.put(key.apply(word), value);
                    check(
                            other == null || other.equals(value),
                            name,
                            "free of two values for " + word);
                });
        return Collections.unmodifiableMap(copy);
    }
}
