package io.jcluster.engine;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * What snippets print, in the order they print it, handed on soon: text of a line without an end as
 * well, but not each word by itself.
 *
 * <p>Never handed on by the thread that prints: it may be stopped at any moment, and what it did
 * then with a connection or a queue would be left half done.
 */
final class Printed {

    /** Where text goes. */
    interface Reader {
        /** Takes text of {@code stdout} or {@code stderr}. */
        void printed(String stream, String text);
    }

    private final Reader reader;
    private final Deque<Piece> pieces = new ArrayDeque<>();

    /** Bytes without a word of the other stream between them. */
    private record Piece(String stream, ByteArrayOutputStream bytes) {}

    Printed(Reader reader) {
        this.reader = reader;
    }

    PrintStream stream(String name) {
        var sink =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] part, int offset, int length) {
                        add(name, part, offset, length);
                    }
                };
        return new PrintStream(sink, false, StandardCharsets.UTF_8);
    }

    /** Hands on what there is, now. */
    synchronized void flush() {
        while (!pieces.isEmpty()) {
            var piece = pieces.remove();
            hand(piece.stream(), piece.bytes().toByteArray(), piece.bytes().size());
        }
    }

    private synchronized void add(String name, byte[] part, int offset, int length) {
        if (pieces.isEmpty() || !pieces.getLast().stream().equals(name)) {
            pieces.add(new Piece(name, new ByteArrayOutputStream()));
        }
        pieces.getLast().bytes().write(part, offset, length);
    }

    /** Hands on all but a last character of which a part is still to come. */
    synchronized void flushWhole() {
        if (pieces.isEmpty()) {
            return;
        }
        var last = pieces.removeLast();
        flush();
        var all = last.bytes().toByteArray();
        int back = 1;
        while (back <= 4 && back <= all.length && (all[all.length - back] & 0xC0) == 0x80) {
            back++;
        }
        boolean starts = back <= all.length && (all[all.length - back] & 0xC0) == 0xC0;
        int whole =
                starts && back < length(all[all.length - back]) ? all.length - back : all.length;
        hand(last.stream(), all, whole);
        if (whole < all.length) {
            var rest = new ByteArrayOutputStream();
            rest.write(all, whole, all.length - whole);
            pieces.add(new Piece(last.stream(), rest));
        }
    }

    private static int length(byte first) {
        return (first & 0xF0) == 0xF0 ? 4 : (first & 0xE0) == 0xE0 ? 3 : 2;
    }

    private void hand(String stream, byte[] bytes, int count) {
        if (count > 0) {
            reader.printed(stream, new String(Arrays.copyOf(bytes, count), StandardCharsets.UTF_8));
        }
    }
}
