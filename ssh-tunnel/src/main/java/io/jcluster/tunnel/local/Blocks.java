package io.jcluster.tunnel.local;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory that bytes on their way lie in, used again: the JVM would clear each new array, which then
 * is in no cache.
 */
public final class Blocks {

    /** Bytes of a block: some of them still fit into the cache of one core. */
    public static final int SIZE = 128 * 1024;

    private static final int SPARE = 32;

    // Guarded by itself.
    private static final Deque<byte[]> SPARES = new ArrayDeque<>();

    private Blocks() {}

    /** A block with anything in it. */
    public static byte[] take() {
        synchronized (SPARES) {
            if (!SPARES.isEmpty()) {
                return SPARES.pop();
            }
        }
        return new byte[SIZE];
    }

    /** Gives back the block behind a buffer that nobody uses any more. */
    static void give(ByteBuffer whole) {
        if (whole.arrayOffset() == 0) {
            give(whole.array());
        }
    }

    /** Gives back an array that nobody uses any more; one of another size is forgotten. */
    public static void give(byte[] block) {
        synchronized (SPARES) {
            if (block.length == SIZE && SPARES.size() < SPARE) {
                SPARES.push(block);
            }
        }
    }
}
