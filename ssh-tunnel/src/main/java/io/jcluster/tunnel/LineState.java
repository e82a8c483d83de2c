package io.jcluster.tunnel;

/** How the connection to a remote machine is. */
public enum LineState {
    /** Commands and forwards work. */
    UP,
    /** The connection was lost; it is tried again by itself, with growing pauses. */
    RECONNECTING,
    /**
     * The machine refused the login or showed another key than it should, or the signed key of the
     * last login has expired. Nothing is tried until {@link SshHost#reconnect} is called or a newly
     * signed key is there: repeated refusals get an account locked.
     */
    STOPPED,
    /** Closed by its owner. */
    CLOSED
}
