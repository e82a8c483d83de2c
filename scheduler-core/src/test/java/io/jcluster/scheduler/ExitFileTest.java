package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job's own word is worth when others say something else, or nothing. */
class ExitFileTest {

    private static final String TAG = "jc-1";
    private static final String FILE = ".jcluster/drmaa2/jc-1/exit";

    private final MadeUp world = new MadeUp();
    private Path state;
    private JobSession session;

    @BeforeEach
    void openASession(@TempDir Path directory) {
        state = directory;
        session = open();
    }

    private JobSession open() {
        var manager =
                new CommandLineSessionManager(
                        world, world, state, Pace.REMOTE, world, Categories.NONE);
        return manager.getJobSessionNames().isEmpty()
                ? manager.createJobSession("work")
                : manager.openJobSession("work");
    }

    private Job running() {
        var job =
                session.runJob(
                        JobTemplate.builder()
                                .remoteCommand("true")
                                .extension(Extensions.TAG, TAG)
                                .build());
        world.queue.put(job.jobId(), "RUNNING - " + TAG);
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        world.pass(Duration.ofMinutes(1));
        return job;
    }

    private void write(String... lines) {
        world.exitFiles.put(FILE, String.join("\n", lines) + "\n");
    }

    @Test
    void aJobThatEverybodyForgotIsKnownByItsOwnWord() {
        var job = running();
        world.queue.clear();
        write("started 1763730000", "exit 0 1763730010");
        assertThat(job.getState()).isEqualTo(JobState.DONE);
        assertThat(job.getInfo().exitStatus()).hasValue(0);
        assertThat(job.getInfo().dispatchTime()).contains(Instant.ofEpochSecond(1763730000));
        assertThat(job.getInfo().finishTime()).contains(Instant.ofEpochSecond(1763730010));
        assertThat(job.getInfo().extensions())
                .containsEntry(Extensions.INFO_STATE_SOURCE, "exit file");
    }

