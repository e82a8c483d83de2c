package io.jcluster.scheduler.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DRMAA2 without a batch system, as a program meets it. */
class ShellProviderTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path home;
    private final CommandLineSessionManager manager;
    private final JobSession session;

    ShellProviderTest(@TempDir Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("run"));
        this.manager =
                new CommandLineSessionManager(
                        new ShellDialect(),
                        new Elsewhere(home),
                        home.resolve("state"),
                        new Pace(Duration.ofMillis(50), Duration.ofMillis(500)));
        this.session = manager.createJobSession();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private JobInfo ended(JobTemplate.Builder template) throws InterruptedException {
        var job = session.runJob(template.build());
        job.waitTerminated(SOON);
        return job.getInfo();
    }

    private static JobTemplate.Builder command(String text) {
        return JobTemplate.builder().remoteCommand("/bin/sh").args("-c", text);
    }

    @Test
    void aProgramFindsItByNameAndGetsOneManagerUntilThatIsClosed() {
        var first = Drmaa2.sessionManager("shell");
        assertThat(first.drmsName()).isEqualTo("Shell");
        assertThat(Drmaa2.sessionManager("shell")).isSameAs(first);
        first.close();
        var second = Drmaa2.sessionManager("shell");
        assertThat(second).isNotSameAs(first);
        second.close();
    }

    @Test
    void itIsHereWhereNothingElseIs() {
        assertThat(new ShellProvider().probe()).isEqualTo(1);
        assertThat(new ShellProvider().contactSchemes()).containsExactly("shell");
    }

    @Test
    void aJobThatCannotBeSetUpHasFailedWithTheReason() throws InterruptedException {
        var info = ended(command("true").workingDirectory("/no/such/place"));
        assertThat(info.jobState()).contains(JobState.FAILED);
        assertThat(info.exitStatus()).isEmpty();
        assertThat(info.annotation().orElse(""))
                .contains("cannot enter the working directory /no/such/place");
    }

    @Test
    void whatAJobLeftBehindGoesWhenItIsReaped() throws InterruptedException, IOException {
        var job = session.runJob(command("echo hello").build());
        job.waitTerminated(SOON);
        var place = home.resolve(".jcluster/drmaa2");
        try (var files = Files.walk(place)) {
            assertThat(files.filter(file -> file.endsWith("output")))
                    .singleElement()
                    .satisfies(file -> assertThat(file).content().isEqualTo("hello\n"));
        }
        job.reap();
        assertThat(home.resolve(".jcluster")).doesNotExist();
    }

    @Test
    void aJobThatTheHostForgotIsKnownByItsOwnWord() throws InterruptedException, IOException {
        var fifo = home.resolve("fifo");
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        var job = session.runJob(command("cat " + fifo + "; exit 7").build());
        job.waitStarted(SOON);
        Files.writeString(fifo, "");
        var exit = home.resolve(".jcluster/drmaa2");
        while (!hasEnded(exit)) {
            Thread.onSpinWait();
        }
        // As after a month, or by somebody who tidies up.
        var forgotten = home.resolve(".jcluster/shell/" + job.jobId());
        waitForEnd(forgotten);
        try (var files = Files.walk(forgotten)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        job.waitTerminated(SOON);
        assertThat(job.getInfo().exitStatus()).hasValue(7);
    }

    private static boolean hasEnded(Path place) throws IOException {
        try (var files = Files.walk(place)) {
            for (var file : files.filter(path -> path.endsWith("exit")).toList()) {
                if (Files.readString(file).contains("\nexit ")) {
                    return true;
                }
            }
            return false;
        } catch (UncheckedIOException e) {
            return false; // a file was renamed while we walked
        }
    }

    private static void waitForEnd(Path job) {
        while (!Files.exists(job.resolve("exit"))) {
            Thread.onSpinWait();
        }
    }
}
