package io.jcluster.launcher.cluster;

/** How a person follows what takes longer than a second. */
public interface Progress {

    /** What is being waited for just now; replaces what was said before. */
    void waiting(String what);

    /** A step that is behind us. */
    void done(String what);

    /** Something the user should know, which stops nothing. */
    void note(String what);
}
