package io.jcluster.scheduler;

import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.scheduler.JournalEntry.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All reservations ever made in a session, and the requests of which it is not known whether they
 * were answered: the journal, replayed.
 */
final class ReservationLedger {

    /** A reservation that was made in this session. */
    record Made(String id, ReservationTemplate template, boolean givenBack) {}

    /** A request about to be made, or without an answer. */
    record Intent(ReservationTemplate template, Instant at) {}

    private final Journal journal;
    private final Time time;
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final Map<String, Made> reservations = new LinkedHashMap<>();

    ReservationLedger(Journal journal, Time time) {
        this.journal = journal;
        this.time = time;
        catchUp();
    }

    /** Takes over what other processes wrote meanwhile. */
    synchronized void catchUp() {
        journal.unread().forEach(this::replay);
    }

    /** In the order in which they were made. */
    synchronized List<Made> all() {
        return List.copyOf(reservations.values());
    }

    synchronized Optional<Made> made(String id) {
        return Optional.ofNullable(reservations.get(id));
    }

    /** Whether a reservation was made here and not given back: its id may be used again later. */
    synchronized boolean holds(String id) {
        return made(id).filter(made -> !made.givenBack()).isPresent();
    }

    /** By the reservation's name. */
    synchronized Map<String, Intent> intents() {
        return Map.copyOf(intents);
    }

    synchronized void intend(String name, ReservationTemplate template) {
        write(Kind.INTENT, name, template.toAttributes());
    }

    synchronized void abandon(String name) {
        write(Kind.ABANDONED, name, Map.of());
    }

    synchronized Made reserved(String name, String id) {
        write(Kind.RESERVED, id, Map.of("tag", name));
        return made(id).orElseThrow();
    }

    synchronized void givenBack(String id) {
        write(Kind.GIVEN_BACK, id, Map.of());
    }

    private void write(Kind kind, String key, Map<String, String> values) {
        journal.append(List.of(new JournalEntry(kind, key, time.now(), values)));
        catchUp();
    }

    private void replay(JournalEntry entry) {
        var key = entry.key();
        switch (entry.kind()) {
            case INTENT ->
                    intents.put(
                            key,
                            new Intent(
                                    ReservationTemplate.fromAttributes(entry.values()),
                                    entry.at()));
            case ABANDONED -> intents.remove(key);
            case RESERVED -> {
                var intent = intents.remove(entry.values().getOrDefault("tag", key));
                var template =
                        intent == null ? ReservationTemplate.builder().build() : intent.template();
                reservations.put(key, new Made(key, template, false));
            }
            case GIVEN_BACK ->
                    reservations.computeIfPresent(
                            key, (id, made) -> new Made(id, made.template(), true));
            default -> {} // of job sessions
        }
    }
}
