package io.jcluster.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.wire.Bytes;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A {@link NumericArray} on its way: to the engine as an expression and its bytes, back as a line
 * of JSON and the bytes. {@code arrays.py} is the other side of it.
 */
final class PackedArray {

    private static final PythonModule MODULE = PythonModule.ofResource("arrays.py");

    /** The bytes of a part: of 2 to 32 MB tried with ipyparallel 7.1, the quickest. */
    private static final int PART = 8 << 20;

    private PackedArray() {}

    /**
     * Assigns an array to a global variable by the last of these calls, which an engine must get in
     * order. The controller hands on one part of a large array while the next arrives, and uses its
     * memory again.
     */
    static List<PickledCall> assignment(String name, NumericArray array) {
        var variable = PythonModule.literal(PythonValues.name(name));
        var transfer = PythonModule.literal(UUID.randomUUID().toString());
        var bytes = array.data();
        var calls = new ArrayList<PickledCall>();
        int from = 0;
        do {
            int to = Math.min(bytes.limit(), from + PART);
            boolean isLast = to == bytes.limit();
            var arrived =
                    "%s.%s(%s, %s, %d, %s, %s)"
                            .formatted(
                                    MODULE.reference(),
                                    isLast ? "whole" : "part",
                                    transfer,
                                    PickledCall.BYTES,
                                    from,
                                    PythonModule.literal(array.dtype().toString()),
                                    array.shape());
            calls.add(
                    PickledCall.of(
                            installed(
                                    isLast
                                            ? "globals().__setitem__(%s, %s)"
                                                    .formatted(variable, arrived)
                                            : arrived),
                            bytes.slice(from, to - from)));
            from = to;
        } while (from < bytes.limit());
        return calls;
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
    static NumericArray read(List<ByteBuffer> buffers) throws IOException {
        var head = Bytes.of(buffers.get(1));
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
                        ? ByteBuffer.wrap(Arrays.copyOfRange(head, end + 1, end + 1 + size))
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
