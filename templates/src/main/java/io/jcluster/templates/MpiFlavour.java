package io.jcluster.templates;

/** Whose {@code mpiexec} it is: each wants other words. */
public enum MpiFlavour {
    OPENMPI,
    MPICH,
    INTEL,
    CRAY;

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
