package io.jcluster.drmaa2;

import java.util.List;
import java.util.Optional;

/**
 * Jobs submitted together, one for each index (GFD.231, JobArray).
 *
 * <p>A control acts on every member whose state admits it and leaves the others; the standard lets
 * an implementation choose. It blocks for one look and for as few commands as the workload manager
 * allows, and fails as that of {@link Job} does; when some members were refused, the others have
 * been acted on. After the session is closed, only id, session name and template are left,
 * everything else ends in {@link InvalidSessionException}.
 */
public interface JobArray {

    /**
     * The id as the workload manager writes it, or a generated one where it has no arrays. Asks
     * nobody, never fails (GFD.231, JobArray: jobArrayId).
     */
    String jobArrayId();

    /**
     * The members in the order of their indices, whatever their state; without reaped ones. A
     * snapshot; asks nobody (GFD.231, JobArray: jobs).
     */
    List<Job> jobs();

    /**
     * The session that submitted the array; empty for one that no session submitted. Asks nobody,
     * never fails (GFD.231, JobArray: sessionName).
     */
    Optional<String> sessionName();

    /**
     * The template as submitted, with {@link Drmaa2#PARAMETRIC_INDEX} still in it. Asks nobody,
     * never fails (GFD.231, JobArray: jobTemplate).
     */
    JobTemplate jobTemplate();

    /**
     * Stops the members that are RUNNING, as {@link Job#suspend} (GFD.231, JobArray: suspend).
     *
     * @throws InvalidStateException if there is none
     * @throws DeniedByDrmsException if the user may not
     */
    void suspend();

    /**
     * Lets the members that are SUSPENDED go on, as {@link Job#resume} (GFD.231, JobArray: resume).
     *
     * @throws InvalidStateException if there is none
     * @throws DeniedByDrmsException if the user may not
     */
    void resume();

    /**
     * Keeps the members that are QUEUED or REQUEUED from being started, as {@link Job#hold}
     * (GFD.231, JobArray: hold).
     *
     * @throws InvalidStateException if there is none, or all were started meanwhile
     * @throws DeniedByDrmsException if the user may not
     */
    void hold();

    /**
     * Lets the members that are QUEUED_HELD or REQUEUED_HELD be started, as {@link Job#release}
     * (GFD.231, JobArray: release).
     *
     * @throws InvalidStateException if there is none
     * @throws DeniedByDrmsException if the user may not
     */
    void release();

    /**
     * Ends the members that have not ended yet, as {@link Job#terminate}; those that have keep
     * their result (GFD.231, JobArray: terminate).
     *
     * @throws InvalidStateException if there is none
     * @throws DeniedByDrmsException if the user may not
     */
    void terminate();

    /**
     * Forgets the members that have ended and leaves the others; the array stays valid. Blocks for
     * one look if some had not ended when last seen (GFD.231, JobArray: reap).
     *
     * @throws OutOfResourceException if the session cannot be stored
     */
    void reap();
}
