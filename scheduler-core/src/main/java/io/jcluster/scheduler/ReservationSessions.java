package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.SessionManager;
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

    private final Dialect dialect;
    private final Sites sites;
    private final SessionStore store;
    private final SessionManager jobSessions;
    private final List<CommandLineReservationSession> sessions = new CopyOnWriteArrayList<>();

    /**
     * @param jobSessions knows the jobs that may run in a reservation
     */
    ReservationSessions(
            Dialect dialect, Sites sites, SessionStore store, SessionManager jobSessions) {
        this.dialect = dialect;
        this.sites = sites;
        this.store = store;
        this.jobSessions = jobSessions;
    }

    ReservationSession create(@Nullable String sessionName, @Nullable String wantedContact) {
        requireReservations();
        var site = wantedContact == null ? sites.usual() : sites.at(wantedContact);
        site.reach().run();
        var name = sessionName == null ? "s-" + SessionStore.randomWord(RANDOM) : sessionName;
        return opened(store.create(name, site.contact()), site);
    }

    ReservationSession open(String sessionName) {
        requireReservations();
        var stored = store.open(sessionName);
        try {
            return opened(stored, sites.at(stored.contact()));
        } catch (InvalidArgumentException elsewhere) {
            throw new InvalidArgumentException(
                    "the reservation session "
                            + sessionName
                            + " is at "
                            + stored.contact()
                            + ": "
                            + elsewhere.getMessage(),
                    elsewhere);
        }
    }

    private void requireReservations() {
        ReservationDesk.reservationsOf(dialect);
    }

    private ReservationDesk desk(Site site) {
        return new ReservationDesk(dialect, site.watch(), site.contact(), jobSessions);
    }

    private ReservationSession opened(SessionStore.Stored stored, Site site) {
        var session = new CommandLineReservationSession(desk(site), stored);
        sessions.add(session);
        return session;
    }

    void close(ReservationSession session) {
        requireReservations();
        if (!(session instanceof CommandLineReservationSession own) || !own.isOpen()) {
            throw new InvalidSessionException(
                    "the reservation session " + session.sessionName() + " is closed or destroyed");
        }
        own.close();
        sessions.remove(own);
    }

    void destroy(String sessionName) {
        requireReservations();
        store.destroy(sessionName);
    }

    List<String> names() {
        requireReservations();
        return store.names();
    }

    /** Closes every session. */
    void close() {
        sessions.forEach(CommandLineReservationSession::close);
        sessions.clear();
    }

    /**
     * All that the workload manager of a place shows; those of open sessions as theirs.
     *
     * @param requireOpen refuses the use of a handle once its session is closed
     */
    List<Reservation> all(Site site, Runnable requireOpen) {
        var desk = desk(site);
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
                                .filter(session -> session.contact().equals(site.contact()))
                                .forEach(session -> session.noteGivenBack(id));
                    }
                };
        return desk.all().stream()
                .<Reservation>map(
                        info -> {
                            var own = made(site.contact(), info.reservationId());
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

    private Optional<Reservation> made(String contact, String id) {
        return sessions.stream()
                .filter(session -> session.contact().equals(contact))
                .flatMap(session -> session.made(id).stream())
                .findFirst();
    }
}
