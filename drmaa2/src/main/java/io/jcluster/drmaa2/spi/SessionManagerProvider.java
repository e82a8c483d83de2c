package io.jcluster.drmaa2.spi;

import io.jcluster.drmaa2.SessionManager;
import java.util.Set;

/**
 * An implementation of the standard for one workload manager, found by {@link
 * java.util.ServiceLoader}. Every look-up makes new providers, so what they share is static.
 */
public interface SessionManagerProvider {

    /** A short word that users choose it by: slurm, pbspro. */
    String name();

    /**
     * The schemes of contacts it understands. Users can choose it by these too, which lets two
     * flavours of one system share a word.
     */
    Set<String> contactSchemes();

    /**
     * How likely this machine belongs to such a workload manager, from 0 for no to 100 for
     * certainly. Answers within two seconds and does not throw.
     */
    int probe();

    /** The one manager of this implementation in this program; a fresh one after it was closed. */
    SessionManager sessionManager();
}
