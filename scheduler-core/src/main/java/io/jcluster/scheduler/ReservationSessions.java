package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.ReservationTemplate;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The reservation sessions of a manager. Their names are apart from those of job sessions; where
 * the workload manager has no reservations, everything is refused.
 */
final class ReservationSessions {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ReservationDesk desk;
    private final SessionStore store;
    private final List<CommandLineReservationSession> sessions = new CopyOnWriteArrayList<>();

    ReservationSessions(ReservationDesk desk, SessionStore store) {
        this.desk = desk;
        this.store = store;
    }

    ReservationSession create(@Nullable String sessionName, @Nullable String wantedContact) {
        desk.dialectOfReservations();
        if (wantedContact != null && !wantedContact.equals(desk.contact())) {
            throw new InvalidArgumentException(
                    "this manager's contact is " + desk.contact() + ", not " + wantedContact);
        }
        var name = sessionName == null ? "s-" + SessionStore.randomWord(RANDOM) : sessionName;
        return opened(store.create(name, desk.contact()));
    }

    ReservationSession open(String sessionName) {
        desk.dialectOfReservations();
        var stored = store.open(sessionName);
        if (!stored.contact().equals(desk.contact())) {
            throw new InvalidArgumentException(
                    "the reservation session "
                            + sessionName
                            + " is at "
                            + stored.contact()
                            + ", and this manager at "
                            + desk.contact());
        }
        return opened(stored);
    }

    private ReservationSession opened(SessionStore.Stored stored) {
        var session = new CommandLineReservationSession(desk, stored);
        sessions.add(session);
        return session;
    }

    void close(ReservationSession session) {
        desk.dialectOfReservations();
        if (!(session instanceof CommandLineReservationSession own) || !own.isOpen()) {
            throw new InvalidSessionException(
                    "the reservation session " + session.sessionName() + " is closed or destroyed");
        }
        own.close();
        sessions.remove(own);
    }

    void destroy(String sessionName) {
        desk.dialectOfReservations();
        store.destroy(sessionName);
    }

    List<String> names() {
        desk.dialectOfReservations();
        return store.names();
    }

    /** Closes every session. */
    void close() {
        sessions.forEach(CommandLineReservationSession::close);
        sessions.clear();
    }

    /**
     * All that the workload manager shows; those of open sessions as theirs.
     *
     * @param requireOpen refuses the use of a handle once its session is closed
     */
    List<Reservation> all(Runnable requireOpen) {
        var origin =
                new CommandLineReservation.Origin() {
                    @Override
                    public void requireOpen() {
                        requireOpen.run();
                    }

                    @Override
                    public boolean givenBack(String id) {
                        return false; // it was listed
                    }

                    @Override
                    public void noteGivenBack(String id) {
                        sessions.forEach(session -> session.noteGivenBack(id));
                    }
                };
        return desk.all().stream()
                .<Reservation>map(
                        info -> {
                            var own = made(info.reservationId());
                            return new CommandLineReservation(
                                    desk,
                                    origin,
                                    info.reservationId(),
                                    own.flatMap(Reservation::sessionName),
                                    own.map(Reservation::reservationTemplate)
                                            .orElseGet(
                                                    () -> ReservationTemplate.builder().build()));
                        })
                .toList();
    }

    private Optional<Reservation> made(String id) {
        return sessions.stream().flatMap(session -> session.made(id).stream()).findFirst();
    }
}
