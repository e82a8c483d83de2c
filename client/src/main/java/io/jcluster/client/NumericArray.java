package io.jcluster.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Numbers as NumPy keeps them: a type, a shape, and the bytes in C order. It travels to engines and
 * back as those bytes, unpickled by nobody.
 */
public final class NumericArray {

    /** The bytes from which on they lie where the system can send them from without a copy. */
    private static final int LARGE = 1 << 20;

    private final DType dtype;
    private final List<Integer> shape;
    private final ByteBuffer data;

    /** The types of numbers, named as by NumPy in lower case; always little-endian. */
    public enum DType {
        BOOL(1),
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        UINT8(1),
        UINT16(2),
        UINT32(4),
        UINT64(8),
        FLOAT32(4),
        FLOAT64(8),
        COMPLEX64(8),
        COMPLEX128(16);

        private final int size;

        DType(int size) {
            this.size = size;
        }

        /** The bytes of one number. */
        public int size() {
            return size;
        }

        /** NumPy's name. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isComplex() {
            return this == COMPLEX64 || this == COMPLEX128;
        }

        boolean isReal() {
            return this == FLOAT32 || this == FLOAT64;
        }
    }

    /** Takes the data without a copy, all that the buffer has whatever its position. */
    NumericArray(DType dtype, List<Integer> shape, ByteBuffer data) {
        this.dtype = dtype;
        this.shape = List.copyOf(shape);
        this.data = data.duplicate().clear().asReadOnlyBuffer();
        long count = 1;
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("a negative length: " + shape);
            }
            count *= length;
        }
        if (count * dtype.size != data.capacity()) {
            throw new IllegalArgumentException(
                    "%d bytes are no %s of shape %s".formatted(data.capacity(), dtype, shape));
        }
    }

    /**
     * The bytes of an array, copied.
     *
     * @param data little-endian, in C order
     * @throws IllegalArgumentException when their number does not fit the shape
     */
    public static NumericArray of(DType dtype, byte[] data, int... shape) {
        return new NumericArray(
                dtype, shape(data.length / dtype.size, shape), room(data.length).put(data));
    }

    /**
     * An array of float64.
     *
     * @param shape one dimension when left out
     * @throws IllegalArgumentException when the number of values does not fit the shape
     */
    public static NumericArray of(double[] values, int... shape) {
        return filled(DType.FLOAT64, values.length, shape, d -> d.asDoubleBuffer().put(values));
    }

    /** An array of float32; see {@link #of(double[], int...)}. */
    public static NumericArray of(float[] values, int... shape) {
        return filled(DType.FLOAT32, values.length, shape, d -> d.asFloatBuffer().put(values));
    }

    /** An array of int64; see {@link #of(double[], int...)}. */
    public static NumericArray of(long[] values, int... shape) {
        return filled(DType.INT64, values.length, shape, d -> d.asLongBuffer().put(values));
    }

    /** An array of int32; see {@link #of(double[], int...)}. */
    public static NumericArray of(int[] values, int... shape) {
        return filled(DType.INT32, values.length, shape, d -> d.asIntBuffer().put(values));
    }

    /** An array of int16; see {@link #of(double[], int...)}. */
    public static NumericArray of(short[] values, int... shape) {
        return filled(DType.INT16, values.length, shape, d -> d.asShortBuffer().put(values));
    }

    /** An array of int8; see {@link #of(double[], int...)}. */
    public static NumericArray of(byte[] values, int... shape) {
        return of(DType.INT8, values, shape);
    }

    /** An array of bool; see {@link #of(double[], int...)}. */
    public static NumericArray of(boolean[] values, int... shape) {
        var data = room(values.length);
        for (boolean value : values) {
            data.put((byte) (value ? 1 : 0));
        }
        return new NumericArray(DType.BOOL, shape(values.length, shape), data);
    }

    public DType dtype() {
        return dtype;
    }

    /** The length of each dimension; empty for a single number. */
    public List<Integer> shape() {
        return shape;
    }

    /** How many numbers there are. */
    public int size() {
        return data.capacity() / dtype.size;
    }

    /** The bytes, little-endian and in C order; a view that cannot be written to. */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The numbers as double, in C order; integers beyond 2^53 are rounded.
     *
     * @throws IllegalStateException for complex numbers
     */
    public double[] doubles() {
        var values = new double[size()];
        if (dtype == DType.FLOAT64) {
            data().asDoubleBuffer().get(values);
            return values;
        }
        if (dtype == DType.FLOAT32) {
            var floats = data().asFloatBuffer();
            for (int i = 0; i < values.length; i++) {
                values[i] = floats.get(i);
            }
            return values;
        }
        var integers = integers("double");
        for (int i = 0; i < values.length; i++) {
            values[i] = integers[i];
            if (dtype == DType.UINT64 && integers[i] < 0) {
                values[i] += 0x1p64;
            }
        }
        return values;
    }

    /**
     * The integers, in C order. Those of uint64 from 2^63 on are negative, as Java's unsigned
     * arithmetic has them.
     *
     * @throws IllegalStateException for numbers that are no integers
     */
    public long[] longs() {
        return integers("long");
    }

    private long[] integers(String wanted) {
        if (dtype.isReal() || dtype.isComplex()) {
            throw new IllegalStateException("an array of " + dtype + " has no values of " + wanted);
        }
        var bytes = data();
        var values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            int at = i * dtype.size;
            values[i] =
                    switch (dtype) {
                        case BOOL, UINT8 -> bytes.get(at) & 0xffL;
                        case INT8 -> bytes.get(at);
                        case INT16 -> bytes.getShort(at);
                        case UINT16 -> bytes.getShort(at) & 0xffffL;
                        case INT32 -> bytes.getInt(at);
                        case UINT32 -> bytes.getInt(at) & 0xffff_ffffL;
                        case INT64, UINT64 -> bytes.getLong(at);
                        case FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 ->
                                throw new IllegalStateException("not an integer: " + dtype);
                    };
        }
        return values;
    }

    /** Some rows: those from one index of the first dimension up to another. */
    NumericArray rows(int from, int to) {
        if (shape.isEmpty()) {
            throw new IllegalArgumentException("a single number has no parts");
        }
        int length = shape.get(0);
        int row = length == 0 ? 0 : data.capacity() / length;
        var part = new ArrayList<>(shape);
        part.set(0, to - from);
        return new NumericArray(dtype, part, data.slice(from * row, (to - from) * row));
    }

    /**
     * Arrays one after the other along the first dimension.
     *
     * @throws IllegalArgumentException when their types, or their other dimensions, differ
     */
    static NumericArray concatenated(List<NumericArray> parts) {
        var first = parts.get(0);
        int rows = 0;
        int bytes = 0;
        for (var part : parts) {
            if (part.shape.isEmpty()
                    || part.dtype != first.dtype
                    || !part.shape
                            .subList(1, part.shape.size())
                            .equals(first.shape.subList(1, first.shape.size()))) {
                throw new IllegalArgumentException(
                        "parts that do not fit together: %s and %s".formatted(first, part));
            }
            rows += part.shape.get(0);
            bytes = Math.addExact(bytes, part.data.capacity());
        }
        var all = room(bytes);
        parts.forEach(part -> all.put(part.data()));
        var shape = new ArrayList<>(first.shape);
        shape.set(0, rows);
        return new NumericArray(first.dtype, shape, all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericArray that
                && dtype == that.dtype
                && shape.equals(that.shape)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(dtype, shape, data);
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }

    private static NumericArray filled(
            DType dtype, int count, int[] shape, Consumer<ByteBuffer> values) {
        var data = room(Math.multiplyExact(count, dtype.size));
        values.accept(data.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        return new NumericArray(dtype, shape(count, shape), data);
    }

    private static ByteBuffer room(int bytes) {
        return bytes < LARGE ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    }

    private static List<Integer> shape(int count, int[] shape) {
        return shape.length == 0 ? List.of(count) : Arrays.stream(shape).boxed().toList();
    }
}
