package io.jcluster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Values on their way to Python and back, as JSON. What JSON lacks travels as an object with the
 * key {@value #TAG}; {@code values.py} is the other side of it.
 */
final class PythonValues {

    private static final String TAG = "__jcluster__";
    private static final String VALUE = "value";
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");

    /** The keywords of Python 3.12; the soft ones are good names. */
    private static final Set<String> KEYWORDS =
            Set.of(
                    ("False None True and as assert async await break class continue def del elif"
                                    + " else except finally for from global if import in is lambda"
                                    + " nonlocal not or pass raise return try while with yield")
                            .split(" "));

    private static final PythonModule MODULE = PythonModule.ofResource("values.py");

    /** A line of code after which the engine can encode and decode values. */
    static final String INSTALL = MODULE.installation();

    /**
     * The same before an expression, which is quicker: the engine then has no code to transform.
     */
    private static final String INSTALLED = "(" + INSTALL.strip() + ") and None or ";

    private PythonValues() {}

    /**
     * An expression for the encoded value of another, which may span lines and end in a comment.
     */
    static String shown(String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("no expression");
        }
        return MODULE.reference() + ".shown((" + expression + "\n))";
    }

    /** A request for the value of an expression. */
    static Request evaluation(String expression) {
        return Request.evaluation("", INSTALLED + shown(expression));
    }

    /** A call of a function that is itself an expression, which may span lines. */
    static String call(String function, List<JsonNode> arguments) {
        var array = JsonNodeFactory.instance.arrayNode();
        arguments.forEach(array::add);
        return function(function) + "(*" + given(array) + ")";
    }

    /** The values of a function for each item. */
    static String map(String function, List<? extends JsonNode> items) {
        var array = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(array::add);
        return "list(map(" + function(function) + ", " + given(array) + "))";
    }

    static String assignment(String name, JsonNode value) {
        return name(name) + " = " + given(value);
    }

    private static String given(JsonNode value) {
        return MODULE.reference() + ".given(" + PythonModule.literal(encode(value)) + ")";
    }

    private static String function(String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("no function");
        }
        return "(" + expression + "\n)";
    }

    /** The name itself, if Python would take it for one. */
    static String name(String name) {
        if (!NAME.matcher(name).matches() || KEYWORDS.contains(name)) {
            throw new IllegalArgumentException("not a Python name: '" + PlainText.of(name) + "'");
        }
        return name;
    }

    /** JSON in ASCII. */
    static String encode(JsonNode value) {
        try {
            return Json.ASCII.writeValueAsString(tagged(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON", e);
        }
    }

    static JsonNode decode(String text) throws JsonProcessingException {
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
