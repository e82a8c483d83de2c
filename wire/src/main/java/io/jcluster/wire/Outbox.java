package io.jcluster.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What is to be sent through one link, and how much of it the system has taken. */
final class Outbox {

    private static final class Piece {
        private final ByteBuffer bytes;

        /** Whether a message has been sent with this. */
        private final boolean ends;

        Piece(ByteBuffer bytes, boolean ends) {
            this.bytes = bytes;
            this.ends = ends;
        }
    }

    private final Deque<List<ByteBuffer>> waiting = new ArrayDeque<>();

    /** Of these, pieces are among {@link #pieces}. */
    private final Deque<List<ByteBuffer>> started = new ArrayDeque<>();

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private Optional<Mechanism> mechanism = Optional.empty();
    private int offset;
    private long ready;

    /** A message, which waits until it can be sent. */
    void add(List<ByteBuffer> message) {
        waiting.add(message);
    }

    /** Bytes of the handshake. */
    void say(byte[] bytes) {
        add(ByteBuffer.wrap(bytes), false);
    }

    /** A frame that is no part of a message to be kept. */
    void say(Frame frame) {
        add(frame, false);
    }

    /** Messages can be sent from now on. */
    void open(Mechanism how) {
        mechanism = Optional.of(how);
    }

    /** The connection is lost: messages wait for the next, and the first of them starts anew. */
    void close() {
        while (!started.isEmpty()) {
            waiting.addFirst(started.removeLast());
        }
        pieces.clear();
        mechanism = Optional.empty();
        offset = 0;
        ready = 0;
    }

    boolean hasMore() {
        return ready > 0 || (mechanism.isPresent() && !waiting.isEmpty());
    }

    /**
     * What comes next, without regarding it as sent: itself where it is large and the system can
     * take it from where it lies, else a copy.
     *
     * @param room for the copy
     */
    ByteBuffer next(ByteBuffer room) {
        mechanism.ifPresent(how -> seal(how, room.remaining()));
        var first = pieces.element().bytes;
        int left = first.remaining() - offset;
        if (first.isDirect() && left >= room.remaining()) {
            return first.slice(first.position() + offset, left);
        }
        copy(room);
        return room.flip();
    }

    private void copy(ByteBuffer room) {
        int from = offset;
        for (var piece : pieces) {
            int size = Math.min(room.remaining(), piece.bytes.remaining() - from);
            room.put(piece.bytes.slice(piece.bytes.position() + from, size));
            if (!room.hasRemaining()) {
                return;
            }
            from = 0;
        }
    }

    /** So many bytes have been sent of what came next. */
    void taken(int bytes) {
        ready -= bytes;
        int left = offset + bytes;
        while (!pieces.isEmpty() && left >= pieces.element().bytes.remaining()) {
            var piece = pieces.remove();
            left -= piece.bytes.remaining();
            if (piece.ends) {
                started.remove();
            }
        }
        offset = left;
    }

    private void seal(Mechanism how, int room) {
        while (ready < room && !waiting.isEmpty()) {
            var message = waiting.remove();
            started.add(message);
            for (int i = 0; i < message.size(); i++) {
                boolean more = i < message.size() - 1;
                add(how.seal(Frame.part(more, message.get(i))), !more);
            }
        }
    }

    private void add(Frame frame, boolean ends) {
        add(ByteBuffer.wrap(frame.head()), false);
        add(frame.body(), ends);
    }

    private void add(ByteBuffer bytes, boolean ends) {
        pieces.add(new Piece(bytes, ends));
        ready += bytes.remaining();
    }
}
