package io.jcluster.drmaa2;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes that are still being set: what the builders of all structures are made of. */
final class Draft {

    private final Schema schema;
    private final Map<String, Object> values;

    Draft(Schema schema) {
        this.schema = schema;
        this.values = new HashMap<>();
    }

    Draft(Schema schema, Map<String, Object> values) {
        this.schema = schema;
        this.values = new HashMap<>(values);
    }

    /** Null, an empty list and an empty dictionary are one and the same: UNSET. */
    <T> void set(Attribute<T> attribute, @Nullable T value) {
        if (value == null || isEmpty(value)) {
            values.remove(attribute.name());
        } else {
            values.put(attribute.name(), attribute.checked().apply(value));
        }
    }

    /** Sets an attribute of the standard or of an implementation from its text form. */
    void set(String name, @Nullable String text) {
        schema.row(name)
                .ifPresentOrElse(row -> setFromText(row, text), () -> setExtension(name, text));
    }

    Attributes attributes() {
        return new Attributes(schema, values);
    }

    private <T> void setFromText(Attribute<T> row, @Nullable String text) {
        set(row, text == null ? null : row.read(text));
    }

    private void setExtension(String name, @Nullable String text) {
        if (text == null) {
            values.remove(name);
        } else {
            values.put(name, text);
        }
    }

    private static boolean isEmpty(Object value) {
        return (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }
}
