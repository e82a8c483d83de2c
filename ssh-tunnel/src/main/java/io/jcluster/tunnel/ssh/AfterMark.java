package io.jcluster.tunnel.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An output up to a mark, which is put aside, and from there on, which is passed to another. */
final class AfterMark extends OutputStream {

    private static final int NOISE_LIMIT = 1 << 20;

    private final String token;
    private final OutputStream rest;
    private final ByteArrayOutputStream before = new ByteArrayOutputStream();
    private final CompletableFuture<Optional<String>> seen = new CompletableFuture<>();

    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    AfterMark(String token, OutputStream rest) {
        this.token = token;
        this.rest = rest;
    }

    /** What stands behind the mark on its line; empty when the output ended without it. */
    CompletableFuture<Optional<String>> seen() {
        return seen;
    }

    /** Done when nothing more will come at all. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    /** What was printed before the mark. */
    synchronized String noise() {
        return before.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (seen.isDone()) {
            rest.write(bytes, offset, length);
            return;
        }
        look(bytes, offset, length);
    }

    private synchronized void look(byte[] bytes, int offset, int length) throws IOException {
        before.write(bytes, offset, length);
        // One byte, one character, so that places in the text are places among the bytes.
        String text = before.toString(StandardCharsets.ISO_8859_1);
        int mark = text.indexOf("\n" + token + " ");
        int lineEnd = mark < 0 ? -1 : text.indexOf('\n', mark + 1);
        if (lineEnd < 0) {
            if (before.size() > NOISE_LIMIT) {
                throw new IOException("more than 1 MB before the program's own output");
            }
            return;
        }
        byte[] all = before.toByteArray();
        before.reset();
        before.write(all, 0, mark);
        if (lineEnd + 1 < all.length) {
            rest.write(all, lineEnd + 1, all.length - lineEnd - 1);
        }
        seen.complete(Optional.of(text.substring(mark + token.length() + 2, lineEnd)));
    }

    @Override
    public void close() throws IOException {
        seen.complete(Optional.empty());
        closed.complete(null);
        rest.close();
    }
}
