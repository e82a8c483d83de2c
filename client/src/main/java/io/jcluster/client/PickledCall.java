package io.jcluster.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * An expression for the engine's {@code apply_request}, the one request that carries raw bytes both
 * ways. The engine expects pickles (ipyparallel 6.3 to 9.2, {@code unpack_apply_message}), so the
 * few opcodes it takes are written here; nothing is ever unpickled on this side.
 *
 * @param buffers the pickled {@code eval}, its signature and its arguments
 */
record PickledCall(List<ByteBuffer> buffers) {

    /** The name of the raw bytes in the expression. */
    static final String BYTES = "_b";

    PickledCall {
        buffers = List.copyOf(buffers);
    }

    /** The value of an expression in the user's namespace. */
    static PickledCall of(String expression) {
        return new PickledCall(
                List.of(eval(), signature(1, 1), pickle(out -> text(out, expression))));
    }

    /**
     * The value of an expression that may use {@link #BYTES}, a memoryview of these. They travel as
     * a frame of their own and are not copied into a pickle.
     */
    static PickledCall of(String expression, ByteBuffer bytes) {
        return new PickledCall(
                List.of(
                        eval(),
                        signature(3, 4),
                        pickle(out -> text(out, expression)),
                        // No globals of their own: those of the caller, which are the user's.
                        pickle(out -> out.write('N')),
                        pickle(PickledCall::placeholder),
                        bytes));
    }

    private static ByteBuffer eval() {
        return pickle(out -> global(out, "builtins", "eval"));
    }

    /** {@code {"nargs": arguments, "narg_bufs": frames, "kw_keys": []}}. */
    private static ByteBuffer signature(int arguments, int frames) {
        return pickle(
                out -> {
                    out.write('}');
                    text(out, "nargs");
                    number(out, arguments);
                    out.write('s');
                    text(out, "narg_bufs");
                    number(out, frames);
                    out.write('s');
                    text(out, "kw_keys");
                    out.write(']');
                    out.write('s');
                });
    }

    /** {@code {BYTES: CannedMemoryView}}, to which the engine gives the next frame. */
    private static void placeholder(ByteArrayOutputStream out) {
        out.write('}');
        text(out, BYTES);
        global(out, "ipyparallel.serialize.canning", "CannedMemoryView");
        out.write(')');
        out.write(0x81); // an instance without a call of __init__
        out.write('}');
        text(out, "buffers");
        out.write(']');
        out.write('N');
        out.write('a');
        out.write('s');
        out.write('b');
        out.write('s');
    }

    private static ByteBuffer pickle(Consumer<ByteArrayOutputStream> content) {
        var out = new ByteArrayOutputStream();
        out.write(0x80);
        out.write(2);
        content.accept(out);
        out.write('.');
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static void global(ByteArrayOutputStream out, String module, String name) {
        out.write('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        int32(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.write('J');
        int32(out, number);
    }

    private static void int32(ByteArrayOutputStream out, int number) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(number >>> shift);
        }
    }
}
