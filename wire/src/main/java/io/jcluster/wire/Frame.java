package io.jcluster.wire;

import java.nio.ByteBuffer;

/** A frame of ZMTP: a part of a message, or a command between the two ends. */
final class Frame {

    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;
    private static final int SHORT_MAX = 255;

    private final boolean isCommand;
    private final boolean hasMore;
    private final ByteBuffer body;

    /** The body is not copied. */
    Frame(boolean isCommand, boolean hasMore, ByteBuffer body) {
        this.isCommand = isCommand;
        this.hasMore = hasMore;
        this.body = body;
    }

    static Frame command(byte[] body) {
        return new Frame(true, false, ByteBuffer.wrap(body));
    }

    static Frame part(boolean hasMore, ByteBuffer body) {
        return new Frame(false, hasMore, body);
    }

    static boolean isCommand(byte flags) {
        return (flags & COMMAND) != 0;
    }

    static boolean hasMore(byte flags) {
        return (flags & MORE) != 0;
    }

    /** The bytes of a frame's head, of which the first are its flags. */
    static int headSize(byte flags) {
        return (flags & LONG) != 0 ? 1 + Long.BYTES : 2;
    }

    boolean isCommand() {
        return isCommand;
    }

    /** Whether the message goes on in the next frame. */
    boolean hasMore() {
        return hasMore;
    }

    /** To be read from without moving its position. */
    ByteBuffer body() {
        return body;
    }

    byte[] bytes() {
        return Bytes.of(body);
    }

    /** What goes before the body: flags and length. */
    byte[] head() {
        int flags = (hasMore ? MORE : 0) | (isCommand ? COMMAND : 0);
        int length = body.remaining();
        return length <= SHORT_MAX
                ? new byte[] {(byte) flags, (byte) length}
                : ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) (flags | LONG))
                        .putLong(length)
                        .array();
    }
}
