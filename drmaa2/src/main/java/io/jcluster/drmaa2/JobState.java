package io.jcluster.drmaa2;

/**
 * The state of a job as every workload manager has it (GFD.231, job states). QUEUED and QUEUED_HELD
 * wait; RUNNING, SUSPENDED, REQUEUED and REQUEUED_HELD have been started at least once; DONE and
 * FAILED are final.
 */
public enum JobState {
    /** The state can never be found out. Final; "not known right now" is a failure, not a state. */
    UNDETERMINED(0),
    /** Waiting, may be started. */
    QUEUED(1),
    /** Waiting, must be released first. */
    QUEUED_HELD(2),
    /** Started, and at work or about to be. */
    RUNNING(3),
    /** Started, and stopped by a user or the system. */
    SUSPENDED(4),
    /** Started before, put back by the system, may be started again. */
    REQUEUED(5),
    /** Started before, put back by the system, must be released first. */
    REQUEUED_HELD(6),
    /** Ended with exit status 0. */
    DONE(7),
    /** Ended in any other way, before or after its start. */
    FAILED(8);

    private final int value;

    JobState(int value) {
        this.value = value;
    }

    /** The number of the same word in the C binding (GFD.230). */
    public int value() {
        return value;
    }

    /** QUEUED or QUEUED_HELD. */
    public boolean isQueued() {
        return this == QUEUED || this == QUEUED_HELD;
    }

    /** RUNNING, SUSPENDED, REQUEUED or REQUEUED_HELD: started before, and not ended. */
    public boolean isStarted() {
        return this == RUNNING || this == SUSPENDED || this == REQUEUED || this == REQUEUED_HELD;
    }

    /** DONE or FAILED. */
    public boolean isTerminated() {
        return this == DONE || this == FAILED;
    }
}
