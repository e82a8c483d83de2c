package io.jcluster.tunnel.local;

/** What has come and waits for its reader. */
public interface Backlog {

    /** Bytes that wait. */
    int available();

    /** Whether the reader has had nothing to read at any time since this was last asked. */
    boolean readerWaited();
}
