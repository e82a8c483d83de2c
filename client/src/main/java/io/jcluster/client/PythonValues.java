package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.wire.TaggedJson;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Values on their way to Python and back, as {@link TaggedJson}; {@code values.py} is the other
 * side of it.
 */
final class PythonValues {

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
        return MODULE.reference()
                + ".given("
                + PythonModule.literal(TaggedJson.encode(value))
                + ")";
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
}
