package io.jcluster.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jcluster.engine.shared.Handover;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value of a request as an object of Java.
 *
 * @param type its type as Java would write it, for a declaration
 * @param value empty for null
 */
record Given(JsonNode json, String type, Optional<Object> value) {

    /** Without the conversions by which 2.5 would become 2 and "1" a number. */
    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    private static final Map<String, Class<?>> TYPES =
            Stream.of(
                            byte.class,
                            short.class,
                            int.class,
                            long.class,
                            float.class,
                            double.class,
                            boolean.class,
                            Byte.class,
                            Short.class,
                            Integer.class,
                            Long.class,
                            Float.class,
                            Double.class,
                            Boolean.class,
                            String.class,
                            BigInteger.class,
                            BigDecimal.class,
                            byte[].class,
                            short[].class,
                            int[].class,
                            long[].class,
                            float[].class,
                            double[].class,
                            boolean[].class,
                            String[].class,
                            int[][].class,
                            long[][].class,
                            double[][].class)
                    .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, c -> c));

    static Given of(JsonNode json) {
        return of(json, true);
    }

    /**
     * @param typed whether its type will be declared; within others it stays what it is
     */
    private static Given of(JsonNode json, boolean typed) {
        return switch (json.getNodeType()) {
            case BOOLEAN -> new Given(json, "boolean", Optional.of(json.booleanValue()));
            case STRING -> new Given(json, "String", Optional.of(json.textValue()));
            case BINARY -> new Given(json, "byte[]", Optional.of(bytes(json)));
            case NUMBER -> number(json);
            case ARRAY -> list(json, typed);
            case OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                json.properties()
                        .forEach(
                                e ->
                                        map.put(
                                                e.getKey(),
                                                of(e.getValue(), false).value().orElse(null)));
                yield new Given(json, "java.util.Map<String, Object>", Optional.of(map));
            }
            case NULL, MISSING, POJO -> new Given(json, "Object", Optional.empty());
        };
    }

    /** The same for a variable that is declared already, when it fits its type. */
    Optional<Given> as(String declared) {
        var simple = declared.replace("java.lang.", "").replace("java.math.", "");
        var wanted = TYPES.get(simple);
        if (wanted == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(STRICT.treeToValue(json, wanted))
                    .map(converted -> new Given(json, declared, Optional.of(converted)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** An expression for it in a snippet. */
    String taken() {
        return "(" + type + ") " + Handover.class.getName() + ".get()";
    }

    private static Given number(JsonNode json) {
        if (json.isFloatingPointNumber()) {
            return new Given(json, "double", Optional.of(json.doubleValue()));
        }
        if (json.canConvertToInt()) {
            return new Given(json, "int", Optional.of(json.intValue()));
        }
        return json.canConvertToLong()
                ? new Given(json, "long", Optional.of(json.longValue()))
                : new Given(json, "java.math.BigInteger", Optional.of(json.bigIntegerValue()));
    }

    /** Items of one kind give the list that kind, so that a snippet can compute with them. */
    private static Given list(JsonNode json, boolean typed) {
        var items = new ArrayList<Given>();
        json.forEach(item -> items.add(of(item, false)));
        var kinds = items.stream().map(item -> boxed(item.type())).distinct().toList();
        // Where some numbers need more room, all of them get it.
        for (var wider : List.of("Long", "Double")) {
            if (typed && kinds.size() > 1 && isNumbersUpTo(kinds, wider)) {
                var room = wider.equals("Long") ? Long.class : Double.class;
                return list(
                        json,
                        wider,
                        items.stream()
                                .map(i -> (Object) STRICT.convertValue(i.json(), room))
                                .toList());
            }
        }
        var kind = kinds.size() == 1 ? kinds.get(0) : "Object";
        var values = new ArrayList<Object>();
        items.forEach(item -> values.add(item.value().orElse(null)));
        return list(json, kind, values);
    }

    private static boolean isNumbersUpTo(List<String> kinds, String widest) {
        return kinds.contains(widest) && List.of("Integer", "Long", widest).containsAll(kinds);
    }

    private static Given list(JsonNode json, String kind, List<Object> values) {
        return new Given(
                json, "java.util.List<" + kind + ">", Optional.of(new ArrayList<>(values)));
    }

    private static String boxed(String type) {
        return switch (type) {
            case "int" -> "Integer";
            case "long" -> "Long";
            case "double" -> "Double";
            case "boolean" -> "Boolean";
            default -> type;
        };
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return json.binaryValue();
        } catch (IOException e) {
            throw new IllegalArgumentException("not bytes", e);
        }
    }
}
