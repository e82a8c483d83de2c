package io.jcluster.tunnel;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Bytes both ways between this process and something on a {@link Host}. The two directions are
 * independent; each stream is used by one thread at a time.
 */
public interface Wire extends AutoCloseable {

    /** What comes from there. Ends when the far end does or the connection under it is lost. */
    InputStream in();

    /**
     * What goes there, without delay. Closing it tells the far end that no more will come. A write
     * fails when the far end or the connection under it is gone.
     */
    OutputStream out();

    /** Ends both directions at once, also from another thread. */
    @Override
    void close();
}
