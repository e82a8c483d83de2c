package io.jcluster.scheduler.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job arrays where there is no batch system: real processes, one for each index. */
class ShellArrayTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path home;
    private final SessionManager manager;
    private final JobSession session;

    ShellArrayTest(@TempDir Path home) {
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
    }

    @Test
    void everyMemberFindsItsIndexInItsEnvironmentAndItsFiles() throws Exception {
        for (var index : new int[] {1, 4, 7}) {
            Files.createDirectory(home.resolve("run-" + index));
        }
        var template =
                JobTemplate.builder()
                        .remoteCommand("sh")
                        .args("-c", "eval \"n=\\$$DRMAA_INDEX_VAR\"; echo $n; pwd; exit $n")
                        .workingDirectory(Drmaa2.HOME_DIRECTORY + "/run-" + Drmaa2.PARAMETRIC_INDEX)
                        .outputPath(Drmaa2.WORKING_DIRECTORY + "/out-" + Drmaa2.PARAMETRIC_INDEX)
                        .build();
        var array = session.runBulkJobs(template, 1, 9, 3);
        var left = new ArrayList<>(array.jobs());
        var statuses = new TreeMap<String, Integer>();
        while (!left.isEmpty()) {
            var job = session.waitAnyTerminated(left, SOON);
            statuses.put(job.jobId(), job.getInfo().exitStatus().orElse(-1));
            left.remove(job);
        }
        assertThat(statuses.values()).containsExactly(1, 4, 7);
        for (var index : new int[] {1, 4, 7}) {
            var directory = home.resolve("run-" + index);
            assertThat(directory.resolve("out-" + index))
                    .hasContent(index + "\n" + directory.toRealPath() + "\n");
        }
        assertThat(array.jobTemplate()).isEqualTo(template);
        array.reap();
        assertThat(array.jobs()).isEmpty();
        assertThat(home.resolve(".jcluster/shell")).doesNotExist();
    }

    @Test
    void aGivenScriptIsToldItsIndex() throws Exception {
        var script =
                JobTemplate.builder()
                        .extension(Extensions.SCRIPT, "#!/bin/sh\nexit $JCLUSTER_ARRAY_INDEX\n")
                        .build();
        var array = session.runBulkJobs(script, 2, 3, 1);
        for (var job : array.jobs()) {
            job.waitTerminated(SOON);
        }
        assertThat(array.jobs())
                .extracting(job -> job.getInfo().exitStatus().orElse(-1))
                .containsExactly(2, 3);
    }

    @Test
    void heldMembersAreReleasedAndTerminatedTogether() throws Exception {
        var array =
                session.runBulkJobs(
                        JobTemplate.builder()
                                .remoteCommand("sleep")
                                .args("1000")
                                .submitAsHold(true)
                                .build(),
                        1,
                        3,
                        1);
        assertThat(array.jobs()).extracting(Job::getState).containsOnly(JobState.QUEUED_HELD);
        array.jobs().get(0).terminate();
        array.release();
        for (var job : array.jobs().subList(1, 3)) {
            job.waitStarted(SOON);
        }
        array.terminate();
        for (var job : array.jobs()) {
            job.waitTerminated(SOON);
        }
        assertThat(array.jobs()).extracting(Job::getState).containsOnly(JobState.FAILED);
        assertThat(array.jobs().get(0).getInfo().dispatchTime()).isEmpty();
    }
}
