package io.jcluster.drmaa2;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that are set in one {@link Structure}, the standard's and the extensions: its
 * whole content, so that comparing, printing, storing and sending are written once for all
 * structures. Opaque; the structures have the typed accessors.
 */
public final class Attributes implements Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Schema schema;

    /** By name; an absent name is UNSET. Extensions are the names with an underscore. */
    private final transient Map<String, Object> values;

    Attributes(Schema schema, Map<String, Object> values) {
        this.schema = schema;
        this.values = Map.copyOf(values);
    }

    /** A structure's content from the text form of its attributes. */
    static Attributes read(Schema schema, Map<String, String> texts) {
        var draft = new Draft(schema);
        texts.forEach(draft::set);
        return draft.attributes();
    }

    Optional<Attribute<?>> row(String name) {
        return schema.row(name);
    }

    Draft draft() {
        return new Draft(schema, values);
    }

    /** Guards the public constructors of the structures. */
    Attributes mustBe(Schema expected) {
        if (schema != expected) {
            throw new InvalidArgumentException(
                    "a " + expected.structure() + " is not made of a " + schema.structure());
        }
        return this;
    }

    /** Refuses content without an attribute that makes no sense without it. */
    Attributes mustHave(Attribute<?>... needed) {
        for (Attribute<?> attribute : needed) {
            if (!isSet(attribute)) {
                throw new InvalidArgumentException(
                        "a " + schema.structure() + " needs " + attribute.name(), attribute.name());
            }
        }
        return this;
    }

    boolean isSet(Attribute<?> attribute) {
        return values.containsKey(attribute.name());
    }

    boolean sameAs(Attributes other, String name) {
        return Objects.equals(values.get(name), other.values.get(name));
    }

    <T> Optional<T> get(Attribute<T> attribute) {
        return Optional.ofNullable(values.get(attribute.name())).map(attribute::cast);
    }

    /** Of an attribute that {@link #mustHave} demanded. */
    <T> T need(Attribute<T> attribute) {
        return get(attribute).orElseThrow();
    }

    boolean flag(Attribute<Boolean> attribute) {
        return get(attribute).orElse(false);
    }

    OptionalInt integer(Attribute<Integer> attribute) {
        return get(attribute).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    OptionalLong kilobytes(Attribute<Long> attribute) {
        return get(attribute).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    OptionalDouble number(Attribute<Double> attribute) {
        return get(attribute).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    <T> List<T> list(Attribute<List<T>> attribute) {
        return get(attribute).orElse(List.of());
    }

    Map<String, String> dictionary(Attribute<Map<String, String>> attribute) {
        return get(attribute).orElse(Map.of());
    }

    Set<String> standard() {
        var names = new LinkedHashSet<String>();
        schema.rows().stream().filter(this::isSet).map(Attribute::name).forEach(names::add);
        return Collections.unmodifiableSet(names);
    }

    Map<String, String> extensions() {
        var texts = new TreeMap<String, String>();
        values.forEach(
                (name, value) -> {
                    if (name.indexOf('_') >= 0) {
                        texts.put(name, String.valueOf(value));
                    }
                });
        return Collections.unmodifiableMap(texts);
    }

    /** All that is set, in the order of the standard, then the extensions in alphabetical order. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        schema.rows().forEach(row -> get(row).ifPresent(v -> texts.put(row.name(), row.write(v))));
        var names = new TreeSet<>(values.keySet());
        names.removeAll(texts.keySet());
        names.forEach(name -> texts.put(name, String.valueOf(values.get(name))));
        return Collections.unmodifiableMap(texts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attributes that
                && schema == that.schema
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The structure's name and everything that is set, as the standard demands. */
    @Override
    public String toString() {
        return texts().entrySet().stream()
                .map(text -> text.getKey() + "=" + shown(text))
                .collect(Collectors.joining(", ", schema.structure() + "{", "}"));
    }

    private Object shown(Map.Entry<String, String> text) {
        Object value = values.getOrDefault(text.getKey(), "");
        return value instanceof Collection || value instanceof Map ? value : text.getValue();
    }

    private Object writeReplace() {
        return new Written(schema.structure(), new LinkedHashMap<>(texts()));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("attributes are sent as text");
    }

    /** What goes over the wire: text only, and what arrives goes through every check again. */
    private record Written(String structure, LinkedHashMap<String, String> texts)
            implements Serializable {

        private Object readResolve() {
            return read(schema(), texts);
        }

        private Schema schema() {
            return switch (structure) {
                case "JobTemplate" -> JobTemplate.SCHEMA;
                case "JobInfo" -> JobInfo.SCHEMA;
                case "ReservationTemplate" -> ReservationTemplate.SCHEMA;
                case "ReservationInfo" -> ReservationInfo.SCHEMA;
                case "MachineInfo" -> MachineInfo.SCHEMA;
                case "QueueInfo" -> QueueInfo.SCHEMA;
                case "DrmaaNotification" -> DrmaaNotification.SCHEMA;
                default -> throw new InvalidArgumentException("unknown structure: " + structure);
            };
        }
    }
}
