package io.jcluster.drmaa2;

import java.util.Optional;

/** Machines or slots kept free for some time (GFD.231, Reservation). */
public interface Reservation {

    /** As the workload manager writes it; goes into {@code reservationId} of job templates. */
    String reservationId();

    /** Empty for a reservation that no session made. */
    Optional<String> sessionName();

    /** As requested; an empty one for a reservation that no session made. */
    ReservationTemplate reservationTemplate();

    /**
     * What was reserved.
     *
     * @throws InvalidArgumentException if the reservation is over
     */
    ReservationInfo getInfo();

    /** Gives the reservation up and ends its jobs. */
    void terminate();
}
