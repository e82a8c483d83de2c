package io.jcluster.launcher.shell;

import java.util.regex.Pattern;

/**
 * Calls of mpi4py that wait for all ranks, as far as their names tell. Code that hides them in
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

    private Collectives() {}

    public static boolean mayOccurIn(String code) {
        return CALLS.matcher(code).find();
    }
}
