package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.ReservationTemplate;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A handle on a session of reservations whose memory is a {@link ReservationLedger}. */
final class CommandLineReservationSession
        implements ReservationSession, CommandLineReservation.Origin {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A request may take its command's time limit, and the reservation a moment to show. */
    private static final Duration INTENT_SETTLES = Duration.ofMinutes(2);

    private final ReservationDesk desk;
    private final SessionStore.Stored stored;
    private final ReservationLedger ledger;
    private volatile boolean closed;

    CommandLineReservationSession(ReservationDesk desk, SessionStore.Stored stored) {
        this.desk = desk;
        this.stored = stored;
        this.ledger = new ReservationLedger(new Journal(stored.journal()), desk.watch().time());
    }

    @Override
    public String contact() {
        return desk.contact();
    }

    @Override
    public String sessionName() {
        return stored.name();
    }

    @Override
    public Reservation getReservation(String reservationId) {
        requireOpen();
        settleIntents();
        return made(reservationId)
                .or(() -> desk.find(reservationId).map(info -> foreign(info.reservationId())))
                .orElseThrow(
                        () ->
                                new InvalidArgumentException(
                                        "there is no reservation " + reservationId));
    }

    @Override
    public List<Reservation> getReservations() {
        requireOpen();
        settleIntents();
        return ledger.all().stream().map(this::handle).toList();
    }

    /** A reservation of this session, also while the session is closed. */
    Optional<Reservation> made(String id) {
        return ledger.made(id).map(this::handle);
    }

    /**
     * Reserves. The intent is on disk before the command is run; when its answer is lost, the
     * reservation is recognised by its name, which is made up where none is given.
     */
    @Override
    public Reservation requestReservation(ReservationTemplate template) {
        requireOpen();
        var reservations = desk.dialectOfReservations();
        var settled = ReservationCheck.settled(desk.dialect(), reservations, template);
        var name =
                settled.reservationName().orElseGet(() -> "jc-" + SessionStore.randomWord(RANDOM));
        var request =
                reservations.request(
                        reservations.attributes().contains("reservationName")
                                ? settled.toBuilder().reservationName(name).build()
                                : settled);
        ledger.intend(name, template);
        try {
            return handle(ledger.reserved(name, desk.watch().act(request)));
        } catch (DrmaaException failure) {
            if (!ExchangeCaller.mayHaveBeenDone(failure)) {
                ledger.abandon(name);
                throw failure;
            }
            return recognised(name, failure);
        }
    }

    private Reservation recognised(String name, DrmaaException failure) {
        try {
            var found = desk.recognise(name, ledger);
            if (found.isPresent()) {
                return handle(ledger.reserved(name, found.get().reservationId()));
            }
        } catch (DrmaaException alsoLost) {
            failure.addSuppressed(alsoLost);
        }
        throw new DrmCommunicationException(
                failure.getMessage()
                        + "\nIt is not known whether the reservation was made; it is recognised by"
                        + " its name "
                        + name
                        + " as soon as the workload manager answers.",
                failure);
    }

    private void settleIntents() {
        ledger.catchUp();
        ledger.intents()
                .forEach(
                        (name, intent) -> {
                            var found = desk.recognise(name, ledger);
                            if (found.isPresent()) {
                                ledger.reserved(name, found.get().reservationId());
                            } else if (intent.at().plus(INTENT_SETTLES).isBefore(desk.now())) {
                                ledger.abandon(name);
                            }
                        });
    }

    private Reservation handle(ReservationLedger.Made made) {
        return new CommandLineReservation(
                desk, this, made.id(), Optional.of(sessionName()), made.template());
    }

    private Reservation foreign(String id) {
        return new CommandLineReservation(
                desk, this, id, Optional.empty(), ReservationTemplate.builder().build());
    }

    @Override
    public void requireOpen() {
        if (!isOpen()) {
            throw new InvalidSessionException(
                    "the reservation session " + sessionName() + " is closed or destroyed");
        }
    }

    @Override
    public boolean givenBack(String id) {
        ledger.catchUp();
        return ledger.made(id).filter(ReservationLedger.Made::givenBack).isPresent();
    }

    @Override
    public void noteGivenBack(String id) {
        if (ledger.made(id).isPresent()) {
            ledger.givenBack(id);
        }
    }

    boolean isOpen() {
        return !closed && stored.exists();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "reservation session " + sessionName() + " at " + contact();
    }
}
