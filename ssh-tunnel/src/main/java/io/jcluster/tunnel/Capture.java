package io.jcluster.tunnel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One output of a program, read to its end by a thread of its own so that the program never waits
 * for its reader. Bounded: a program that prints without end must not fill this machine's memory.
 */
final class Capture {

    static final int LIMIT = 64 << 20;

    /**
     * How long to go on reading once the program has ended: what it printed is in the pipe by then,
     * but a background process it left behind may hold the pipe open for ever.
     */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread reader;
    private volatile boolean overflown;

    Capture(InputStream in, Runnable onOverflow) {
        reader = new Thread(() -> read(in, onOverflow), "jcluster-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream in, Runnable onOverflow) {
        byte[] chunk = new byte[16 * 1024];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (bytes.size() + n > LIMIT) {
                    overflown = true;
                    onOverflow.run();
                    return;
                }
                bytes.write(chunk, 0, n);
            }
        } catch (IOException e) {
            // The pipe of a program that was ended: what came before it counts.
        }
    }

    boolean overflown() {
        return overflown;
    }

    /** What was printed by a program that has ended. */
    String text() throws InterruptedException {
        reader.join(LINGER.toMillis());
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
