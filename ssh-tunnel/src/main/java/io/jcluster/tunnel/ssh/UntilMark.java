package io.jcluster.tunnel.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An output kept whole up to a mark; what comes after the mark is dropped. */
final class UntilMark extends OutputStream {

    static final int LIMIT = 64 << 20;

    private final byte[] mark;
    private final CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
    private byte[] bytes = new byte[4096];
    private int size;
    private int searched;
    private boolean overflown;

    UntilMark(String token) {
        mark = ("\n" + token + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** What stands behind the mark on its line; empty when the output ended without it. */
    CompletableFuture<Optional<String>> ended() {
        return ended;
    }

    synchronized boolean overflown() {
        return overflown;
    }

    /** What came before the mark. */
    synchronized String text() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] more, int offset, int length) throws IOException {
        if (ended.isDone()) {
            return;
        }
        if (size + length > LIMIT) {
            overflown = true;
            ended.complete(Optional.empty());
            return;
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
        }
        System.arraycopy(more, offset, bytes, size, length);
        size += length;
        search();
    }

    private void search() {
        for (int at = searched; at + mark.length < size; at++) {
            if (bytes[at] == '\n'
                    && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)) {
                searched = at;
                for (int end = at + mark.length; end < size; end++) {
                    if (bytes[end] == '\n') {
                        int from = at + mark.length;
                        size = at;
                        ended.complete(
                                Optional.of(
                                        new String(
                                                bytes,
                                                from,
                                                end - from,
                                                StandardCharsets.US_ASCII)));
                        return;
                    }
                }
                return;
            }
            searched = at + 1;
        }
    }

    @Override
    public void close() {
        ended.complete(Optional.empty());
    }
}
