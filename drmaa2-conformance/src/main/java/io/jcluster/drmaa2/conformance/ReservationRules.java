package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.DeniedByDrmsException;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Advance reservations, by somebody who may make them and by somebody who may not. */
public abstract class ReservationRules extends Chapter {

    protected ReservationRules() {}

    /** Does something in a session of somebody who may reserve, and gives back what is left. */
    private void reserving(BiConsumer<SessionManager, ReservationSession> test) {
        if (!manager.supports(DrmaaCapability.ADVANCE_RESERVATION)) {
            fails(
                    DrmaaUnsupportedOperationException.class,
                    () -> manager.createReservationSession());
            return;
        }
        var reserver = installation().reserver();
        if (reserver.isEmpty()) {
            return;
        }
        var owner = closedAfterwards(reserver.get());
        var made = owner.createReservationSession("r-" + UUID.randomUUID());
        try {
            test.accept(owner, made);
        } finally {
            for (var reservation : made.getReservations()) {
                giveBack(reservation);
            }
            owner.destroyReservationSession(made.sessionName());
        }
    }

    private static void giveBack(Reservation reservation) {
        try {
            reservation.terminate();
        } catch (DrmaaException e) {
            // It is over.
        }
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static ReservationTemplate.Builder tomorrow() {
        return ReservationTemplate.builder()
                .startTime(in(Duration.ofHours(24)))
                .endTime(in(Duration.ofHours(25)));
    }

    @Test
    @Rule(150)
    void ofStartEndAndDurationTheRightOnesAreNeeded() {
        reserving(
                (owner, reservations) -> {
                    var start = Optional.of(in(Duration.ofHours(30)));
                    var end = Optional.of(in(Duration.ofHours(31)));
                    for (var pair :
                            List.of(
                                    window(Optional.empty(), Optional.empty()),
                                    window(start, Optional.empty()),
                                    window(Optional.empty(), end),
                                    window(end, start))) {
                        fails(
                                InvalidArgumentException.class,
                                () -> reservations.requestReservation(pair.build()));
                    }
                    var whole = reservations.requestReservation(window(start, end).build());
                    assertThat(whole.getInfo().reservedStartTime()).isEqualTo(start);
                    assertThat(whole.getInfo().reservedEndTime()).isEqualTo(end);
                    whole.terminate();
                    var hour = Duration.ofHours(1);
                    if (!owner.supports(DrmaaCapability.RT_DURATION)) {
                        fails(
                                UnsupportedAttributeException.class,
                                () ->
                                        reservations.requestReservation(
                                                window(start, Optional.empty())
                                                        .duration(hour)
                                                        .build()));
                        return;
                    }
                    lasts(reservations, window(start, Optional.empty()).duration(hour), start, end);
                    lasts(reservations, window(Optional.empty(), end).duration(hour), start, end);
                    lasts(reservations, window(start, end).duration(hour), start, end);
                    fails(
                            InvalidArgumentException.class,
                            () ->
                                    reservations.requestReservation(
                                            window(start, end)
                                                    .duration(hour.plusSeconds(1))
                                                    .build()));
                    giveBack(
                            reservations.requestReservation(
                                    window(Optional.empty(), Optional.empty())
                                            .duration(hour)
                                            .build()));
                });
    }

    private static ReservationTemplate.Builder window(
            Optional<Instant> start, Optional<Instant> end) {
        var window = ReservationTemplate.builder();
        start.ifPresent(window::startTime);
        end.ifPresent(window::endTime);
        return window;
    }

    private static void lasts(
            ReservationSession reservations,
            ReservationTemplate.Builder template,
            Optional<Instant> start,
            Optional<Instant> end) {
        var made = reservations.requestReservation(template.build());
        assertThat(made.getInfo().reservedStartTime()).isEqualTo(start);
        assertThat(made.getInfo().reservedEndTime()).isEqualTo(end);
        made.terminate();
    }

    @Test
    @Rule({151, 153, 154})
    void aReservationIsOnRecordUntilItsSessionIsDestroyed() {
        reserving(
                (owner, reservations) -> {
                    var template = tomorrow().minSlots(1).build();
                    var made = reservations.requestReservation(template);
                    assertThat(made.reservationId()).isNotEmpty();
                    assertThat(made.reservationTemplate()).isEqualTo(template);
                    assertThat(made.sessionName()).contains(reservations.sessionName());
                    var info = made.getInfo();
                    assertThat(info.reservationId()).isEqualTo(made.reservationId());
                    assertThat(info.reservedSlots().orElse(0)).isPositive();
                    var slots = info.reservedMachines().stream().map(SlotInfo::slots).toList();
                    assertThat(slots).isNotEmpty();
                    if (slots.stream().allMatch(it -> it.isPresent())) {
                        assertThat(slots.stream().mapToInt(it -> it.getAsInt()).sum())
                                .isEqualTo(info.reservedSlots().orElseThrow());
                    }
                    var again = reservations.getReservation(made.reservationId()).getInfo();
                    assertThat(again.reservedStartTime()).isEqualTo(info.reservedStartTime());
                    assertThat(again.reservedEndTime()).isEqualTo(info.reservedEndTime());
                    assertThat(again.reservedSlots()).isEqualTo(info.reservedSlots());
                    fails(
                            InvalidArgumentException.class,
                            () -> reservations.getReservation("no-such-reservation"));
                    try (var look = owner.openMonitoringSession()) {
                        assertThat(look.getAllReservations())
                                .extracting(Reservation::reservationId)
                                .contains(made.reservationId());
                    }
                    made.terminate();
                    fails(InvalidArgumentException.class, made::getInfo);
                    assertThat(reservations.getReservations())
                            .extracting(Reservation::reservationId)
                            .containsExactly(made.reservationId());
                });
    }

    @Test
    @Rule({152, 154, 156})
    void aJobRunsInItsReservationAndEndsWithIt() {
        reserving(
                (owner, reservations) -> {
                    var now = owner.supports(DrmaaCapability.RT_STARTNOW);
                    var template =
                            ReservationTemplate.builder()
                                    .startTime(now ? Drmaa2.NOW : in(Duration.ofSeconds(10)))
                                    .endTime(in(Duration.ofMinutes(10)))
                                    .minSlots(1)
                                    .build();
                    if (!now) {
                        fails(
                                UnsupportedAttributeException.class,
                                () ->
                                        reservations.requestReservation(
                                                tomorrow().startTime(Drmaa2.NOW).build()));
                    }
                    var made = reservations.requestReservation(template);
                    var jobs = owner.createJobSession("j-" + UUID.randomUUID());
                    try {
                        var job =
                                jobs.runJob(
                                        sleeper()
                                                .workingDirectory("/")
                                                .outputPath("/dev/null")
                                                .reservationId(made.reservationId())
                                                // To fit: it need not wait for what lies behind.
                                                .resourceLimit(
                                                        Drmaa2.WALLCLOCK_TIME,
                                                        Duration.ofMinutes(2))
                                                .build());
                        job.waitStarted(soon.plusSeconds(30));
                        assertThat(job.getInfo().dispatchTime().orElseThrow())
                                .isBetween(
                                        made.getInfo()
                                                .reservedStartTime()
                                                .orElse(Instant.EPOCH)
                                                .minusSeconds(1),
                                        made.getInfo().reservedEndTime().orElse(Instant.MAX));
                        made.terminate();
                        job.waitTerminated(soon);
                        assertThat(job.getState()).isEqualTo(JobState.FAILED);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    } finally {
                        jobs.getJobs().forEach(Chapter::end);
                        owner.destroyJobSession(jobs.sessionName());
                    }
                });
    }

    @Test
    @Rule(155)
    void whatIsImpossibleIsRefused() {
        reserving(
                (owner, reservations) -> {
                    fails(
                            InvalidArgumentException.class,
                            () ->
                                    reservations.requestReservation(
                                            tomorrow().minSlots(1_000_000).build()));
                    fails(
                            InvalidArgumentException.class,
                            () ->
                                    reservations.requestReservation(
                                            tomorrow()
                                                    .candidateMachines(List.of("no-such-machine"))
                                                    .build()));
                    assertThat(reservations.getReservations()).isEmpty();
                });
    }

    @Test
    @Rule(155)
    void whoMayNotReserveIsDenied() {
        if (!manager.supports(DrmaaCapability.ADVANCE_RESERVATION)
                || installation().reserver().map(this::closedAfterwards).isEmpty()) {
            return;
        }
        var name = newName();
        var reservations = manager.createReservationSession(name);
        try {
            fails(
                    DeniedByDrmsException.class,
                    () -> reservations.requestReservation(tomorrow().build()));
            assertThat(reservations.getReservations()).isEmpty();
        } finally {
            manager.destroyReservationSession(name);
        }
    }
}
