package io.jcluster.tunnel.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What comes from the relay, taken apart. A frame may begin on one carrier and end on another. */
final class Incoming {

    private static final int ACK_BYTES = 1 << 20;
    private static final int ACK_FRAMES = 256;
    private static final int LONGEST_WORD = Long.BYTES;

    /** Who hears it. */
    interface Listener {

        /** Some data of a stream. The array is used again. */
        void data(int stream, byte[] bytes, int offset, int length) throws IOException;

        /**
         * A frame without data.
         *
         * @param value of an ACK or a CREDIT
         */
        void word(byte kind, int stream, long value) throws IOException;

        /** Enough has come to be acknowledged. */
        void acknowledge();
    }

    private final Listener listener;
    private final ByteBuffer head = ByteBuffer.allocate(Frame.HEADER);
    private final ByteBuffer word = ByteBuffer.allocate(LONGEST_WORD);
    private byte kind;
    private int stream;
    private int left;

    private volatile long received;
    private volatile long heard;
    private long told;
    private int frames;

    Incoming(Listener listener) {
        this.listener = listener;
    }

    /** How many bytes have come. */
    long received() {
        return received;
    }

    /** When something came last, by {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    /** A new carrier has begun. */
    void hear() {
        heard = System.nanoTime();
    }

    /** Reads a carrier to its end. */
    void read(InputStream in, byte[] buffer) throws IOException {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            hear();
            take(ByteBuffer.wrap(buffer, 0, n));
            long all = received + n;
            received = all;
            if (all - told >= ACK_BYTES || frames >= ACK_FRAMES) {
                told = all;
                frames = 0;
                listener.acknowledge();
            }
        }
    }

    private void take(ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            if (left == 0) {
                move(part, head, Frame.HEADER - head.position());
                if (head.hasRemaining()) {
                    return;
                }
                begin();
            } else if (kind == Frame.DATA) {
                int n = Math.min(left, part.remaining());
                int from = part.arrayOffset() + part.position();
                part.position(part.position() + n);
                left -= n;
                listener.data(stream, part.array(), from, n);
            } else {
                left -= move(part, word, left);
            }
            if (left == 0 && kind != Frame.DATA) {
                word.flip();
                long value =
                        switch (word.remaining()) {
                            case Long.BYTES -> word.getLong();
                            case Integer.BYTES -> word.getInt();
                            default -> 0;
                        };
                word.clear();
                listener.word(kind, stream, value);
            }
        }
    }

    private void begin() throws IOException {
        head.flip();
        kind = head.get();
        stream = head.getInt();
        left = head.getInt();
        head.clear();
        frames++;
        int wanted =
                switch (kind) {
                    case Frame.ACK -> Long.BYTES;
                    case Frame.CREDIT -> Integer.BYTES;
                    case Frame.END, Frame.RESET -> 0;
                    case Frame.DATA -> left > 0 && left <= Frame.LONGEST ? left : -1;
                    default -> -1;
                };
        if (left != wanted) {
            throw new BrokenSessionException(
                    "the relay has sent what is no frame: " + kind + " of " + left + " bytes");
        }
    }

    private static int move(ByteBuffer from, ByteBuffer to, int most) {
        int n = Math.min(most, from.remaining());
        for (int i = 0; i < n; i++) {
            to.put(from.get());
        }
        return n;
    }
}
