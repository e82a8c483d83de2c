package io.jcluster.tunnel;

import java.io.InputStream;

/** A program that has been started and whose output is read while it runs. */
public interface Running extends AutoCloseable {

    /**
     * The program's standard output as it comes. Ends when the program does or the line is lost.
     */
    InputStream stdout();

    /** Ends the program if it still runs. */
    @Override
    void close();
}
