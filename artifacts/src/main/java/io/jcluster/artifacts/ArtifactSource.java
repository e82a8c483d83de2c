package io.jcluster.artifacts;

import java.nio.file.Path;
import java.util.List;

/** Repositories of artifacts, and what this machine has of them: found by ServiceLoader. */
public interface ArtifactSource {

    /** Whoever follows what takes its time. Called from any thread. */
    interface Listener {

        /** What is waited for just now. */
        void waiting(String what);

        /** Something the user should know, which stops nothing. */
        void note(String what);
    }

    /**
     * The jars that are named and all that they need to run, in the order of a class path, each in
     * a file of this machine.
     *
     * @throws ArtifactException when one of them cannot be had
     */
    List<Path> jars(List<Coordinate> wanted, Listener listener);
}
