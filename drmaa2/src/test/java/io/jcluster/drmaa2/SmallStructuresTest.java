package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallStructuresTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123456789Z");

    @Test
    void aMachineOfUnknownTopologyHasOneOfEach() {
        MachineInfo machine = MachineInfo.builder().name("nid00012").build();

        assertThat(machine.sockets()).isEqualTo(1);
        assertThat(machine.coresPerSocket()).isEqualTo(1);
        assertThat(machine.threadsPerCore()).isEqualTo(1);
        assertThat(machine.setAttributes()).containsExactly("name");
        assertThat(machine.available()).isFalse();
        assertThat(machine.load()).isEmpty();
    }

    @Test
    void aMachineGivesWhatWasSet() {
        MachineInfo machine = Samples.machineInfo();

        assertThat(machine.name()).isEqualTo("nid00012");
        assertThat(machine.available()).isTrue();
        assertThat(machine.sockets()).isEqualTo(2);
        assertThat(machine.coresPerSocket()).isEqualTo(12);
        assertThat(machine.threadsPerCore()).isEqualTo(4);
        assertThat(machine.load()).hasValue(0.25);
        assertThat(machine.physMemory()).hasValue(3_221_225_472L);
        assertThat(machine.virtMemory()).hasValue(4_294_967_296L);
        assertThat(machine.machineOS()).contains(OperatingSystem.LINUX);
        assertThat(machine.machineOSVersion()).contains(new Version("5", "14.0-70"));
        assertThat(machine.machineArch()).contains(CpuArchitecture.X64);
    }

    @Test
    void aFreshReservationTemplateHasNothingSet() {
        ReservationTemplate fresh = ReservationTemplate.builder().build();

        assertThat(fresh.setAttributes()).isEmpty();
        assertThat(fresh.toAttributes()).isEmpty();
        assertThat(fresh.reservationName()).isEmpty();
        assertThat(fresh.startTime()).isEmpty();
        assertThat(fresh.duration()).isEmpty();
        assertThat(fresh.minSlots()).isEmpty();
        assertThat(fresh.usersACL()).isEmpty();
        assertThat(fresh.minPhysMemory()).isEmpty();
    }

    @Test
    void aReservationTemplateGivesWhatWasSet() {
        ReservationTemplate template = Samples.reservationTemplate();

        assertThat(template.reservationName()).contains("course");
        assertThat(template.startTime()).contains(START);
        assertThat(template.endTime()).contains(START.plusSeconds(3600));
        assertThat(template.duration()).contains(Duration.ofHours(1));
        assertThat(template.minSlots()).hasValue(1);
        assertThat(template.maxSlots()).hasValue(2);
        assertThat(template.jobCategory()).contains("mpi");
        assertThat(template.usersACL()).containsExactly("researcher");
        assertThat(template.candidateMachines()).containsExactly("nid00012");
        assertThat(template.minPhysMemory()).hasValue(1024);
        assertThat(template.machineOS()).contains(OperatingSystem.LINUX);
        assertThat(template.machineArch()).contains(CpuArchitecture.ARM64);
    }

    @Test
    void aNegativeDurationIsRefused() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> ReservationTemplate.builder().duration(Duration.ofSeconds(-1)))
                .satisfies(e -> assertThat(e.attributes()).containsExactly("duration"));
    }

    @Test
    void aReservationGivesWhatWasSet() {
        ReservationInfo info = Samples.reservationInfo();

        assertThat(info.reservationId()).isEqualTo("R1");
        assertThat(info.reservationName()).contains("course");
        assertThat(info.reservedStartTime()).contains(START);
        assertThat(info.reservedEndTime()).contains(START.plusSeconds(3600));
        assertThat(info.usersACL()).containsExactly("researcher");
        assertThat(info.reservedSlots()).hasValue(2);
        assertThat(info.reservedMachines()).containsExactly(new SlotInfo("nid00012", 2));
    }

    @Test
    void aNotificationGivesWhatWasSet() {
        DrmaaNotification notification = Samples.notification();

        assertThat(notification.event()).isEqualTo(DrmaaEvent.NEW_STATE);
        assertThat(notification.jobId()).isEqualTo("77");
        assertThat(notification.sessionName()).isEqualTo("course");
        assertThat(notification.jobState()).contains(JobState.RUNNING);
        assertThat(Samples.queueInfo().name()).isEqualTo("debug");
    }

    @Test
    void aReportWithoutItsNameIsRefused() {
        for (Structure.Builder builder :
                List.of(MachineInfo.builder(), QueueInfo.builder(), ReservationInfo.builder())) {
            assertThatExceptionOfType(InvalidArgumentException.class)
                    .isThrownBy(builder::build)
                    .withMessageContaining(" needs ");
        }
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> DrmaaNotification.builder().jobId("77").build())
                .satisfies(e -> assertThat(e.attributes()).containsExactly("event"));
    }

    @Test
    void aVersionIsCutAtItsFirstDot() {
        assertThat(Version.of("22.05.8")).isEqualTo(new Version("22", "05.8"));
        assertThat(Version.of("22.05.8")).hasToString("22.05.8");
        assertThat(Version.of("2")).isEqualTo(new Version("2", "")).hasToString("2");
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new Version("22.05", "8"));
    }

    @Test
    void slotsAreUnknownOrAtLeastOneOnAMachineWithAName() {
        assertThat(new SlotInfo("nid00012").slots()).isEmpty();
        assertThat(new SlotInfo("nid00012", 12)).hasToString("nid00012=12");
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new SlotInfo("nid00012", 0));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new SlotInfo("", 1));
    }
}
