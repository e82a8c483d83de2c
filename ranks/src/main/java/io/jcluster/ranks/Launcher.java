package io.jcluster.ranks;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whoever started this process, and by which variables it says which rank that is.
 *
 * <p>It is named and never guessed: a batch script of Slurm has a {@code SLURM_PROCID} of its own,
 * always 0, which an {@code mpiexec} within it may hand on to every rank.
 */
public enum Launcher {
    /** srun(1), OUTPUT ENVIRONMENT VARIABLES; of a step, the second is told by newer ones alone. */
    SRUN("SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"),
    /** Open MPI 1.3 to 5. */
    OPENMPI("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    /** Hydra, of MPICH and Intel MPI, and whoever else starts processes of an MPI by PMI. */
    HYDRA("PMI_RANK", "PMI_SIZE");

    private final String rank;
    private final String size;
    private final String otherSize;

    Launcher(String rank, String size, String otherSize) {
        this.rank = rank;
        this.size = size;
        this.otherSize = otherSize;
    }

    Launcher(String rank, String size) {
        this(rank, size, size);
    }

    /** A rank and how many there are. */
    record Place(int rank, int size) {}

    /** The launcher of that name, in small letters. */
    public static Launcher named(String name) {
        return Stream.of(values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no launcher is called " + name));
    }

    /**
     * Which rank this is.
     *
     * @throws RanksException when the launcher has not said it
     */
    Place place(Map<String, String> environment) {
        int own = read(environment, rank).orElseThrow(() -> silent(rank));
        int all =
                read(environment, size)
                        .or(() -> read(environment, otherSize))
                        .orElseThrow(() -> silent(size));
        return new Place(own, all);
    }

    private static Optional<Integer> read(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> text.matches("[0-9]{1,7}"))
                .map(Integer::valueOf);
    }

    private RanksException silent(String variable) {
        return new RanksException(
                name().toLowerCase(Locale.ROOT)
                        + " has not told this process its rank: there is no number in "
                        + variable);
    }
}
