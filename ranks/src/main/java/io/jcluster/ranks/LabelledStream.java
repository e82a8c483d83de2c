package io.jcluster.ranks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An output of which each line says whose it is. A line goes out in one piece, when it is whole:
 * what is written without a line's end waits for it, or for the end of the program.
 */
final class LabelledStream extends OutputStream {

    /** A line this long goes out in pieces, each with the label. */
    private static final int LONGEST = 64 * 1024;

    private final OutputStream out;
    private final byte[] label;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LabelledStream(OutputStream out, int rank) {
        this.out = out;
        this.label = ("[" + rank + "] ").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = offset; i < offset + length; i++) {
            if (line.size() == 0) {
                line.writeBytes(label);
            }
            line.write(bytes[i]);
            if (bytes[i] == '\n' || line.size() > LONGEST) {
                if (bytes[i] != '\n') {
                    line.write('\n');
                }
                line.writeTo(whole);
                line.reset();
            }
        }
        whole.writeTo(out);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() {
        endLine();
    }

    /** Ends the line that is not whole. More can be written behind it. */
    synchronized void endLine() {
        try {
            if (line.size() > 0) {
                line.write('\n');
                line.writeTo(out);
                line.reset();
            }
            out.flush();
        } catch (IOException e) {
            // Nobody is there to read it.
        }
    }
}
