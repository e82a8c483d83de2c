package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.TaggedJson;
import java.util.List;
import java.util.Map;
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

    private static final PythonModule COMPLETION = PythonModule.ofResource("completion.py");

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
        return MODULE.reference() + ".shown((" + expression + "\n))";
    }

    /** The same as text that is read by itself: what is wrong in it is told without our part. */
    private static String read(String expression) {
        var text = expression.strip();
        var whole = text.contains("\n") ? "(" + text + "\n)" : text;
        return MODULE.reference() + ".read(" + PythonModule.literal(whole) + ")";
    }

    /** A request for the value of an expression. */
    static Request evaluation(String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("no expression");
        }
        return evaluation(read(expression), words().put("evaluate", expression));
    }

    /** A request for the values of global variables, as an object. */
    static Request pull(List<String> names) {
        var asked = words();
        var array = asked.putArray("pull");
        names.forEach(array::add);
        var pairs =
                names.stream().map(name -> PythonModule.literal(name) + ": " + name(name)).toList();
        return evaluation("{" + String.join(", ", pairs) + "}", asked);
    }

    /** A request for what code can go on with; IPython is told the line alone. */
    static Request completion(String code, int cursor) {
        int begin = code.lastIndexOf('\n', cursor - 1) + 1;
        var line = code.substring(begin, cursor);
        var expression =
                "(%s) and None or %s.complete(%s, %d)"
                        .formatted(
                                COMPLETION.installation().strip(),
                                COMPLETION.reference(),
                                PythonModule.literal(line),
                                line.codePointCount(0, line.length()));
        return evaluation(expression, words().put("complete", code).put("cursor", cursor));
    }

    /** A call of a function that is itself an expression, which may span lines. */
    static Request call(String function, List<JsonNode> arguments) {
        var given = literal(array(arguments));
        return evaluation(
                function(function) + "(*" + given(given) + ")",
                words().put("call", function),
                given);
    }

    /** The values of a function for each item. */
    static Request map(String function, List<? extends JsonNode> items) {
        var given = literal(array(items));
        return evaluation(
                "list(map(" + function(function) + ", " + given(given) + "))",
                words().put("map", function),
                given);
    }

    /** A request that sets global variables. */
    static Request assignment(Map<String, ? extends JsonNode> values) {
        var code = new StringBuilder(INSTALL);
        var asked = words();
        var places = asked.putObject("push");
        values.forEach(
                (name, value) -> {
                    var given = literal(value);
                    code.append(name(name)).append(" = ").append(given(given)).append('\n');
                    int at = code.lastIndexOf(given);
                    places.putArray(name).add(at).add(at + given.length());
                });
        return Request.execution(code.toString(), true).beside(asked);
    }

    private static Request evaluation(String expression, ObjectNode words) {
        return Request.evaluation("", INSTALLED + shown(expression)).beside(words);
    }

    /** Says where the values are in the code: they may be many, and need not travel twice. */
    private static Request evaluation(String expression, ObjectNode words, String given) {
        int at = (INSTALLED + shown(expression)).lastIndexOf(given);
        words.putArray("given").add(at).add(at + given.length());
        return evaluation(expression, words);
    }

    private static ObjectNode words() {
        return Json.MESSAGES.createObjectNode();
    }

    private static JsonNode array(List<? extends JsonNode> items) {
        var array = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(array::add);
        return array;
    }

    private static String literal(JsonNode value) {
        return PythonModule.literal(TaggedJson.encode(value));
    }

    private static String given(String literal) {
        return MODULE.reference() + ".given(" + literal + ")";
    }

    private static String function(String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("no function");
        }
        return read(expression);
    }

    /** The name itself, if Python would take it for one. */
    static String name(String name) {
        if (!NAME.matcher(name).matches() || KEYWORDS.contains(name)) {
            throw new IllegalArgumentException("not a Python name: '" + PlainText.of(name) + "'");
        }
        return name;
    }
}
