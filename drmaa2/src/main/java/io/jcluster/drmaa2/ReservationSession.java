package io.jcluster.drmaa2;

import java.util.List;

/**
 * A named collection of reservations that outlives the program (GFD.231, ReservationSession). Safe
 * for use by many threads. After close everything but contact and name fails with {@link
 * InvalidSessionException}.
 */
public interface ReservationSession extends AutoCloseable {

    /** Where the workload manager is, in normal form; the default contact when none was given. */
    String contact();

    String sessionName();

    /**
     * A reservation of this session, also from before it was opened.
     *
     * @throws InvalidArgumentException if there is no reservation of that id
     */
    Reservation getReservation(String reservationId);

    /**
     * Reserves.
     *
     * @throws DeniedByDrmsException if the user may not
     * @throws InvalidArgumentException if the template contradicts itself or cannot be satisfied
     * @throws UnsupportedAttributeException if an optional attribute or an extension is set that
     *     this implementation does not know
     */
    Reservation requestReservation(ReservationTemplate reservationTemplate);

    /** Every reservation ever made in this session, also those that are over. */
    List<Reservation> getReservations();

    /** As {@link SessionManager#closeReservationSession}, but may be called again. */
    @Override
    void close();
}
