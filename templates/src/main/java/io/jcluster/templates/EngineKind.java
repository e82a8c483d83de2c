package io.jcluster.templates;

/** What runs in the place of engines. */
public enum EngineKind {
    /** Engines of ipyparallel, which take Python. */
    PYTHON,
    /** The ranks of a Java MPI program, which runs and ends: no controller, no ports. */
    MPJ,
    /** Engines that take Java. */
    JSHELL;

    /**
     * The kind of that word.
     *
     * @throws IllegalArgumentException with the words that would be right
     */
    public static EngineKind named(String word) {
        return Choice.parse(EngineKind.class, word);
    }

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
