package io.jcluster.launcher.cluster;

/**
 * How far this laptop has come with a cluster. What the scheduler thinks of the job is another
 * matter and is asked for when it is wanted.
 */
public enum Phase {
    /**
     * On record, and perhaps submitted: the process that wanted to say so was ended before it
     * could.
     */
    RECORDED,
    /** The scheduler gave the job an id. */
    SUBMITTED,
    /** The connection file is here and the ports are open. */
    CONNECTED,
    /** All engines have answered with their ranks. */
    READY,
    /** The job is over; what is left is this record and the files on the host. */
    ENDED
}
