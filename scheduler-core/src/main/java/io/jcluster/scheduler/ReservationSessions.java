package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.ReservationTemplate;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reservation sessions of a manager. Their names are apart from those of job sessions; where
 * the workload manager has no reservations, everything is refused.
 */
final class ReservationSessions {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Dialect dialect;
    private final SessionStore store;
    private final Function<Optional<String>, ReservationDesk> deskAt;
    private final List<CommandLineReservationSession> sessions = new CopyOnWriteArrayList<>();

    /**
     * @param deskAt where reservations are made at a contact, empty for the default one; refuses
     *     contacts that are not served
     */
    ReservationSessions(
            Dialect dialect,
            SessionStore store,
            Function<Optional<String>, ReservationDesk> deskAt) {
        this.dialect = dialect;
        this.store = store;
        this.deskAt = deskAt;
    }

    ReservationSession create(@Nullable String sessionName, @Nullable String wantedContact) {
        ReservationDesk.requireReservations(dialect);
        var desk = deskAt.apply(Optional.ofNullable(wantedContact));
        var name = sessionName == null ? "s-" + SessionStore.randomWord(RANDOM) : sessionName;
        return opened(store.create(name, desk.contact()), desk);
    }

    ReservationSession open(String sessionName) {
        ReservationDesk.requireReservations(dialect);
        var stored = store.open(sessionName);
        return opened(stored, deskAt.apply(Optional.of(stored.contact())));
    }

    private ReservationSession opened(SessionStore.Stored stored, ReservationDesk desk) {
        var session = new CommandLineReservationSession(desk, stored);
        sessions.add(session);
        return session;
    }

    void close(ReservationSession session) {
        ReservationDesk.requireReservations(dialect);
        if (!(session instanceof CommandLineReservationSession own) || !own.isOpen()) {
            throw new InvalidSessionException(
                    "the reservation session " + session.sessionName() + " is closed or destroyed");
        }
        own.close();
        sessions.remove(own);
    }

    void destroy(String sessionName) {
        ReservationDesk.requireReservations(dialect);
        store.destroy(sessionName);
    }

    List<String> names() {
        ReservationDesk.requireReservations(dialect);
        return store.names();
    }

    /** Closes every session. */
    void close() {
        sessions.forEach(CommandLineReservationSession::close);
        sessions.clear();
    }

    /**
     * All that the workload manager shows at a desk; those of open sessions as theirs.
     *
     * @param requireOpen refuses the use of a handle once its session is closed
     */
    List<Reservation> all(ReservationDesk desk, Runnable requireOpen) {
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
                        sessions.stream()
                                .filter(session -> session.contact().equals(desk.contact()))
                                .forEach(session -> session.noteGivenBack(id));
                    }
                };
        return desk.all().stream()
                .<Reservation>map(
                        info -> {
                            var own = made(info.reservationId(), desk);
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

    private Optional<Reservation> made(String id, ReservationDesk desk) {
        return sessions.stream()
                .filter(session -> session.contact().equals(desk.contact()))
                .flatMap(session -> session.made(id).stream())
                .findFirst();
    }
}
