package io.jcluster.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Frames out of the bytes of a connection, as they come. */
final class FrameReader {

    /** What is set aside for a frame before anything of it has come, which anybody may announce. */
    private static final long TRUSTED = Runtime.getRuntime().maxMemory() / 8;

    private static final int ARRAY_MAX = Integer.MAX_VALUE - 8;
    private static final byte[] NONE = {};

    private final ByteBuffer head = ByteBuffer.allocate(1 + Long.BYTES);
    private int length = -1;
    private byte[] body = NONE;
    private int read;

    /**
     * The next frame, if all of it has come; else these bytes are kept, and the rest of it is
     * waited for.
     *
     * @param limit the most bytes that are taken for one
     */
    Optional<Frame> next(ByteBuffer bytes, int limit) throws IOException {
        if (length < 0 && !readHead(bytes, limit)) {
            return Optional.empty();
        }
        while (read < length && bytes.hasRemaining()) {
            if (read == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
            }
            int size = Math.min(bytes.remaining(), body.length - read);
            bytes.get(body, read, size);
            read += size;
        }
        if (read < length) {
            return Optional.empty();
        }
        byte flags = head.get(0);
        var frame = new Frame(Frame.isCommand(flags), Frame.hasMore(flags), ByteBuffer.wrap(body));
        head.clear();
        length = -1;
        body = NONE;
        return Optional.of(frame);
    }

    private boolean readHead(ByteBuffer bytes, int limit) throws IOException {
        while (bytes.hasRemaining()) {
            head.put(bytes.get());
            int size = Frame.headSize(head.get(0));
            if (head.position() == size) {
                long announced = size == 2 ? Byte.toUnsignedLong(head.get(1)) : head.getLong(1);
                if (announced < 0 || announced > Math.min(limit, ARRAY_MAX)) {
                    throw new IOException(
                            "a frame of " + Long.toUnsignedString(announced) + " bytes");
                }
                length = (int) announced;
                body = new byte[(int) Math.min(announced, TRUSTED)];
                read = 0;
                return true;
            }
        }
        return false;
    }
}
