package io.jcluster.launcher.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Lets through what a terminal shows, and none of what it would obey; of a very long line, its
 * beginning.
 */
final class PrintableStream extends FilterOutputStream {

    private static final int LONGEST_LINE = 600;

    private final int longest;
    private int column;

    PrintableStream(OutputStream out) {
        this(out, LONGEST_LINE);
    }

    private PrintableStream(OutputStream out, int longest) {
        super(out);
        this.longest = longest;
    }

    /** The same with lines of any length. */
    static PrintableStream whole(OutputStream out) {
        return new PrintableStream(new BufferedOutputStream(out), Integer.MAX_VALUE);
    }

    @Override
    public void write(int b) throws IOException {
        int value = b & 0xff;
        column = value == '\n' ? 0 : column + 1;
        if (column > longest) {
            return;
        }
        // Bytes above 127 belong to UTF-8 letters.
        if ((value >= ' ' && value != 127) || value == '\n' || value == '\t') {
            out.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            write(bytes[offset + i]);
        }
    }
}
