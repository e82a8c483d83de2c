package io.jcluster.drmaa2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** One structure of each kind with every attribute set, one of them by hard words. */
final class Samples {

    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");

    private static final String HARD = "a\\b\\n=\ne '\" $x \u00e9\r\t\\";

    private Samples() {}

    /**
     * A structure and the reader of its text form.
     *
     * @param schema the rows the structure should have set
     */
    record Sample(Structure full, Schema schema, Function<Map<String, String>, Structure> read) {

        @Override
        public String toString() {
            return schema.structure();
        }
    }

    static Stream<Sample> everyStructure() {
        return Stream.of(
                new Sample(jobTemplate(), JobTemplate.SCHEMA, JobTemplate::fromAttributes),
                new Sample(jobInfo(), JobInfo.SCHEMA, JobInfo::fromAttributes),
                new Sample(
                        reservationTemplate(),
                        ReservationTemplate.SCHEMA,
                        ReservationTemplate::fromAttributes),
                new Sample(
                        reservationInfo(), ReservationInfo.SCHEMA, ReservationInfo::fromAttributes),
                new Sample(machineInfo(), MachineInfo.SCHEMA, MachineInfo::fromAttributes),
                new Sample(queueInfo(), QueueInfo.SCHEMA, QueueInfo::fromAttributes),
                new Sample(
                        notification(),
                        DrmaaNotification.SCHEMA,
                        DrmaaNotification::fromAttributes));
    }

    static JobTemplate jobTemplate() {
        return JobTemplate.builder()
                .remoteCommand("/usr/bin/env")
                .args("bash", "-c", HARD, "")
                .submitAsHold(true)
                .rerunnable(false)
                .jobEnvironment(Map.of("NAME", HARD, HARD, "value", "EMPTY", ""))
                .workingDirectory(Drmaa2.HOME_DIRECTORY + "/run")
                .jobCategory("mpi")
                .email(List.of("one@example.org", "two@example.org"))
                .emailOnStarted(true)
                .emailOnTerminated(false)
                .jobName(HARD)
                .inputPath("/in")
                .outputPath(Drmaa2.WORKING_DIRECTORY + "/out." + Drmaa2.PARAMETRIC_INDEX)
                .errorPath("/err")
                .joinFiles(true)
                .reservationId("R1")
                .queueName("debug")
                .minSlots(2)
                .maxSlots(4)
                .priority(-1)
                .candidateMachines(List.of("nid00012", "nid00003"))
                .minPhysMemory(3L << 30)
                .machineOS(OperatingSystem.LINUX)
                .machineArch(CpuArchitecture.X64)
                .startTime(TIME)
                .deadlineTime(TIME.plusSeconds(60))
                .stageInFiles(Map.of("/here", "/there"))
                .stageOutFiles(Map.of("/there", "/here"))
                .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofMinutes(10))
                .resourceLimit(Drmaa2.OPEN_FILES, 1024)
                .accountingId("s1234")
                .extension("slurm_jt_constraint", HARD)
                .build();
    }

    static JobInfo jobInfo() {
        return JobInfo.builder()
                .jobId("77")
                .jobName("engines")
                .exitStatus(3)
                .terminatingSignal("SIGTERM")
                .annotation("TimeLimit")
                .jobState(JobState.FAILED)
                .jobSubState("TIMEOUT")
                .allocatedMachines(List.of(new SlotInfo("nid00012", 12), new SlotInfo("nid00003")))
                .submissionMachine("login1")
                .jobOwner("researcher")
                .slots(24)
                .queueName("debug")
                .wallclockTime(Duration.ofSeconds(61))
                .cpuTime(Duration.ofMillis(1500))
                .submissionTime(TIME)
                .dispatchTime(TIME.plusSeconds(1))
                .finishTime(TIME.plusSeconds(62))
                .extension("slurm_ji_reason", "TimeLimit")
                .build();
    }

    static ReservationTemplate reservationTemplate() {
        return ReservationTemplate.builder()
                .reservationName("course")
                .startTime(TIME)
                .endTime(TIME.plusSeconds(3600))
                .duration(Duration.ofHours(1))
                .minSlots(1)
                .maxSlots(2)
                .jobCategory("mpi")
                .usersACL(List.of("researcher"))
                .candidateMachines(List.of("nid00012"))
                .minPhysMemory(1024L)
                .machineOS(OperatingSystem.LINUX)
                .machineArch(CpuArchitecture.ARM64)
                .extension("slurm_rt_flags", "MAINT")
                .build();
    }

    static ReservationInfo reservationInfo() {
        return ReservationInfo.builder()
                .reservationId("R1")
                .reservationName("course")
                .reservedStartTime(TIME)
                .reservedEndTime(TIME.plusSeconds(3600))
                .usersACL(List.of("researcher"))
                .reservedSlots(2)
                .reservedMachines(List.of(new SlotInfo("nid00012", 2)))
                .extension("slurm_ri_state", "ACTIVE")
                .build();
    }

    static MachineInfo machineInfo() {
        return MachineInfo.builder()
                .name("nid00012")
                .available(true)
                .sockets(2)
                .coresPerSocket(12)
                .threadsPerCore(4)
                .load(0.25)
                .physMemory(3L << 30)
                .virtMemory(4L << 30)
                .machineOS(OperatingSystem.LINUX)
                .machineOSVersion(Version.of("5.14.0-70"))
                .machineArch(CpuArchitecture.X64)
                .extension("slurm_mi_state", "IDLE")
                .build();
    }

    static QueueInfo queueInfo() {
        return QueueInfo.builder().name("debug").extension("slurm_qi_default", "true").build();
    }

    static DrmaaNotification notification() {
        return DrmaaNotification.builder()
                .event(DrmaaEvent.NEW_STATE)
                .jobId("77")
                .sessionName("course")
                .jobState(JobState.RUNNING)
                .extension("jcluster_nf_synthetic", "true")
                .build();
    }
}
