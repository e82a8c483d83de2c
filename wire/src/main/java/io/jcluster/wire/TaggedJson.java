package io.jcluster.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;

/**
 * Values between a client and an engine, of whatever language. What JSON lacks, as NaN and bytes,
 * travels as an object with the key {@value #TAG}.
 */
public final class TaggedJson {

    private static final String TAG = "__jcluster__";
    private static final String VALUE = "value";

    private TaggedJson() {}

    /** A value as text in ASCII. */
    public static String encode(JsonNode value) {
        try {
            return Json.ASCII.writeValueAsString(tagged(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON", e);
        }
    }

    /** The value of such a text. */
    public static JsonNode decode(String text) throws JsonProcessingException {
        var value = Json.MESSAGES.readTree(text);
        return text.contains(TAG) ? untagged(value) : value;
    }

    private static JsonNode tagged(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> {
                var array = JsonNodeFactory.instance.arrayNode(value.size());
                value.forEach(item -> array.add(tagged(item)));
                yield array;
            }
            case OBJECT -> value.has(TAG) ? tag("items", items(value)) : taggedFields(value);
            case BINARY -> tag("bytes", JsonNodeFactory.instance.textNode(value.asText()));
            case NUMBER -> {
                double number = value.doubleValue();
                boolean plain = !value.isFloatingPointNumber() || value.isBigDecimal();
                yield plain || Double.isFinite(number)
                        ? value
                        : tag("float", JsonNodeFactory.instance.textNode(Double.toString(number)));
            }
            case BOOLEAN, NULL, STRING -> value;
            case MISSING, POJO ->
                    throw new IllegalArgumentException("not JSON: " + value.getNodeType());
        };
    }

    private static ObjectNode taggedFields(JsonNode value) {
        var object = JsonNodeFactory.instance.objectNode();
        value.properties().forEach(e -> object.set(e.getKey(), tagged(e.getValue())));
        return object;
    }

    /** An object that has our key among its own: as pairs, it cannot be taken for a tag. */
    private static ArrayNode items(JsonNode value) {
        var items = JsonNodeFactory.instance.arrayNode(value.size());
        value.properties().forEach(e -> items.addArray().add(e.getKey()).add(tagged(e.getValue())));
        return items;
    }

    private static ObjectNode tag(String kind, JsonNode value) {
        var object = JsonNodeFactory.instance.objectNode().put(TAG, kind);
        object.set(VALUE, value);
        return object;
    }

    private static JsonNode untagged(JsonNode value) {
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(item -> array.add(untagged(item)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        var content = value.path(VALUE);
        return switch (value.path(TAG).asText()) {
            case "float" -> DoubleNode.valueOf(number(content.asText()));
            case "bytes" -> BinaryNode.valueOf(Base64.getDecoder().decode(content.asText()));
            case "items" -> {
                var object = JsonNodeFactory.instance.objectNode();
                content.forEach(pair -> object.set(pair.path(0).asText(), untagged(pair.path(1))));
                yield object;
            }
            default -> {
                var object = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(e -> object.set(e.getKey(), untagged(e.getValue())));
                yield object;
            }
        };
    }

    private static double number(String name) {
        return switch (name) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }
}
