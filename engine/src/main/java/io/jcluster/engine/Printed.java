package io.jcluster.engine;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What snippets print, in the order they print it, handed on soon: text of a line without an end as
 * well, but not each word by itself.
 */
final class Printed {

    /** Where text goes. */
    interface Reader {
        /** Takes text of {@code stdout} or {@code stderr}. */
        void printed(String stream, String text);
    }

    private static final long SOON_MILLIS = 50;
    private static final int MUCH = 1 << 16;

    private final ScheduledExecutorService clock;
    private final Reader reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String stream = "stdout";
    private boolean awaited;

    Printed(ScheduledExecutorService clock, Reader reader) {
        this.clock = clock;
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
        hand(bytes.size());
    }

    private synchronized void add(String name, byte[] part, int offset, int length) {
        if (!name.equals(stream)) {
            flush();
            stream = name;
        }
        bytes.write(part, offset, length);
        if (bytes.size() > MUCH) {
            handWhole();
        } else if (!awaited) {
            awaited = true;
            try {
                var unused = clock.schedule(this::handSoon, SOON_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // The engine ends, and nobody is left to read it.
                bytes.reset();
            }
        }
    }

    private synchronized void handSoon() {
        awaited = false;
        handWhole();
    }

    /** All but a character of which a part is still to come. */
    private void handWhole() {
        var all = bytes.toByteArray();
        int back = 1;
        while (back <= 4 && back <= all.length && (all[all.length - back] & 0xC0) == 0x80) {
            back++;
        }
        boolean starts = back <= all.length && (all[all.length - back] & 0xC0) == 0xC0;
        hand(starts && back < length(all[all.length - back]) ? all.length - back : all.length);
    }

    private static int length(byte first) {
        return (first & 0xF0) == 0xF0 ? 4 : (first & 0xE0) == 0xE0 ? 3 : 2;
    }

    private void hand(int count) {
        var all = bytes.toByteArray();
        bytes.reset();
        bytes.write(all, count, all.length - count);
        if (count > 0) {
            reader.printed(stream, new String(Arrays.copyOf(all, count), StandardCharsets.UTF_8));
        }
    }
}
