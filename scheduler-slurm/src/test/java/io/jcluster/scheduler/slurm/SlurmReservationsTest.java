package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmReservationsTest {

    private static final SlurmReservations RESERVATIONS = new SlurmReservations();
    private static final Instant NINE = Instant.ofEpochSecond(1795280000);
    private static final Instant TEN = Instant.ofEpochSecond(1795283600);

    private static ReservationTemplate.Builder fromNineToTen() {
        return ReservationTemplate.builder().startTime(NINE).endTime(TEN);
    }

    private static String asked(ReservationTemplate.Builder template) {
        return RESERVATIONS.request(template.build()).ran();
    }

    @Test
    void slotsAreCores() {
        assertThat(asked(fromNineToTen().reservationName("my run").minSlots(4)))
                .isEqualTo(
                        "scontrol create reservation ReservationName=my_run StartTime=uts1795280000"
                                + " EndTime=uts1795283600 CoreCnt=4 Users=$USER");
    }

    @Test
    void theUserIsAskedForWhereTheQuestionIsPut() {
        assertThat(RESERVATIONS.request(fromNineToTen().build()).question().argv().toString())
                .contains("Users=$(id -un)");
    }

    @Test
    void machinesUsersAndTheRestAreNamed() {
        assertThat(
                        asked(
                                fromNineToTen()
                                        .startTime(Drmaa2.NOW)
                                        .candidateMachines(List.of("nid1", "nid2"))
                                        .usersACL(List.of("alice", "bob"))
                                        .extension("slurm_rt_partition", "debug")
                                        .extension("slurm_rt_flags", "MAINT,IGNORE_JOBS")
                                        .extension("slurm_rt_accounts", "research")))
                .isEqualTo(
                        "scontrol create reservation StartTime=now EndTime=uts1795283600"
                                + " Nodes=nid1,nid2 Users=alice,bob Accounts=research"
                                + " Flags=MAINT,IGNORE_JOBS PartitionName=debug");
    }

    @Test
    void whatSlurmCannotReserveIsRefusedByName() {
        assertThatThrownBy(() -> asked(ReservationTemplate.builder().endTime(TEN)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("startTime");
        assertThatThrownBy(
                        () -> asked(fromNineToTen().minSlots(2).candidateMachines(List.of("nid1"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("candidateMachines, minSlots");
        assertThatThrownBy(() -> asked(fromNineToTen().usersACL(List.of("a b"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("usersACL");
        assertThatThrownBy(() -> asked(fromNineToTen().extension("slurm_rt_nodes", "few")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("slurm_rt_nodes");
    }

    @Test
    void theAnswerIsTheName() {
        var request = RESERVATIONS.request(fromNineToTen().build());
        assertThat(request.reader().apply(new Outcome(0, "Reservation created: alice_1\n", "")))
                .isEqualTo("alice_1");
        assertThatThrownBy(() -> request.reader().apply(new Outcome(0, "hello", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scontrol-reservation.txt", "scontrol-reservation-root.txt"})
    void reservationsAreListed(String record) {
        var all = SlurmReservations.read(Records.printed(record));
        assertThat(all)
                .extracting(ReservationInfo::reservationId)
                .containsExactly("whole", "part", "acc");
        var whole = all.get(0);
        assertThat(whole.reservedStartTime()).contains(NINE);
        assertThat(whole.reservedEndTime()).contains(TEN);
        assertThat(whole.reservedSlots()).hasValue(24);
        assertThat(whole.reservedMachines())
                .containsExactly(new SlotInfo("nid1"), new SlotInfo("nid2"));
        assertThat(whole.usersACL()).containsExactly("alice");
        assertThat(whole.extensions())
                .containsEntry("slurm_ri_flags", "MAINT,IGNORE_JOBS,SPEC_NODES")
                .containsEntry("slurm_ri_state", "INACTIVE");
        assertThat(all.get(1).usersACL()).containsExactly("alice", "root");
        assertThat(all.get(1).reservedSlots()).hasValue(4);
        assertThat(all.get(2).usersACL()).isEmpty();
    }

    @Test
    void aPartOfANodeHasItsSlots() {
        var line =
                "ReservationName=dr3 StartTime=1795285246 EndTime=1795287246 Duration=00:33:20"
                        + " Nodes=nid[1-2] NodeCnt=2 CoreCnt=14 Features=(null)"
                        + " PartitionName=normal Flags=   NodeName=nid1 CoreIDs=0-11  "
                        + " NodeName=nid2 CoreIDs=0-1 TRES=cpu=14 Users=alice Groups=(null)"
                        + " Accounts=(null) Licenses=(null) State=INACTIVE BurstBuffer=(null)"
                        + " MaxStartDelay=(null)";
        assertThat(SlurmReservations.read(line).get(0).reservedMachines())
                .containsExactly(new SlotInfo("nid1", 12), new SlotInfo("nid2", 2));
    }

    @Test
    void noReservationsAreAnEmptyList() {
        assertThat(SlurmReservations.read("No reservations in the system\n")).isEmpty();
        assertThatThrownBy(() -> SlurmReservations.read("Welcome"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Error creating the reservation: Invalid user id, DENIED",
        "Error creating the reservation: Requested nodes are busy, INVALID",
        "Error creating the reservation: Invalid time specified, INVALID",
        "delete_reservation ReservationName=dr77: Requested reservation is invalid, INVALID",
        "delete_reservation ReservationName=a: Requested reservation is in use, WRONG_STATE",
        "Unable to contact slurm controller (connect failure), UNREACHABLE",
    })
    void aRefusalIsUnderstood(String said, Refusal.Kind kind) {
        assertThat(RESERVATIONS.terminate("dr77").refusal().apply(new Outcome(1, "", said)).kind())
                .isEqualTo(kind);
    }
}
