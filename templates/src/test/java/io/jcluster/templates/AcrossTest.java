package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A command that a job runs on another host: the script is run as it is, with an ssh on the path
 * that starts what it is told on this machine, in another home.
 */
class AcrossTest {

    private static final String NASTY = "it's \"a\" $HOME `id` *\n2";
    private static final String SECRET = "{\"key\": \"5ec4e7\"}";

    private final Path here;
    private final Path there;
    private final Path profile;

    AcrossTest(@TempDir Path directory) {
        here = directory.resolve("here");
        there = directory.resolve("there");
        profile = here.resolve("job").resolve("profile");
    }

    @BeforeEach
    void twoHomesAndAnSsh() throws IOException {
        Files.createDirectories(there);
        Files.createDirectories(profile.resolve("security"));
        Files.writeString(profile.resolve("mark"), "run.1\n");
        executable(
                here.resolve("ssh"),
                """
                #!/bin/bash
                # The line is a cat: without it the other end hears no more.
                printf '%%s\\n' "$*" >"$0.said"
                mkfifo "$0.line"
                cat <&0 >"$0.line" &
                env -i HOME=%s PATH=/usr/bin:/bin /bin/bash -s <"$0.line"
                status=$?
                kill %%1
                exit $status
                """
                        .formatted(there));
        executable(
                profile.resolve("across"),
                "#!/bin/bash\nreach=(%s/ssh -x)\nprofile=%s scratch=%s below=job\n%s"
                        .formatted(here, profile, profile, Resource.text("launchers/across.sh")));
    }

    @Test
    void theEnvironmentGoesAlongAndTheStatusComesBack() throws Exception {
        Ended ended = across("printf '%s|%s' \"$GREETING\" \"$JCLUSTER_THERE\"; exit 7");

        assertThat(ended.status()).isEqualTo(7);
        assertThat(ended.output()).isEqualTo(NASTY + "|" + there.resolve("job"));
    }

    @Test
    void theConnectionFileIsTheOwnersAloneAndGoesAgainAndIsInNoListOfProcesses() throws Exception {
        Files.writeString(engineFile(here), SECRET);

        Ended ended =
                across("cd; find job -type f -printf '%p %m\\n'; cat job/profile/security/*.json");

        assertThat(ended.output())
                .isEqualTo("job/profile/security/ipcontroller-7-engine.json 600\n" + SECRET + "\n");
        assertThat(there.resolve("job")).doesNotExist();
        assertThat(Files.readString(here.resolve("ssh.said"))).doesNotContain("5ec4e7");
    }

    @Test
    void aHomeThatIsTheSameIsLeftAlone() throws Exception {
        Files.writeString(engineFile(here), SECRET);
        Files.createDirectories(engineFile(there).getParent());
        Files.writeString(engineFile(there), SECRET);
        Files.writeString(there.resolve("job/profile/mark"), "run.1\n");

        assertThat(across("exit 0").status()).isZero();

        assertThat(engineFile(there)).hasContent(SECRET);
    }

    @Test
    void whatIsLeftThereEndsWithTheLine() throws Exception {
        Path number = there.resolve("number");
        Process across = start("cd; setsid sleep 600 & echo $! >new; mv new number; wait");
        while (!Files.exists(number)) {
            assertThat(across.isAlive()).isTrue();
            Thread.sleep(20);
        }
        long left = Long.parseLong(Files.readString(number).strip());
        assertThat(ProcessHandle.of(left)).isPresent();

        List<ProcessHandle> line = across.descendants().filter(AcrossTest::isTheLine).toList();
        assertThat(line).hasSize(1);
        line.get(0).destroyForcibly();

        // Killed, but known until its parent has taken note.
        for (ProcessHandle one : ProcessHandle.of(left).stream().toList()) {
            one.onExit().get(60, TimeUnit.SECONDS);
        }
        assertThat(across.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isTheLine(ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("/cat")).isPresent();
    }

    private static Path engineFile(Path home) {
        return home.resolve("job/profile/security/ipcontroller-7-engine.json");
    }

    private Ended across(String command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private Process start(String command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(profile.resolve("across").toString(), "nid2", command);
        builder.environment().put("JCLUSTER_RUN", "run.1");
        builder.environment().put("GREETING", NASTY);
        return builder.redirectErrorStream(true).start();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private record Ended(int status, String output) {}
}
