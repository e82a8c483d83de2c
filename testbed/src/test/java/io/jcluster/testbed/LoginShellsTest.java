package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Pace;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any login shell, with start files that print, rename commands, go elsewhere and set what changes
 * Slurm's answers. Alice has each shell in turn on every host of the cluster.
 */
class LoginShellsTest {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> CLUSTER = List.of("login", "control", "nid1", "nid2");
    private static final String HARD = "a b  '\"$HOME* \\ `id` !! ü☃\n- ! # ; & | ~ {a,b} \t%s";

    private static Testbed testbed;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
        for (StartFile file : StartFile.ALL) {
            testbed.asRoot(
                    SOON,
                    "login",
                    "runuser -u alice -- mkdir -p \"$(dirname ~alice/%1$s)\"\n"
                                    .formatted(file.name())
                            + "runuser -u alice -- tee ~alice/%s >/dev/null <<'END'\n%sEND\n"
                                    .formatted(file.name(), file.text()));
        }
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void endJobs() throws InterruptedException {
        testbed.exec("control", "scancel", "--user=alice");
    }

    private static void giveAlice(String shell) throws IOException {
        if (!Files.isExecutable(Path.of(shell))) {
            throw new AssertionError(
                    shell + " is not on this machine; 'testbed install' gets all shells");
        }
        for (String host : CLUSTER) {
            // Into the file that is there: it is mounted over the host's own.
            Path passwd = testbed.directory().resolve("hosts/" + host + "/etc/passwd");
            Files.writeString(
                    passwd,
                    Files.readString(passwd).replaceFirst("(?m)^(alice:.*:)[^:]*$", "$1" + shell));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/bin/bash", "/bin/dash", "/usr/bin/csh", "/usr/bin/tcsh", "/usr/bin/fish"})
    void aCommandAndAJobArriveUnchangedAndAreFollowedToTheirEnds(String shell, @TempDir Path state)
            throws Exception {
        giveAlice(shell);
        try (var login = LoginNode.ssh(testbed)) {
            assertThat(login.run(Command.of("/bin/sh", "-c", "echo $SHELL")).stdout())
                    .isEqualTo(shell + "\n");
            assertThat(
                            login.run(
                                    Command.of(
                                                    "/bin/sh",
                                                    "-c",
                                                    "printf '%s|' \"$@\"; cat; echo \"$HARD\" >&2; exit 7",
                                                    "sh",
                                                    HARD,
                                                    "",
                                                    "-x")
                                            .withStdin(HARD)
                                            .withEnvironment(Map.of("HARD", HARD))))
                    .isEqualTo(new Outcome(7, HARD + "||-x|" + HARD, HARD + "\n"));
            assertThat(login.run(Command.of("rm", "-f", "no-such-file")).succeeded()).isTrue();

            var pace = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1));
            try (var manager =
                            new CommandLineSessionManager(
                                    Dialects.named("slurm"), login, state, pace);
                    var session = manager.createJobSession()) {
                jobs(session);
            }
        }
    }

    private static void jobs(JobSession session) throws InterruptedException {
        String output = "/home/alice/arrived";
        var printer =
                session.runJob(
                        JobTemplate.builder()
                                .remoteCommand("sh")
                                .args(
                                        "-c",
                                        "printf '%s|' \"$HARD\" \"$@\"; pwd; exit 3",
                                        "sh",
                                        HARD,
                                        "",
                                        "-x")
                                .jobEnvironment(Map.of("HARD", HARD))
                                .outputPath(output)
                                .build());
        var held =
                session.runJob(
                        JobTemplate.builder()
                                .remoteCommand("sleep")
                                .args("600")
                                .submitAsHold(true)
                                .build());
        printer.waitTerminated(SOON);
        assertThat(printer.getInfo().exitStatus()).hasValue(3);
        assertThat(testbed.output("login", "cat", output))
                .isEqualTo(HARD + "|" + HARD + "||-x|/home/alice\n");
        testbed.output("login", "rm", output);

        assertThat(held.getState()).isEqualTo(JobState.QUEUED_HELD);
        held.release();
        held.waitStarted(SOON);
        held.terminate();
        held.waitTerminated(SOON);
        assertThat(held.getState()).isEqualTo(JobState.FAILED);
        assertThatThrownBy(held::terminate).isInstanceOf(InvalidStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/bin/bash", "/bin/dash", "/usr/bin/csh", "/usr/bin/tcsh", "/usr/bin/fish"})
    void aClusterIsSubmittedUsedAndStopped(String shell) throws Exception {
        giveAlice(shell);
        String id = ada.submits("--scheduler", "slurm", "--login", "cluster", "-n", "2");
        assertThat(ada.runs("hello.py", "job_" + id).lines()).hasSize(2);
        ada.types("stop", id);
        Laptop laptop = new Laptop(testbed);
        laptop.assertNothingIsLeft();
    }

    /**
     * A file that a shell reads by itself when it starts.
     *
     * @param name below alice's home
     */
    private record StartFile(String name, String text) {

        /** Of a family of shells, in their common words. */
        private static final String MESSAGES =
                """
                seq -f 'line %g of the message of the day: maintenance on Tuesday' 1500
                echo "Welcome, alice."
                sh -c 'echo "quota: 99 % used" >&2'
                stty erase '^H'
                cd /tmp
                umask 077
                """;

        private static final String POSIX =
                MESSAGES
                        + """
                        alias ls='ls --color=always -F' rm='rm -i' cd='cd -P' sh='echo no shell' squeue='squeue -l'
                        export CDPATH=.:$HOME SQUEUE_FORMAT=%i SBATCH_PARTITION=nowhere SLURM_TIME_FORMAT=relative
                        export LS_COLORS='di=01;34' LC_TIME=de_DE.UTF-8 TZ=Asia/Tokyo PYTHONSTARTUP=/no/such/file
                        set -o noclobber
                        set -u
                        """;

        private static final String CSH =
                MESSAGES
                        + """
                        alias ls 'ls --color=always -F'
                        alias rm 'rm -i'
                        alias cd 'cd \\!*; pwd'
                        alias sh 'echo no shell'
                        alias squeue 'squeue -l'
                        set noclobber
                        set path = (/no/such/directory $path)
                        setenv SQUEUE_FORMAT %i
                        setenv SBATCH_PARTITION nowhere
                        setenv SLURM_TIME_FORMAT relative
                        setenv TZ Asia/Tokyo
                        set echo
                        """;

        private static final String FISH =
                MESSAGES
                        + """
                        alias ls 'ls --color=always -F'
                        alias rm 'rm -i'
                        function sh
                            echo no shell
                        end
                        set -gx SQUEUE_FORMAT %i
                        set -gx SBATCH_PARTITION nowhere
                        set -gx SLURM_TIME_FORMAT relative
                        set -gx TZ Asia/Tokyo
                        """;

        static final List<StartFile> ALL =
                List.of(
                        new StartFile(".bashrc", POSIX + "shopt -s expand_aliases\nset -e\n"),
                        new StartFile(".bash_profile", ". ~/.bashrc\n"),
                        new StartFile(".profile", POSIX + "set -e\n"),
                        new StartFile(".cshrc", CSH),
                        new StartFile(".tcshrc", CSH),
                        new StartFile(".login", MESSAGES),
                        new StartFile(".config/fish/config.fish", FISH),
                        // Run by sshd itself, whatever the shell (sshd(8), SSHRC).
                        new StartFile(".ssh/rc", "echo 'from ~/.ssh/rc'\necho complaint >&2\n"));
    }
}
