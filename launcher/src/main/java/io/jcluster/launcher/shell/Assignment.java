package io.jcluster.launcher.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A variable and its value, as they are typed: {@code n=1000}, {@code name=steel}, {@code
 * grid=[0.5, 1]}.
 */
public record Assignment(String name, JsonNode value) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .build();

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when there is no name, or a value that is nearly JSON
     */
    public static Assignment parse(String text) {
        int at = text.indexOf('=');
        if (at < 1) {
            throw new IllegalArgumentException("'" + text + "' is not NAME=VALUE");
        }
        return new Assignment(text.substring(0, at).strip(), value(text.substring(at + 1).strip()));
    }

    private static JsonNode value(String text) {
        return switch (text) {
            case "True" -> BooleanNode.TRUE;
            case "False" -> BooleanNode.FALSE;
            case "None" -> NullNode.getInstance();
            default -> jsonOrText(text);
        };
    }

    private static JsonNode jsonOrText(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value.isMissingNode() ? TextNode.valueOf("") : value;
        } catch (JsonProcessingException e) {
            if (!text.isEmpty() && !Character.isLetter(text.codePointAt(0))) {
                throw new IllegalArgumentException(
                        "'"
                                + text
                                + "' is no JSON, such as 1000, [0.5, 1] or {\"a\": true}; a text that"
                                + " begins so is put into double quotes",
                        e);
            }
            return TextNode.valueOf(text);
        }
    }
}
