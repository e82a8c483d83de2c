package io.jcluster.templates;

/** Whose MPI for Java it is; both have the classes of the package {@code mpi}. */
public enum MpjImplementation {
    /** MPJ Express 0.44, as Debian has it: each rank is a process of its own under the launcher. */
    MPJEXPRESS,
    /** FastMPJ 1.0, which a site has by itself: its own {@code fmpjrun} starts the ranks. */
    FASTMPJ;

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
