package io.jcluster.templates;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JSON Schema of profiles (draft 2020-12), for editors and for who checks profiles without
 * jcluster. It is made of the {@link Vocabulary}. What a schema cannot tell, such as a file that is
 * missing or two numbers that contradict each other, is told by the reader alone.
 */
public final class ProfileSchema {

    private static final List<Word<?>> OF_THE_FILE =
            List.of(Vocabulary.PROFILE, Vocabulary.CLUSTERS);

    private ProfileSchema() {}

    /** The schema as JSON. */
    public static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "A profile of jcluster");
        schema.putAll(section("", List.of()));
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("cluster", section("", OF_THE_FILE));
        for (String section : Vocabulary.sections()) {
            parts.put(section, section(section, List.of()));
        }
        schema.put("$defs", parts);
        return Json.text(schema);
    }

    private static Map<String, Object> section(String section, List<Word<?>> without) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Word<?>> words =
                Vocabulary.of(section).stream().filter(word -> !without.contains(word)).toList();
        for (Word<?> word : words) {
            word.names().forEach(name -> properties.put(name, value(word)));
            word.oldSpelling()
                    .ifPresent(
                            name -> {
                                Map<String, Object> old = value(word);
                                old.put("deprecated", true);
                                properties.put(name, old);
                            });
        }
        for (String inner : Vocabulary.within(section)) {
            String name = section.isEmpty() ? inner : section + "." + inner;
            properties.put(inner, Map.of("$ref", "#/$defs/" + name));
        }
        Map<String, Object> schema =
                Type.ordered(
                        "type",
                        List.of("object", "null"),
                        "properties",
                        properties,
                        "additionalProperties",
                        false);
        List<Object> onlyOne =
                words.stream()
                        .flatMap(
                                word ->
                                        Stream.concat(
                                                        word.names().stream(),
                                                        word.oldSpelling().stream())
                                                .skip(1)
                                                .map(other -> notBoth(word.name(), other)))
                        .toList();
        if (!onlyOne.isEmpty()) {
            schema.put("allOf", onlyOne);
        }
        return schema;
    }

    private static Object notBoth(String one, String other) {
        return Map.of("not", Map.of("required", List.of(one, other)));
    }

    private static Map<String, Object> value(Word<?> word) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(
                "description",
                plain(word.meaning()) + " (without it: " + plain(word.without()) + ")");
        if (word.hasNames()) {
            schema.put("type", List.of("object", "null"));
            schema.put("propertyNames", Map.of("pattern", "^[A-Za-z_][A-Za-z0-9_]*$"));
            schema.put("additionalProperties", word.type().schema());
        } else {
            schema.putAll(word.type().schema());
        }
        return schema;
    }

    /** Without the marks of Markdown, which not every editor shows as such. */
    private static String plain(String text) {
        return text.replace("`", "'");
    }
}
