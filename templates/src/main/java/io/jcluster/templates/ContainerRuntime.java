package io.jcluster.templates;

/** A program that runs another one in a container. */
public enum ContainerRuntime {
    APPTAINER,
    SINGULARITY,
    SHIFTER,
    SARUS,
    PODMAN_HPC;

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
