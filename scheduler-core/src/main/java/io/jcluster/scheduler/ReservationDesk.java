package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.SessionManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reservations as the workload manager knows them now, whoever made them. */
final class ReservationDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ReservationDesk.class);

    /** What jobs get for their end before their reservation is given back under them. */
    private static final Duration JOBS_END = Duration.ofSeconds(30);

    private final Dialect dialect;
    private final Watch watch;
    private final String contact;
    private final SessionManager jobSessions;

    /**
     * @param jobSessions knows the jobs that may run in a reservation
     */
    ReservationDesk(Dialect dialect, Watch watch, String contact, SessionManager jobSessions) {
        this.dialect = dialect;
        this.watch = watch;
        this.contact = contact;
        this.jobSessions = jobSessions;
    }

    Dialect dialect() {
        return dialect;
    }

    Watch watch() {
        return watch;
    }

    String contact() {
        return contact;
    }

    Instant now() {
        return watch.time().now();
    }

    /** What the workload manager can do about reservations; refused where that is nothing. */
    ReservationDialect dialectOfReservations() {
        return reservationsOf(dialect);
    }

    /** What a dialect can do about reservations; refused where that is nothing. */
    static ReservationDialect reservationsOf(Dialect dialect) {
        return dialect.reservations()
                .orElseThrow(
                        () ->
                                new DrmaaUnsupportedOperationException(
                                        "reservations are not supported by the scheduler '"
                                                + dialect.name()
                                                + "'"));
    }

    List<ReservationInfo> all() {
        return watch.ask(dialectOfReservations().listing());
    }

    Optional<ReservationInfo> find(String id) {
        return all().stream().filter(info -> info.reservationId().equals(id)).findFirst();
    }

    /** What is reserved; refused when the reservation is over. */
    ReservationInfo info(String id) {
        return find(id).filter(info -> info.reservedEndTime().filter(now()::isAfter).isEmpty())
                .orElseThrow(() -> over(id));
    }

    /** Ends the jobs of ours that are in a reservation, then gives it back. */
    void giveBack(String id) {
        endJobs(id);
        watch.act(dialectOfReservations().terminate(id));
    }

    static InvalidArgumentException over(String id) {
        return new InvalidArgumentException("the reservation " + id + " is over");
    }

    private void endJobs(String id) {
        var limit = watch.time().nanos() + JOBS_END.toNanos();
        for (var name : jobSessions.getJobSessionNames()) {
            try (var session = jobSessions.openJobSession(name)) {
                if (session.contact().equals(contact)) {
                    endJobs(id, session, limit);
                }
            } catch (InvalidArgumentException otherContactOrGone) {
                LOG.debug("{}", otherContactOrGone.getMessage());
            }
        }
    }

    private void endJobs(String id, JobSession session, long limit) {
        var jobs =
                session.getJobs().stream()
                        .filter(
                                job ->
                                        job.jobTemplate()
                                                .reservationId()
                                                .filter(id::equals)
                                                .isPresent())
                        .toList();
        for (var job : jobs) {
            try {
                job.terminate();
            } catch (InvalidStateException ended) {
                LOG.debug("{}", ended.getMessage());
            }
        }
        for (var job : jobs) {
            awaitEnd(job, Duration.ofNanos(Math.max(0, limit - watch.time().nanos())));
        }
    }

    private static void awaitEnd(Job job, Duration patience) {
        try {
            job.waitTerminated(patience);
        } catch (DrmaaTimeoutException | InvalidStateException letItBe) {
            LOG.debug("{}", letItBe.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrmCommunicationException(
                    "interrupted while the jobs of the reservation were ending", e);
        }
    }

    /** The reservation that was made although the answer was lost, if there is just one like it. */
    Optional<ReservationInfo> recognise(String name, ReservationLedger ledger) {
        var alike =
                all().stream()
                        .filter(info -> info.reservationName().filter(name::equals).isPresent())
                        .filter(info -> !ledger.holds(info.reservationId()))
                        .toList();
        return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }
}
