package io.jcluster.scheduler;

import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.ReservationTemplate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A handle on a reservation: one of a session's, or one that somebody else made. */
final class CommandLineReservation implements Reservation {

    /** The session a handle comes from: whether it is still open, and what it remembers. */
    interface Origin {

        /** Refuses what is closed. */
        void requireOpen();

        /** Whether the reservation is known to have been given back. */
        boolean givenBack(String id);

        /** Takes note that it was. */
        void noteGivenBack(String id);
    }

    private final ReservationDesk desk;
    private final Origin origin;
    private final String id;
    private final Optional<String> sessionName;
    private final ReservationTemplate template;

    /**
     * @param sessionName the session that made it; empty for a foreign one
     */
    CommandLineReservation(
            ReservationDesk desk,
            Origin origin,
            String id,
            Optional<String> sessionName,
            ReservationTemplate template) {
        this.desk = desk;
        this.origin = origin;
        this.id = id;
        this.sessionName = sessionName;
        this.template = template;
    }

    @Override
    public String reservationId() {
        return id;
    }

    @Override
    public Optional<String> sessionName() {
        return sessionName;
    }

    @Override
    public ReservationTemplate reservationTemplate() {
        return template;
    }

    @Override
    public ReservationInfo getInfo() {
        requireThere();
        return desk.info(id);
    }

    @Override
    public void terminate() {
        requireThere();
        desk.giveBack(id);
        origin.noteGivenBack(id);
    }

    private void requireThere() {
        origin.requireOpen();
        if (origin.givenBack(id)) {
            throw ReservationDesk.over(id);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CommandLineReservation reservation
                && reservation.desk.contact().equals(desk.contact())
                && reservation.id.equals(id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(desk.contact(), id);
    }

    @Override
    public String toString() {
        return "reservation " + id + " at " + desk.contact();
    }
}
