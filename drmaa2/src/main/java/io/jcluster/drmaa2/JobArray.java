package io.jcluster.drmaa2;

import java.util.List;
import java.util.Optional;

/**
 * Jobs submitted together, one for each index (GFD.231, JobArray). A control acts on every member
 * whose state admits it and fails with {@link InvalidStateException} when there is none.
 */
public interface JobArray {

    String jobArrayId();

    /** The members in the order of their indices, whatever their state; without reaped ones. */
    List<Job> jobs();

    /** Empty for an array that no session submitted. */
    Optional<String> sessionName();

    /** As submitted, with {@link Drmaa2#PARAMETRIC_INDEX} still in it. */
    JobTemplate jobTemplate();

    /** As {@link Job#suspend}, for all members. */
    void suspend();

    /** As {@link Job#resume}, for all members. */
    void resume();

    /** As {@link Job#hold}, for all members. */
    void hold();

    /** As {@link Job#release}, for all members. */
    void release();

    /** As {@link Job#terminate}, for all members. */
    void terminate();

    /** Forgets the members that have ended and leaves the others; the array stays valid. */
    void reap();
}
