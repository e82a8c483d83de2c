package io.jcluster.wire;

import java.nio.ByteBuffer;

/** The bytes of a buffer as an array. */
public final class Bytes {

    private Bytes() {}

    /** Copies only what is a part of something larger, and does not move the position. */
    public static byte[] of(ByteBuffer buffer) {
        if (buffer.hasArray()
                && buffer.arrayOffset() == 0
                && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        var copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }
}