    /** A PBS without a history keeps nothing of a job that ends before it was looked at once. */
    @Test
    void ofAJobThatOnlyItsOwnWordIsLeftOfWeStillKnowWhatWeDidOurselves() {
        var job = running();
        job.terminate();
        world.queue.clear();
        write("started 1763730000", "exit 143 1763730010 SIGTERM");
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().exitStatus()).hasValue(143);
        assertThat(job.getInfo().annotation().orElseThrow()).startsWith("cancelled");
        assertThat(job.getInfo().submissionTime()).isPresent();
    }

    @Test
    void theAccountingIsAskedBeforeTheJob() {
        var job = running();
        world.queue.clear();
        world.accounting.put(job.jobId(), "FAILED 9 " + TAG);
        write("started 1763730000", "exit 137 1763730010 SIGKILL");
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().exitStatus()).hasValue(137);
        assertThat(job.getInfo().extensions())
                .containsEntry(Extensions.INFO_SHELL_SIGNAL, "SIGKILL")
                .doesNotContainKey(Extensions.INFO_STATE_SOURCE);
    }

    @Test
    void aCancelledJobStaysFailedWhateverItsStatus() {
        var job = running();
        world.queue.put(job.jobId(), "FAILED - " + TAG);
        write("started 1763730000", "exit 0 1763730010");
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
        assertThat(job.getInfo().exitStatus()).hasValue(0);
    }

    @Test
    void aJobThatCouldNotBeSetUpHasAReasonAndNoStatus() {
        var job = running();
        world.queue.put(job.jobId(), "FAILED 78 " + TAG);
        write("started 1763730000", "failed 1763730000 cannot enter the working directory /x");
        assertThat(job.getInfo().exitStatus()).isEmpty();
        assertThat(job.getInfo().annotation()).contains("cannot enter the working directory /x");
        assertThat(job.getState()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aJobThatStartedAndNeverSaidHowItEndedHasFailedAfterAWhileAndIsNeverDone() {
        var job = running();
        world.queue.clear();
        write("started 1763730000");
        for (var i = 0; i < 3; i++) {
            assertThat(job.getState()).isEqualTo(JobState.RUNNING);
            world.pass(Duration.ofSeconds(14));
        }
        // Another program goes on where this one stopped.
        var again = open().getJobs().get(0);
        assertThat(again.getState()).isEqualTo(JobState.FAILED);
        assertThat(again.getInfo().annotation().orElse("")).startsWith("ended without a result");
        assertThat(again.getInfo().exitStatus()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNoReasonToGiveUp() {
        var job = running();
        world.queue.clear();
        world.refusing.put("/bin/sh", "the file system does not answer");
        for (var i = 0; i < 10; i++) {
            assertThat(job.getState()).isEqualTo(JobState.RUNNING);
            world.pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void theFilesOfManyJobsAreOneQuestion() {
        for (var i = 0; i < 50; i++) {
            var job =
                    session.runJob(
                            JobTemplate.builder()
                                    .remoteCommand("true")
                                    .extension(Extensions.TAG, "t" + i)
                                    .build());
            world.exitFiles.put(
                    ".jcluster/drmaa2/t" + i + "/exit",
                    "started 1763730000\nexit " + i + " 1763730010\n");
            world.queue.remove(job.jobId());
        }
        assertThat(session.getJobs()).allMatch(job -> job.getState().isTerminated());
        assertThat(session.getJobs().get(42).getInfo().exitStatus()).hasValue(42);
        assertThat(world.asked.stream().filter(words -> words.startsWith("/bin/sh"))).hasSize(1);
    }

    @Test
    void whatAReapedJobLeftBehindIsRemoved() {
        var job = running();
        world.queue.put(job.jobId(), "DONE 0 " + TAG);
        write("started 1763730000", "exit 0 1763730010");
        job.getState();
        job.reap();
        assertThat(world.exitFiles).isEmpty();
    }

    @Test
    void aScriptMayKeepSuchAFileItselfAndItIsNotRemoved() {
        var job =
                session.runJob(
                        JobTemplate.builder()
                                .extension(Extensions.SCRIPT, "date\n")
                                .extension(Extensions.EXIT_FILE, "runs/7/exit")
                                .build());
        world.queue.clear();
        world.exitFiles.put("runs/7/exit", "started 1763730000\nexit 3 1763730010\n");
        assertThat(job.getInfo().exitStatus()).hasValue(3);
        job.reap();
        assertThat(world.exitFiles).containsKey("runs/7/exit");
    }

    @Test
    void aFileOutsideTheHomeDirectoryIsRefused() {
        for (var path : List.of("/etc/passwd", "runs/../../x", "a\nb", "")) {
            var template =
                    JobTemplate.builder()
                            .extension(Extensions.SCRIPT, "date\n")
                            .extension(Extensions.EXIT_FILE, path)
                            .build();
            assertThatThrownBy(() -> session.runJob(template))
                    .as(path)
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining(Extensions.EXIT_FILE);
        }
    }

    @Test
    void whatIsNoRecordIsNotTakenForOne() {
        assertThat(ExitRecord.parse(List.of())).isEmpty();
        assertThat(ExitRecord.parse(List.of("exit 0 1763730010"))).isEmpty();
        assertThat(ExitRecord.parse(List.of("started yesterday"))).isEmpty();
        for (var line : List.of("exit 0", "exit x 1", "exit 0 1 2", "failed 1 ", "")) {
            assertThat(ExitRecord.parse(List.of("started 1", line)))
                    .as(line)
                    .contains(new ExitRecord(Instant.ofEpochSecond(1), Optional.empty()));
        }
    }

    @Test
    void aJobThatIsSubmittedDuringALookIsNotMissedInIt() {
        var early = running();
        var late = new ArrayList<Job>();
        world.atLook =
                () -> {
                    var job =
                            session.runJob(
                                    JobTemplate.builder()
                                            .remoteCommand("true")
                                            .extension(Extensions.TAG, "late")
                                            .build());
                    late.add(job);
                    var line = world.queue.remove(job.jobId()); // it came after this list
                    world.atLook = () -> world.queue.put(job.jobId(), line);
                    world.exitFiles.put(".jcluster/drmaa2/late/exit", "started 1\nexit 0 2\n");
                };
        assertThat(early.getState()).isEqualTo(JobState.RUNNING);
        assertThat(late.get(0).getState()).isEqualTo(JobState.QUEUED);
    }
}
