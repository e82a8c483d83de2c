package io.jcluster.scheduler;

import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.ReservationTemplate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of a {@link Dialect} whose workload manager sets resources aside for a time. */
public interface ReservationDialect {

    /** The standard attributes of a reservation template that {@link #request} honours. */
    Set<String> attributes();

    /** The names of the template extensions it honours, each with a description. */
    Map<String, String> templateExtensions();

    /** The names of the extensions it may report, each with a description. */
    Map<String, String> infoExtensions();

    /** Asks for a reservation; the answer is its id. */
    Exchange<String> request(ReservationTemplate template);

    /** Lists all reservations that the user can see. */
    Exchange<List<ReservationInfo>> listing();

    /** Gives a reservation back. Its jobs have been terminated before. */
    Exchange<String> terminate(String reservationId);
}
