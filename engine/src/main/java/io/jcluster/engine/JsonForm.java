package io.jcluster.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Objects of Java as JSON: those that have such a form. Others are refused, not made to text. */
final class JsonForm {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 200;

    private JsonForm() {}

    static JsonNode of(Optional<Object> value) throws SnippetException {
        return of(value.orElse(null), 0);
    }

    private static JsonNode of(@Nullable Object value, int depth) throws SnippetException {
        if (depth > DEEPEST) {
            throw refused("a value nested more than " + DEEPEST + " deep, or in itself,");
        }
        if (value == null) {
            return NullNode.instance;
        }
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null), depth + 1);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        if (value instanceof Collection<?> items) {
            var array = JSON.arrayNode(items.size());
            for (var item : items) {
                array.add(of(item, depth + 1));
            }
            return array;
        }
        if (value instanceof byte[] bytes) {
            return JSON.binaryNode(bytes);
        }
        if (value.getClass().isArray()) {
            var array = JSON.arrayNode(Array.getLength(value));
            for (int i = 0; i < Array.getLength(value); i++) {
                array.add(of(Array.get(value, i), depth + 1));
            }
            return array;
        }
        if (value instanceof Record record) {
            return record(record, depth);
        }
        return scalar(value);
    }

    private static JsonNode scalar(Object value) throws SnippetException {
        if (value instanceof CharSequence || value instanceof Character || value instanceof Enum) {
            return JSON.textNode(value.toString());
        }
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Double || value instanceof Float) {
            return JSON.numberNode(((Number) value).doubleValue());
        }
        if (value instanceof BigInteger big) {
            return JSON.numberNode(big);
        }
        if (value instanceof BigDecimal big) {
            return JSON.numberNode(big);
        }
        if (value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof AtomicInteger
                || value instanceof AtomicLong) {
            return JSON.numberNode(((Number) value).longValue());
        }
        throw refused("a " + value.getClass().getTypeName());
    }

    private static JsonNode object(Map<?, ?> map, int depth) throws SnippetException {
        var object = JSON.objectNode();
        for (var entry : map.entrySet()) {
            object.set(String.valueOf(entry.getKey()), of(entry.getValue(), depth + 1));
        }
        return object;
    }

    private static JsonNode record(Record record, int depth) throws SnippetException {
        var object = JSON.objectNode();
        for (var component : record.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                object.set(component.getName(), of(accessor.invoke(record), depth + 1));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw refused("the record " + record.getClass().getTypeName());
            }
        }
        return object;
    }

    private static SnippetException refused(String what) {
        return SnippetException.refused(
                "NoJsonForm",
                what
                        + " has no JSON form; ask for numbers, text, lists, maps, arrays or"
                        + " records");
    }
}
