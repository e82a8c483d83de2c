package io.jcluster.launcher.shell;

import java.util.regex.Pattern;

/**
 * Calls of MPI that wait for all ranks, as far as their names tell. Code that hides them in
 * functions is not seen through.
 */
public final class Collectives {

    /**
     * Of mpi4py's Comm: lower case for Python objects, upper case for buffers, I for non-blocking.
     */
    private static final Pattern CALLS =
            Pattern.compile(
                    "\\.(?:I?[Bb]arrier|I?[Bb]cast|I?(?:[Aa]ll)?[Rr]educe|I?Reduce_scatter(?:_block)?"
                            + "|I?(?:[Aa]ll)?[Gg]atherv?|I?[Ss]catterv?|I?[Aa]lltoall[vw]?"
                            + "|I?(?:[Ee]x)?[Ss]can|Split|Split_type|I?[Dd]up|Create|Create_cart)\\s*\\(");

    /** Of mpiJava 1.2, chapter 5 and 6: names in lower case are those of Java's own library. */
    private static final Pattern CALLS_OF_JAVA =
            Pattern.compile(
                    "\\.(?:Barrier|Bcast|Reduce|Allreduce|Reduce_scatter|Gatherv?|Allgatherv?"
                            + "|Scatterv?|Alltoallv?|Scan|Split|Dup|Create(?:_cart|_graph|_intercomm)?)\\s*\\(");

    private Collectives() {}

    /**
     * Whether one may be in some code.
     *
     * @param java whether the code is Java, and Python otherwise
     */
    public static boolean mayOccurIn(String code, boolean java) {
        return (java ? CALLS_OF_JAVA : CALLS).matcher(code).find();
    }
}
