package io.jcluster.drmaa2;

import java.util.Optional;

/**
 * Machines or slots kept free for some time (GFD.231, Reservation). Trouble on them later does not
 * end it: jobs wait, and their sub-state says why.
 *
 * <p>After its session is closed, only id, session name and template are left, everything else ends
 * in {@link InvalidSessionException}. What asks the workload manager fails with {@link
 * DrmCommunicationException} when there is no answer.
 */
public interface Reservation {

    /**
     * The id as the workload manager writes it; goes into {@code reservationId} of job templates.
     * Asks nobody, never fails (GFD.231, Reservation: reservationId).
     */
    String reservationId();

    /**
     * The session that made it; empty for a reservation that no session made. Asks nobody, never
     * fails (GFD.231, Reservation: sessionName).
     */
    Optional<String> sessionName();

    /**
     * The template as requested; an empty one for a reservation that no session made. Asks nobody,
     * never fails (GFD.231, Reservation: reservationTemplate).
     */
    ReservationTemplate reservationTemplate();

    /**
     * What was reserved, at this moment. Blocks for one command (GFD.231, Reservation: getInfo).
     *
     * @throws InvalidArgumentException if the reservation is over
     */
    ReservationInfo getInfo();

    /**
     * Gives the reservation up and ends its jobs. Blocks for a command for each job, for some time
     * until the jobs have ended, and for one command for the reservation (GFD.231, Reservation:
     * terminate).
     *
     * @throws InvalidArgumentException if the reservation is over
     * @throws DeniedByDrmsException if the user may not
     */
    void terminate();
}
