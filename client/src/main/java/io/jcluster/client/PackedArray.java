package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A {@link NumericArray} on its way: to the engine as an expression and its bytes, back as a line
 * of JSON and the bytes. {@code arrays.py} is the other side of it.
 */
final class PackedArray {

    private static final PythonModule MODULE = PythonModule.ofResource("arrays.py");

    private PackedArray() {}

    /** Assigns an array to a global variable. */
    static PickledCall assignment(String name, NumericArray array) {
        return PickledCall.of(
                installed(
                        "globals().__setitem__(%s, %s.given(%s, %s, %s))"
                                .formatted(
                                        PythonModule.literal(PythonValues.name(name)),
                                        MODULE.reference(),
                                        PickledCall.BYTES,
                                        PythonModule.literal(array.dtype().toString()),
                                        array.shape())),
                array.bytes());
    }

    /** The array an expression yields. */
    static PickledCall value(String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("no expression");
        }
        return PickledCall.of(
                installed(MODULE.reference() + ".packed((" + expression.strip() + "\n))"));
    }

    /** Reads what {@code packed} returned, beside the pickle that lists it. */
    static NumericArray read(List<byte[]> buffers) throws IOException {
        var head = buffers.get(1);
        int end = 0;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        JsonNode header = Json.MESSAGES.readTree(new String(head, 0, end, StandardCharsets.UTF_8));
        var shape = new ArrayList<Integer>();
        header.path("shape").forEach(length -> shape.add(length.asInt()));
        int size = header.path("inline").asInt(-1);
        var data =
                size >= 0
                        ? Arrays.copyOfRange(head, end + 1, end + 1 + size)
                        : buffers.get(buffers.size() - 1);
        try {
            var dtype =
                    NumericArray.DType.valueOf(
                            header.path("dtype").asText().toUpperCase(Locale.ROOT));
            return new NumericArray(dtype, shape, data);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an array: " + header, e);
        }
    }

    /** An expression, evaluated where the module is certainly there. */
    private static String installed(String expression) {
        return "(" + MODULE.installation().strip() + ") and None or " + expression;
    }
}
