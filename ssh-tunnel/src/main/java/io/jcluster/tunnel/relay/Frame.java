package io.jcluster.tunnel.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame on its way out, with its header; see the package. */
final class Frame {

    static final int HEADER = 9;
    static final int LONGEST = 1 << 20;

    static final byte ACK = 0;
    static final byte OPEN = 1;
    static final byte DATA = 2;
    static final byte END = 3;
    static final byte RESET = 4;
    static final byte CREDIT = 5;
    static final byte BYE = 6;
    static final byte ASK = 7;

    private final byte[] bytes;
    private final int length;

    private Frame(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** ACK or ASK. */
    static Frame came(byte kind, long position) {
        return of(kind, 0, ByteBuffer.allocate(Long.BYTES).putLong(position).array());
    }

    static Frame open(int stream, String target) {
        return of(OPEN, stream, target.getBytes(StandardCharsets.UTF_8));
    }

    static Frame credit(int stream, int more) {
        return of(CREDIT, stream, ByteBuffer.allocate(Integer.BYTES).putInt(more).array());
    }

    /** END, RESET or BYE. */
    static Frame bare(byte kind, int stream) {
        return of(kind, stream, new byte[0]);
    }

    /** Data that was read into its array from {@link #HEADER} on. The array is not copied. */
    static Frame data(int stream, byte[] bytes, int size) {
        return filled(DATA, stream, bytes, size);
    }

    private static Frame of(byte kind, int stream, byte[] body) {
        byte[] bytes = new byte[HEADER + body.length];
        System.arraycopy(body, 0, bytes, HEADER, body.length);
        return filled(kind, stream, bytes, body.length);
    }

    private static Frame filled(byte kind, int stream, byte[] bytes, int size) {
        ByteBuffer.wrap(bytes).put(kind).putInt(stream).putInt(size);
        return new Frame(bytes, HEADER + size);
    }

    byte[] bytes() {
        return bytes;
    }

    /** With the header; the array may be longer. */
    int length() {
        return length;
    }

    /** What of it came from a local connection. */
    int payload() {
        return bytes[0] == DATA ? length - HEADER : 0;
    }
}
