package io.jcluster.scheduler;

import static io.jcluster.drmaa2.DrmaaCapability.ADVANCE_RESERVATION;
import static io.jcluster.drmaa2.DrmaaCapability.RT_DURATION;
import static io.jcluster.drmaa2.DrmaaCapability.RT_STARTNOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InternalException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.Reservation;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.tunnel.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reservation sessions over a workload manager that forgets, falls silent or refuses. */
class ReservationTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static final ReservationTemplate LUNCH =
            ReservationTemplate.builder()
                    .reservationName("lunch")
                    .startTime(NOON.plusSeconds(600))
                    .endTime(NOON.plusSeconds(1200))
                    .build();

    private final MadeUp world = new MadeUp();
    private Path state;
    private CommandLineSessionManager manager;

    @BeforeEach
    void hasAManager(@TempDir Path directory) {
        state = directory;
        world.reservations = Optional.of(Set.of(ADVANCE_RESERVATION, RT_DURATION, RT_STARTNOW));
        manager = manager();
    }

    private CommandLineSessionManager manager() {
        return new CommandLineSessionManager(
                world, world, state, Pace.REMOTE, world, Categories.NONE);
    }

    private ReservationSession session() {
        return manager.createReservationSession("room");
    }

    @Test
    void everythingIsRefusedWhereThereAreNoReservations() {
        world.reservations = Optional.empty();
        for (ThrowingCallable call :
                new ThrowingCallable[] {
                    () -> manager.createReservationSession("x", null),
                    () -> manager.openReservationSession("x"),
                    () -> manager.destroyReservationSession("x"),
                    () -> manager.getReservationSessionNames(),
                    () -> manager.openMonitoringSession().getAllReservations()
                }) {
            assertThatThrownBy(call)
                    .isInstanceOf(DrmaaUnsupportedOperationException.class)
                    .hasMessageContaining("madeup");
        }
        assertThat(world.asked).isEmpty();
    }

    @Test
    void aReservationIsMadeShownAndGivenBack() {
        var session = session();
        var reservation = session.requestReservation(LUNCH);
        assertThat(reservation.reservationId()).isEqualTo("lunch");
        assertThat(reservation.sessionName()).contains("room");
        assertThat(reservation.reservationTemplate()).isEqualTo(LUNCH);
        assertThat(reservation.getInfo().reservedEndTime()).contains(NOON.plusSeconds(1200));
        assertThat(session.getReservation("lunch")).isEqualTo(reservation);
        reservation.terminate();
        assertThat(world.asked).contains("unreserve lunch");
        assertThatThrownBy(reservation::getInfo)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("lunch is over");
        assertThatThrownBy(reservation::terminate).isInstanceOf(InvalidArgumentException.class);
        assertThat(session.getReservations()).containsExactly(reservation);
    }

    @Test
    void aReservationWhoseTimeIsUpHasNoInfoButIsStillListed() {
        var session = session();
        var reservation = session.requestReservation(LUNCH);
        world.pass(Duration.ofHours(1));
        assertThatThrownBy(reservation::getInfo).isInstanceOf(InvalidArgumentException.class);
        world.reserved.clear();
        assertThatThrownBy(reservation::getInfo).isInstanceOf(InvalidArgumentException.class);
        assertThat(session.getReservations()).containsExactly(reservation);
        assertThat(session.getReservation("lunch")).isEqualTo(reservation);
    }

    @Test
    void aSessionIsTheSameInAProgramThatOpensItLater() {
        var reservation = session().requestReservation(LUNCH);
        try (var again = manager().openReservationSession("room")) {
            assertThat(again.getReservations()).containsExactly(reservation);
            assertThat(again.getReservation("lunch").reservationTemplate()).isEqualTo(LUNCH);
            again.getReservation("lunch").terminate();
        }
        assertThatThrownBy(reservation::getInfo).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aForeignReservationIsServedAndAnUnknownOneRefused() {
        world.reserved.put("fair", "- - fair");
        var session = session();
        var foreign = session.getReservation("fair");
        assertThat(foreign.sessionName()).isEmpty();
        assertThat(foreign.reservationTemplate()).isEqualTo(ReservationTemplate.builder().build());
        assertThat(foreign.getInfo().reservationName()).contains("fair");
        assertThat(session.getReservations()).isEmpty();
        assertThatThrownBy(() -> session.getReservation("nowhere"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void aMonitoringSessionShowsAllOfThem() {
        session().requestReservation(LUNCH);
        world.reserved.put("fair", "- - fair");
        assertThat(manager.openMonitoringSession().getAllReservations())
                .extracting(Reservation::sessionName)
                .containsExactly(Optional.of("room"), Optional.empty());
    }

    @Test
    void namesAreApartFromThoseOfJobSessionsAndFreeAfterDestruction() {
        var session = session();
        manager.createJobSession("room").close();
        assertThat(manager.getReservationSessionNames()).containsExactly("room");
        assertThatThrownBy(() -> manager.createReservationSession("room"))
                .isInstanceOf(InvalidArgumentException.class);
        session.requestReservation(LUNCH);
        manager.destroyReservationSession("room");
        assertThatThrownBy(session::getReservations).isInstanceOf(InvalidSessionException.class);
        assertThat(manager.getReservationSessionNames()).isEmpty();
        assertThat(manager.createReservationSession("room").getReservations()).isEmpty();
        assertThat(manager.getJobSessionNames()).containsExactly("room");
    }

    @Test
    void aClosedSessionRefusesEverythingButItsName() {
        var session = session();
        var reservation = session.requestReservation(LUNCH);
        manager.closeReservationSession(session);
        assertThat(session.sessionName()).isEqualTo("room");
        assertThat(reservation.reservationId()).isEqualTo("lunch");
        for (ThrowingCallable call :
                new ThrowingCallable[] {
                    session::getReservations,
                    () -> session.getReservation("lunch"),
                    () -> session.requestReservation(LUNCH),
                    reservation::getInfo,
                    reservation::terminate,
                    () -> manager.closeReservationSession(session)
                }) {
            assertThatThrownBy(call).isInstanceOf(InvalidSessionException.class);
        }
        session.close();
    }

    @Test
    void ourJobsInAReservationEndBeforeItIsGivenBack() {
        var session = session();
        var reservation = session.requestReservation(LUNCH);
        var inside = JobTemplate.builder().remoteCommand("true").reservationId("lunch").build();
        var jobs = manager.createJobSession("work");
        jobs.runJob(inside);
        jobs.runJob(inside.toBuilder().reservationId(null).build());
        jobs.close();
        world.meanwhile = () -> world.queue.put("41", "FAILED 1 x");
        reservation.terminate();
        assertThat(world.asked)
                .containsSubsequence("do terminate 41", "unreserve lunch")
                .doesNotContain("do terminate 42");
    }

    @Test
    void aRequestWhoseAnswerIsLostIsRecognisedByItsName() {
        var session = session();
        world.lost.put("reserve", HostException.Kind.TIMED_OUT);
        var unnamed = LUNCH.toBuilder().reservationName(null).build();
        var reservation = session.requestReservation(unnamed);
        assertThat(reservation.reservationId()).startsWith("jc-");
        assertThat(reservation.reservationTemplate()).isEqualTo(unnamed);
        assertThat(session.getReservations()).containsExactly(reservation);
    }

    @Test
    void aRequestLostWithTheLineIsFoundLater() {
        var session = session();
        world.lost.put("reserve", HostException.Kind.UNREACHABLE);
        world.lost.put("reserved", HostException.Kind.UNREACHABLE);
        assertThatThrownBy(() -> session.requestReservation(LUNCH))
                .isInstanceOf(DrmCommunicationException.class)
                .hasMessageContaining("not known whether the reservation was made");
        world.lost.clear();
        assertThat(manager().openReservationSession("room").getReservations())
                .extracting(Reservation::reservationId)
                .containsExactly("lunch");
    }

    @Test
    void aRequestThatWasRefusedLeavesNothing() {
        var session = session();
        world.refusing.put("reserve", "no such queue");
        assertThatThrownBy(() -> session.requestReservation(LUNCH))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("ask which there are");
        assertThat(session.getReservations()).isEmpty();
        assertThat(world.asked).hasSize(1);
    }

    @Test
    void aListingThatCannotBeReadEndsNoReservation() {
        var session = session();
        var reservation = session.requestReservation(LUNCH);
        var line = world.reserved.put("lunch", "rubbish");
        assertThatThrownBy(reservation::getInfo).isInstanceOf(InternalException.class);
        world.reserved.put("lunch", String.valueOf(line));
        assertThat(reservation.getInfo().reservationName()).contains("lunch");
    }

    /** Minutes after noon; what the workload manager is asked for, or the beginning of a word. */
    @ParameterizedTest
    @CsvSource({
        "-, -, -, InvalidArgument",
        "10, -, -, InvalidArgument",
        "-, 20, -, InvalidArgument",
        "10, 20, -, 10 to 20",
        "-, -, 10, as early as possible",
        "10, -, 10, 10 to 20",
        "-, 20, 10, 10 to 20",
        "10, 20, 11, InvalidArgument",
        "10, 20, 10, 10 to 20",
        "10, 20, 5, 10 to 20 for 5",
        "20, 10, -, InvalidArgument",
        "10, 10, -, InvalidArgument",
        "10, -, 0, InvalidArgument",
        "NOW, -, 10, now for 10",
        "NOW, 20, -, now to 20",
        "10, NOW, -, InvalidArgument",
    })
    void timesAreSettledInOnePlace(String start, String end, String duration, String expected) {
        assertThat(settled(start, end, duration)).startsWith(expected);
    }

    private String settled(String start, String end, String duration) {
        var template =
                ReservationTemplate.builder()
                        .startTime(time(start).orElse(null))
                        .endTime(time(end).orElse(null))
                        .duration(
                                duration.equals("-")
                                        ? null
                                        : Duration.ofMinutes(Long.parseLong(duration)))
                        .build();
        try {
            var settled =
                    ReservationCheck.settled(world, world.reservations().orElseThrow(), template);
            var length = settled.duration().map(d -> " for " + d.toMinutes()).orElse("");
            if (settled.startTime().isEmpty() && settled.endTime().isEmpty()) {
                return "as early as possible" + length;
            }
            return settled.startTime().map(ReservationTest::minutes).orElse("-")
                    + settled.endTime().map(to -> " to " + minutes(to)).orElse("")
                    + length;
        } catch (InvalidArgumentException refused) {
            return refused.getClass().getSimpleName();
        }
    }

    private static Optional<Instant> time(String minutes) {
        return switch (minutes) {
            case "-" -> Optional.empty();
            case "NOW" -> Optional.of(Drmaa2.NOW);
            default -> Optional.of(NOON.plus(Duration.ofMinutes(Long.parseLong(minutes))));
        };
    }

    private static String minutes(Instant time) {
        return time.equals(Drmaa2.NOW)
                ? "now"
                : String.valueOf(Duration.between(NOON, time).toMinutes());
    }

    @Test
    void whatIsOptionalOrUnknownIsRefusedByNameBeforeAnythingIsRun() {
        var session = session();
        world.reservations = Optional.of(Set.of(ADVANCE_RESERVATION));
        assertRefused(session, LUNCH.toBuilder().startTime(Drmaa2.NOW).build(), "startTime");
        assertRefused(
                session, LUNCH.toBuilder().duration(Duration.ofMinutes(5)).build(), "duration");
        assertRefused(
                session, LUNCH.toBuilder().machineArch(CpuArchitecture.X64).build(), "machineArch");
        assertRefused(
                session, LUNCH.toBuilder().extension("slurm_rt_flags", "x").build(), "slurm_rt");
        assertThatThrownBy(
                        () ->
                                session.requestReservation(
                                        LUNCH.toBuilder().minSlots(3).maxSlots(2).build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("maxSlots");
        assertThat(world.asked).isEmpty();
    }

    private static void assertRefused(
            ReservationSession session, ReservationTemplate template, String name) {
        assertThatThrownBy(() -> session.requestReservation(template))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining(name);
    }
}
