package io.jcluster.scheduler.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job without a batch system may do to its host, and what must be left when it ends. */
class ShellDialectTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** A number of seconds nobody else sleeps for, to recognise our processes by. */
    private final String mark = "600." + (UUID.randomUUID().hashCode() & 0xfffffff);

    private final Path home;
    private final SessionManager manager;
    private final JobSession session;

    ShellDialectTest(@TempDir Path home) {
        this.home = home;
        this.manager =
                new CommandLineSessionManager(
                        new ShellDialect(),
                        new Elsewhere(home),
                        home.resolve("state"),
                        new Pace(Duration.ofMillis(50), Duration.ofMillis(500)));
        this.session = manager.createJobSession();
    }

    @AfterEach
    void endEveryJob() throws InterruptedException {
        for (var job : session.getJobs()) {
            if (!job.getState().isTerminated()) {
                job.terminate();
                job.waitTerminated(SOON);
            }
        }
        manager.close();
        assertThat(alive()).isEmpty();
    }

    private List<String> alive() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(mark))
                .toList();
    }

    /** Runs a script, and returns when it has said that it is ready. */
    private Job ready(String script) throws InterruptedException, IOException {
        var fifo = home.resolve("ready");
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        var job =
                session.runJob(
                        script(script + "\necho yes >" + fifo + "\nsleep " + mark + "\n").build());
        assertThat(fifo).content().isEqualTo("yes\n");
        return job;
    }

    private static JobTemplate.Builder script(String text) {
        return JobTemplate.builder().extension(Extensions.SCRIPT, text);
    }

    @Test
    void theOnlyMachineIsTheHostItself() throws InterruptedException {
        try (var look = manager.openMonitoringSession()) {
            assertThat(look.getAllMachines())
                    .singleElement()
                    .satisfies(
                            machine -> {
                                assertThat(machine.coresPerSocket()).isPositive();
                                assertThat(machine.physMemory().orElse(0)).isPositive();
                                assertThat(machine.machineOS()).contains(OperatingSystem.LINUX);
                                assertThat(machine.load().orElse(-1)).isNotNegative();
                            });
            var job = session.runJob(JobTemplate.builder().remoteCommand("true").build());
            job.waitTerminated(SOON);
            assertThat(job.getInfo().allocatedMachines())
                    .extracting(SlotInfo::machineName)
                    .containsExactly(look.getAllMachines().get(0).name());
        }
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(Dialects.named("shell")).isInstanceOf(ShellDialect.class);
    }

    @Test
    void theScriptSaysInCommentsWhatWasAskedFor() {
        var template =
                script("#!/bin/bash -l\ndate\n")
                        .jobName("ipyparallel")
                        .minSlots(4)
                        .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofHours(1))
                        .outputPath(Drmaa2.HOME_DIRECTORY + "/log")
                        .extension(Extensions.TAG, "jc-1")
                        .build();
        assertThat(JobScript.of(new ShellDialect(), template))
                .hasToString(
                        """
                        #!/bin/bash -l
                        #JCLUSTER name: ipyparallel
                        #JCLUSTER slots: 4
                        #JCLUSTER time limit: PT1H
                        #JCLUSTER output: $DRMAA2_HOME_DIR$/log
                        #JCLUSTER tag: jc-1

                        date
                        """);
    }

    @Test
    void aQueueIsRefusedWhereThereIsNone() {
        var template = script("date").queueName("debug").build();
        assertThatThrownBy(() -> session.runJob(template))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining("queueName");
    }

    @Test
    void theEndOfAJobIsTheEndOfAllItsProcesses() throws InterruptedException, IOException {
        var job =
                ready(
                        """
                        sleep MARK &
                        setsid sleep MARK &
                        setsid setsid sh -c 'trap "" TERM; sleep MARK; sleep MARK' &
                        env -i sleep MARK &
                        (setsid sleep MARK &)
                        until [ "$(pgrep -cxf 'sleep MARK')" -ge 5 ]; do sleep 0.05; done
                        """
                                .replace("MARK", mark));
        assertThat(alive()).hasSizeGreaterThanOrEqualTo(5);
        job.terminate();
        assertThat(alive()).isEmpty();
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().annotation()).contains("cancelled");
    }

    @Test
    void whatAScriptLeavesBehindEndsWithIt() throws InterruptedException {
        var job = session.runJob(script("setsid sleep " + mark + " &\nexit 4\n").build());
        job.waitTerminated(SOON);
        assertThat(job.getInfo().exitStatus()).hasValue(4);
        assertThat(alive()).isEmpty();
    }

    @Test
    void aJobThatRunsTooLongIsEnded() throws InterruptedException {
        var job =
                session.runJob(
                        script("sleep " + mark).resourceLimit(Drmaa2.WALLCLOCK_TIME, 1).build());
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().annotation().orElse("")).startsWith("TimeLimit");
        assertThat(alive()).isEmpty();
    }

    @Test
    void aLimitThatWasNotReachedLeavesNoProcess() throws InterruptedException {
        var limit = 100_000 + (UUID.randomUUID().hashCode() & 0xfffff);
        var job =
                session.runJob(
                        script("exit 0").resourceLimit(Drmaa2.WALLCLOCK_TIME, limit).build());
        job.waitTerminated(SOON);
        assertThat(ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains("sleep " + limit));
    }

    @Test
    void aJobWhoseSupervisorWasKilledCanStillBeEnded() throws InterruptedException, IOException {
        var job = ready("sleep " + mark + " &");
        kill(job, "pid");
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        job.terminate();
        assertThat(alive()).isEmpty();
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aJobThatVanishedWithItsSupervisorHasFailed() throws InterruptedException, IOException {
        var job = session.runJob(script("exec sleep " + mark).build());
        job.waitStarted(SOON);
        waitForFile(job, "leader");
        kill(job, "pid");
        kill(job, "leader");
        job.waitTerminated(SOON);
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().annotation().orElse("")).contains("left no result");
    }

    private void waitForFile(Job job, String name) throws IOException {
        var directory = home.resolve(".jcluster/shell").resolve(job.jobId());
        while (!Files.exists(directory.resolve(name))
                && ProcessHandle.of(pid(job, "pid")).isPresent()) {
            Thread.onSpinWait();
        }
    }

    private long pid(Job job, String file) throws IOException {
        var text = Files.readString(home.resolve(".jcluster/shell/" + job.jobId()).resolve(file));
        return Long.parseLong(text.strip().split(" ", 2)[0]);
    }

    /** Not waited for: where the first process of a container reaps nobody, it stays a zombie. */
    private void kill(Job job, String who) throws IOException {
        ProcessHandle.of(pid(job, who)).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void itsFilesAreForTheOwnerAlone() throws InterruptedException, IOException {
        var job = session.runJob(script("umask").build());
        job.waitTerminated(SOON);
        var directory = home.resolve(".jcluster/shell").resolve(job.jobId());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(directory.resolve("output")).content().isNotEqualTo("0077\n");
    }
}
