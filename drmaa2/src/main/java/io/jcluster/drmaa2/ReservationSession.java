package io.jcluster.drmaa2;

import java.util.List;

/**
 * A named collection of reservations that outlives the program (GFD.231, ReservationSession). Safe
 * for use by many threads.
 *
 * <p>After close everything but contact and name fails with {@link InvalidSessionException}.
 * Whatever asks the workload manager fails with {@link DrmCommunicationException} when there is no
 * answer, and with {@link TryLaterException} when it is too busy.
 */
public interface ReservationSession extends AutoCloseable {

    /**
     * Where the workload manager is, in normal form; the default contact when none was given. Asks
     * nobody, also after close (GFD.231, ReservationSession: contact).
     */
    String contact();

    /**
     * The name that {@link SessionManager#openReservationSession} accepts, never empty. Asks
     * nobody, also after close (GFD.231, ReservationSession: sessionName).
     */
    String sessionName();

    /**
     * A reservation of this session, also from before it was opened, or one that somebody else
     * made, where this implementation finds it. Blocks for one command where the session does not
     * know it (GFD.231, ReservationSession: getReservation).
     *
     * @throws InvalidArgumentException if there is no reservation of that id
     */
    Reservation getReservation(String reservationId);

    /**
     * Reserves machines or slots. Blocks for one command, which is never given twice: when its
     * answer is lost, the session gets the reservation as soon as it is seen (GFD.231,
     * ReservationSession: requestReservation).
     *
     * @throws DeniedByDrmsException if the user may not
     * @throws InvalidArgumentException if the template contradicts itself or cannot be satisfied
     * @throws UnsupportedAttributeException if an optional attribute or an extension is set that
     *     this implementation does not know
     * @throws DrmCommunicationException if there is no answer; the reservation may exist all the
     *     same
     * @throws OutOfResourceException if the session cannot be stored
     */
    Reservation requestReservation(ReservationTemplate reservationTemplate);

    /**
     * Every reservation ever made in this session, also those that are over; a snapshot. Asks
     * nobody, except after a request without an answer (GFD.231, ReservationSession:
     * getReservations).
     */
    List<Reservation> getReservations();

    /**
     * Closes this handle as {@link SessionManager#closeReservationSession} does, but may be called
     * again; an extra beside the standard. Asks nobody.
     */
    @Override
    void close();
}
