package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.MonitoringSession;
import io.jcluster.drmaa2.QueueInfo;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A look at all that the workload manager shows. */
public abstract class MonitoringRules extends Chapter {

    private MonitoringSession look;

    protected MonitoringRules() {}

    @BeforeEach
    void open() {
        look = manager.openMonitoringSession();
    }

    @AfterEach
    void close() {
        look.close();
    }

    @Test
    @Rule(143)
    void aClosedLookShowsNothing() {
        manager.closeMonitoringSession(look);
        fails(InvalidSessionException.class, () -> manager.closeMonitoringSession(look));
        for (ThrowingRunnable call :
                List.<ThrowingRunnable>of(
                        look::getAllJobs,
                        look::getAllQueues,
                        look::getAllMachines,
                        look::getAllReservations)) {
            fails(InvalidSessionException.class, call);
        }
        look.close();
    }

    @Test
    @Rule(144)
    void theJobsOfAllSessionsAreThere() throws InterruptedException {
        var one = run(sleeper());
        var other = newSession().runJob(sleeper().build());
        assertThat(look.getAllJobs()).extracting(Job::jobId).contains(one.jobId(), other.jobId());
        one.waitStarted(soon);
        var found = look.getAllJobs(JobInfo.builder().jobId(one.jobId()).build());
        assertThat(found).extracting(Job::jobId).containsExactly(one.jobId());
        assertThat(found.get(0).getInfo().jobOwner()).isEqualTo(one.getInfo().jobOwner());
    }

    @Test
    @Rule(146)
    void queuesAreFoundByName() {
        var all = look.getAllQueues();
        assertThat(look.getAllQueues(List.of())).isEmpty();
        assertThat(look.getAllQueues(List.of("no-such-queue"))).isEmpty();
        if (installation().queues()) {
            assertThat(all).isNotEmpty();
        }
        for (var queue : all) {
            assertThat(look.getAllQueues(List.of("no-such-queue", queue.name())))
                    .extracting(QueueInfo::name)
                    .containsExactly(queue.name());
        }
    }

    @Test
    @Rule(147)
    void machinesAreFoundByNameAndSayWhatTheyAre() {
        var all = look.getAllMachines();
        assertThat(all).isNotEmpty();
        assertThat(look.getAllMachines(List.of())).isEmpty();
        assertThat(look.getAllMachines(List.of("no-such-machine"))).isEmpty();
        for (var machine : all) {
            assertThat(look.getAllMachines(List.of(machine.name(), "no-such-machine")))
                    .extracting(MachineInfo::name)
                    .containsExactly(machine.name());
            assertThat(machine.available()).isTrue();
            assertThat(machine.sockets()).isPositive();
            assertThat(machine.coresPerSocket()).isPositive();
            assertThat(machine.threadsPerCore()).isPositive();
            var memory = machine.physMemory().orElse(0);
            assertThat(memory).isPositive();
            assertThat(machine.virtMemory().orElse(memory)).isGreaterThanOrEqualTo(memory);
            assertThat(machine.machineOS()).isPresent();
            assertThat(machine.machineArch()).isPresent();
        }
    }

    @Test
    @Rule(147)
    void aJobRunsOnMachinesOfTheList() throws InterruptedException {
        var machines = look.getAllMachines().stream().map(MachineInfo::name).toList();
        done(quick())
                .allocatedMachines()
                .forEach(slot -> assertThat(machines).contains(slot.machineName()));
    }

    @Test
    @Rule(148)
    void aListDoesNotChangeAnyMore() throws InterruptedException {
        var job = running(sleeper());
        var before = look.getAllJobs(JobInfo.builder().jobId(job.jobId()).build());
        assertThat(before).hasSize(1);
        job.terminate();
        job.waitTerminated(soon);
        assertThat(before).hasSize(1);
        assertThat(
                        look.getAllJobs(
                                JobInfo.builder()
                                        .jobId(job.jobId())
                                        .jobState(JobState.RUNNING)
                                        .build()))
                .isEmpty();
    }

    @Test
    @Rule(149)
    void reservationsAreShownOrRefused() {
        if (manager.supports(DrmaaCapability.ADVANCE_RESERVATION)) {
            assertThat(look.getAllReservations()).isNotNull();
        } else {
            fails(DrmaaUnsupportedOperationException.class, look::getAllReservations);
        }
    }
}
