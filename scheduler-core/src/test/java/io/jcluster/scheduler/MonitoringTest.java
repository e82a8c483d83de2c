package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.MonitoringSession;
import io.jcluster.drmaa2.QueueInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitoring session shows, of jobs, queues and machines, whoever made them. */
class MonitoringTest {

    private static final JobTemplate JOB = JobTemplate.builder().remoteCommand("true").build();

    private final MadeUp world = new MadeUp();
    private CommandLineSessionManager manager;
    private MonitoringSession monitor;

    @BeforeEach
    void openASession(@TempDir Path directory) {
        manager =
                new CommandLineSessionManager(
                        world, world, directory, Pace.REMOTE, world, Categories.NONE);
        monitor = manager.openMonitoringSession();
    }

    private static JobInfo ownedBy(String owner) {
        return JobInfo.builder().jobOwner(owner).build();
    }

    private long questions(String program) {
        return world.asked.stream().filter(words -> words.startsWith(program)).count();
    }

    @Test
    void theJobsOfEverySessionAreShownWithTheirTagsAndNames() {
        manager.createJobSession("one").runJob(JOB);
        manager.createJobSession("two")
                .runJob(JOB.toBuilder().extension(Extensions.TAG, "jc-2").build());
        world.queue.put("99", "RUNNING - byhand");
        var jobs = monitor.getAllJobs();
        assertThat(jobs).extracting(Job::jobId).containsExactly("41", "42", "99");
        assertThat(jobs)
                .extracting(Job::sessionName)
                .containsExactly(Optional.of("one"), Optional.of("two"), Optional.empty());
        assertThat(jobs.get(0).jobTemplate()).isEqualTo(JOB);
        assertThat(jobs.get(1).getInfo().extensions()).containsEntry(Extensions.INFO_TAG, "jc-2");
        assertThat(jobs.get(2).jobTemplate()).isEqualTo(JobTemplate.builder().build());
    }

    @Test
    void aListIsASnapshot() {
        world.queue.put("99", "RUNNING - byhand");
        var jobs = monitor.getAllJobs();
        world.queue.clear();
        assertThat(jobs).extracting(Job::getState).containsExactly(JobState.RUNNING);
        assertThat(monitor.getAllJobs()).isEmpty();
    }

    @Test
    void jobsOfAnotherOwnerAreAskedForWhereTheyAreShown() {
        world.queue.put("1", "RUNNING - byhand");
        world.others.put("2", "RUNNING - of-bob");
        world.others.put("3", "QUEUED - of-bob");
        world.showsOthers = true;
        var running = JobInfo.builder().jobOwner("bob").jobState(JobState.RUNNING).build();
        assertThat(monitor.getAllJobs(running)).extracting(Job::jobId).containsExactly("2");
        assertThat(monitor.getAllJobs()).extracting(Job::jobId).containsExactly("1");
    }

    @Test
    void jobsOfAnotherOwnerAreRefusedWhereOnlyTheOwnCanBeListed() {
        world.queue.put("1", "RUNNING - byhand");
        assertThat(monitor.getAllJobs(ownedBy("me"))).hasSize(1);
        assertThatThrownBy(() -> monitor.getAllJobs(ownedBy("bob")))
                .isInstanceOf(DrmaaUnsupportedOperationException.class)
                .hasMessageContaining("bob");
    }

    @Test
    void queuesAreAllThoseOfTheNamesOrNone() {
        assertThat(monitor.getAllQueues()).isEmpty();
        world.queues = List.of("short", "long");
        assertThat(monitor.getAllQueues()).extracting(QueueInfo::name).contains("short", "long");
        assertThat(monitor.getAllQueues(List.of("long", "wide")))
                .extracting(QueueInfo::name)
                .containsExactly("long");
        assertThat(monitor.getAllQueues(List.of())).isEmpty();
        assertThat(questions("queues")).isEqualTo(2);
    }

    @Test
    void machinesAreAllThoseOfTheNamesOrNoneOrRefused() {
        assertThatThrownBy(() -> monitor.getAllMachines(List.of()))
                .isInstanceOf(DrmaaUnsupportedOperationException.class);
        world.machines = Optional.of(List.of("n1", "n2"));
        assertThat(monitor.getAllMachines()).extracting(MachineInfo::name).contains("n1", "n2");
        assertThat(monitor.getAllMachines(List.of("n2", "n3")))
                .extracting(MachineInfo::name)
                .containsExactly("n2");
        assertThat(monitor.getAllMachines(List.of())).isEmpty();
    }

    @Test
    void reservationsAreRefusedWhereThereAreNone() {
        assertThatThrownBy(monitor::getAllReservations)
                .isInstanceOf(DrmaaUnsupportedOperationException.class);
    }

    @Test
    void aJobOfNoSessionCanBeWaitedForWithTheSameListing() throws InterruptedException {
        world.queue.put("99", "QUEUED - byhand");
        var job = monitor.getAllJobs().get(0);
        assertThatThrownBy(() -> job.waitStarted(Drmaa2.ZERO_TIME))
                .isInstanceOf(DrmaaTimeoutException.class);
        world.meanwhile = () -> world.queue.put("99", "RUNNING - byhand");
        job.waitStarted(Drmaa2.INFINITE_TIME);
        world.meanwhile = () -> world.queue.remove("99");
        world.accounting.put("99", "FAILED 3 byhand");
        job.waitTerminated(Drmaa2.INFINITE_TIME);
        // Asked of a handle that saw it waiting: the job started long ago, and is over.
        job.waitStarted(Drmaa2.ZERO_TIME);
    }

    @Test
    void aJobOfNoSessionThatNobodyKnowsAnyMoreIsNotWaitedForForever() {
        world.queue.put("99", "RUNNING - byhand");
        var job = monitor.getAllJobs().get(0);
        world.queue.clear();
        assertThatThrownBy(() -> job.waitTerminated(Duration.ofHours(1)))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("no record");
    }

    @Test
    void controlsArePassedOnAndEndWithTheSession() {
        world.queue.put("99", "RUNNING - byhand");
        var job = monitor.getAllJobs().get(0);
        job.terminate();
        assertThat(world.asked).contains("do terminate 99");
        manager.closeMonitoringSession(monitor);
        assertThatThrownBy(job::terminate).isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(monitor::getAllJobs).isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(monitor::getAllQueues).isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(monitor::getAllMachines).isInstanceOf(InvalidSessionException.class);
        assertThatThrownBy(() -> manager.closeMonitoringSession(monitor))
                .isInstanceOf(InvalidSessionException.class);
    }

    @Test
    void whatTheDialectAddsIsListedAndDescribed() {
        assertThat(manager.queueInfoImplSpec()).containsExactly("madeup_qi_mood");
        assertThat(manager.machineInfoImplSpec()).containsExactly("madeup_mi_colour");
        assertThat(manager.reservationTemplateImplSpec()).isEmpty();
        world.reservations = Optional.of(Set.of());
        assertThat(manager.reservationTemplateImplSpec()).containsExactly("madeup_rt_flags");
        assertThat(manager.reservationInfoImplSpec()).containsExactly("madeup_ri_state");
        assertThat(manager.describeExtension("madeup_ri_state")).contains("begun");
        assertThat(manager.describeExtension("madeup_mi_colour")).contains("machine");
    }
}
