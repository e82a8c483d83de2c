package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostContract.Echo;
import io.jcluster.tunnel.HostContract.Eventually;
import io.jcluster.tunnel.HostContract.Processes;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.ssh.Addresses;
import io.jcluster.tunnel.ssh.Pace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a machine at the far end of a line can do, against a real OpenSSH server. */
class SshHostTest {

    static final Pace BRISK =
            new Pace(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200));

    @TempDir Path directory = Path.of(".");

    private static SshHost logIn(SshTarget target) {
        return SshHost.connect(
                target, Prompts.nobody(), BRISK, Addresses.ofSystem(Optional.empty()));
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(SshTarget target, Kind kind) {
        return assertThatThrownBy(() -> logIn(target).close())
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** Sends a word through and waits for it to come back; false when the line was down. */
    private static boolean echoes(HostPort here) {
        try (Socket socket = new Socket(here.host(), here.port())) {
            socket.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.UTF_8)
                    .equals("ping");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatTheLoginShellAndWrappersPrintIsNotTheProgramsOutput() throws Exception {
        Path wrapper = directory.resolve("wrapper");
        Files.writeString(
                wrapper,
                """
                #!/bin/sh
                printf 'WELCOME without newline'; echo 'quota: 97%' >&2
                sh -c "$SSH_ORIGINAL_COMMAND"
                echo goodbye; echo goodbye >&2; exit 3
                """);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        try (OpenSshd sshd =
                        OpenSshd.start(directory, "ForceCommand " + wrapper, "Banner " + wrapper)
                                .known();
                SshHost host = logIn(sshd.target())) {
            assertThat(host.run(Command.script("printf out; printf err >&2; exit 5")))
                    .isEqualTo(new Outcome(5, "out", "err"));
        }
    }

    @Test
    void aProgramStartsInTheHomeDirectoryWhereverRcFilesGo() throws Exception {
        Path wrapper = directory.resolve("wrapper");
        Files.writeString(
                wrapper,
                """
                #!/bin/sh
                cd /tmp
                export CDPATH=/usr
                exec $SSH_ORIGINAL_COMMAND
                """);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        try (OpenSshd sshd = OpenSshd.start(directory, "ForceCommand " + wrapper).known();
                SshHost host = logIn(sshd.target())) {
            assertThat(host.run(Command.script("pwd; cd ~; cd lib 2>/dev/null || echo none")))
                    .isEqualTo(new Outcome(0, System.getProperty("user.home") + "\nnone\n", ""));
        }
    }

    @Test
    void anAccountWithoutAShellSaysSoInTheError() throws Exception {
        try (OpenSshd sshd =
                        OpenSshd.start(
                                        directory,
                                        "ForceCommand echo 'This account is closed.'; exit 1")
                                .known();
                SshHost host = logIn(sshd.target())) {
            assertThatThrownBy(() -> host.run(Command.of("true")))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.NOT_RUNNABLE))
                    .hasMessageContaining("| This account is closed.");
        }
    }

    @Test
    void aProgramThatDoesNotReadItsInputEndsItsOwnChannelAlone() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            // More than a window. What sshd minds happened once in a hundred times.
            Command careless = Command.of("true").withStdin("x".repeat(5_000_000));
            for (int i = 0; i < 100; i++) {
                assertThat(host.run(careless).exitStatus()).isZero();
            }
            assertThat(sshd.log()).doesNotContain("Disconnecting");
        }
    }

    @Test
    void keysAreChangedWhileMuchIsOnTheWay() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory, "RekeyLimit 1M", "LogLevel DEBUG1").known();
                SshHost host = logIn(sshd.target())) {
            String much = "0123456789".repeat(2_000_000);
            assertThat(host.run(Command.of("cat").withStdin(much)).stdout()).isEqualTo(much);
            assertThat(sshd.log().lines().filter(line -> line.contains("rekey in")))
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void oneSessionIsEnough() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory, "MaxSessions 1").known();
                SshHost host = logIn(sshd.target())) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String word = "word" + i;
                answers.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        return host.run(Command.of("echo", word)).stdout();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                }));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(answers.get(i).get()).isEqualTo("word" + i + "\n");
            }
        }
    }

    @Test
    void aStreamKeepsTheOnlySessionUntilItIsClosed() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory, "MaxSessions 1").known();
                SshHost host = logIn(sshd.target())) {
            try (Running follow = host.start(Command.of("sh", "-c", "echo first; sleep 60"))) {
                assertThat(
                                new BufferedReader(
                                                new InputStreamReader(
                                                        follow.stdout(), StandardCharsets.UTF_8))
                                        .readLine())
                        .isEqualTo("first");
                assertThatThrownBy(
                                () ->
                                        host.run(
                                                Command.of("true")
                                                        .withTimeout(Duration.ofSeconds(1))))
                        .hasMessageContaining("MaxSessions");
            }
        }
    }

    @Test
    void endingWhatHasEndedDoesNotCutTheLine() throws Exception {
        List<LineState> states = new CopyOnWriteArrayList<>();
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            host.onState(states::add);
            for (int i = 0; i < 20; i++) {
                try (Running running = host.start(Command.of("true"))) {
                    assertThat(running.stdout().read()).isEqualTo(-1);
                    host.run(Command.of("true"));
                }
            }
            assertThat(host.run(Command.of("true")).succeeded()).isTrue();
        }
        assertThat(states).containsExactly(LineState.CLOSED);
    }

    @Test
    void theMachineTellsItsOwnName() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            String own = new LocalHost().run(Command.of("uname", "-n")).stdout().strip();
            assertThat(host.nodeName()).contains(own);
            assertThat(host.name()).isEqualTo(System.getProperty("user.name") + "@testhost");
        }
    }

    @Test
    void aCutLineComesBackWithTheSamePort() throws Exception {
        List<LineState> states = new CopyOnWriteArrayList<>();
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target());
                Echo echo = new Echo();
                Forward forward = host.forward(echo.address())) {
            host.onState(states::add);
            HostPort here = forward.here();
            assertThat(echoes(here)).isTrue();

            sshd.cutConnections();

            Eventually.is(() -> states.contains(LineState.UP));
            assertThat(states).containsExactly(LineState.RECONNECTING, LineState.UP);
            assertThat(echoes(here)).isTrue();
            assertThat(forward.here()).isEqualTo(here);
            assertThat(host.run(Command.of("echo", "again")).stdout()).isEqualTo("again\n");
        }
    }

    @Test
    void aConnectionThroughACutLineEndsForTheLocalProgram() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target());
                Echo echo = new Echo();
                Forward forward = host.forward(echo.address());
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), forward.here().port())) {
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);

            sshd.cutConnections();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aLineThatHasGoneSilentIsReplaced() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                Relay network = new Relay(sshd.port());
                SshHost host = logIn(at(sshd.target(), network.port()));
                Echo echo = new Echo();
                Forward forward = host.forward(echo.address())) {
            List<LineState> states = new CopyOnWriteArrayList<>();
            host.onState(states::add);

            network.goSilent();

            Eventually.is(() -> states.contains(LineState.UP));
            assertThat(echoes(forward.here())).isTrue();
        }
    }

    /** The same server under another port, with its key looked up by an alias. */
    private static SshTarget at(SshTarget target, int port) {
        return new SshTarget(
                target.alias(),
                target.host(),
                port,
                target.user(),
                target.identityFiles(),
                target.agent(),
                target.identitiesOnly(),
                target.via(),
                target.proxyCommand(),
                target.knownHosts(),
                target.acceptNewKeys(),
                Optional.of("[127.0.0.1]:" + target.port()),
                target.connectTimeout());
    }

    @Test
    void aCommandWhoseLineIsCutIsNotSaidToHaveFailed() throws Exception {
        String mark = "91" + ProcessHandle.current().pid() + "." + System.nanoTime() % 1000;
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller =
                    new Thread(
                            () -> {
                                try {
                                    host.run(Command.of("sleep", mark));
                                    thrown.complete(new AssertionError("it returned"));
                                } catch (Throwable e) {
                                    thrown.complete(e);
                                }
                            });
            caller.start();
            Eventually.is(() -> !Processes.withArgument(mark).isEmpty());
            sshd.cutConnections();
            assertThat(thrown.get())
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                    .hasMessageContaining("is not known");
            caller.join();
        } finally {
            Processes.withArgument(mark).forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whileTheServerIsDownACommandFailsAndLaterWorks() throws Exception {
        OpenSshd first = OpenSshd.start(directory).known();
        try (SshHost host = logIn(first.target())) {
            first.close();
            assertThatThrownBy(
                            () -> host.run(Command.of("true").withTimeout(Duration.ofMillis(500))))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
            assertThat(host.state()).isEqualTo(LineState.RECONNECTING);
            try (OpenSshd second = OpenSshd.restart(directory, first.port())) {
                Eventually.is(() -> host.state() == LineState.UP);
                assertThat(host.run(Command.of("echo", "back")).stdout()).isEqualTo("back\n");
                assertThat(second.port()).isEqualTo(first.port());
            }
        } finally {
            first.close();
        }
    }

    @Test
    void aRefusedReturnStopsTheLineUntilAPersonTriesAgain() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            Path authorized = directory.resolve("authorized");
            String keys = Files.readString(authorized);
            Files.writeString(authorized, "");

            sshd.cutConnections();

            Eventually.is(() -> host.state() == LineState.STOPPED);
            assertThat(host.trouble().map(HostException::kind)).contains(Kind.LOGIN_REFUSED);
            assertThatThrownBy(() -> host.run(Command.of("true")))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN_REFUSED));

            Files.writeString(authorized, keys);
            host.reconnect();

            Eventually.is(() -> host.state() == LineState.UP);
            assertThat(host.trouble()).isEmpty();
        }
    }

    @Test
    void whatWasLearnedAtTheLoginIsTold() throws Exception {
        Path wrapper = directory.resolve("wrapper");
        Files.writeString(wrapper, "#!/bin/sh\necho Welcome\nexec $SSH_ORIGINAL_COMMAND\n");
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        try (OpenSshd sshd = OpenSshd.start(directory, "ForceCommand " + wrapper).known();
                SshHost host = logIn(sshd.target())) {
            Login login = host.login();
            assertThat(login.server()).startsWith("SSH-2.0-OpenSSH_");
            assertThat(login.hostKey()).startsWith("ssh-ed25519 SHA256:");
            assertThat(login.knownFrom()).contains(directory.resolve("known_hosts"));
            assertThat(login.authentication()).isEqualTo("publickey (ssh-ed25519)");
            assertThat(login.noise()).isEqualTo("Welcome");
        }
    }

    @Test
    void aTargetWithoutNewKeysWritesNoneDown() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory)) {
            assertRefused(accepting(sshd.target()).withoutNewKeys(), Kind.UNTRUSTED_HOST_KEY);
            assertThat(directory.resolve("known_hosts")).doesNotExist();
        }
    }

    @Test
    void anUnknownHostKeyIsNotTrusted() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory)) {
            Path empty = directory.resolve("empty");
            assertRefused(sshd.target(empty, directory.resolve("user")), Kind.UNTRUSTED_HOST_KEY)
                    .hasMessageContaining("is not known")
                    .hasMessageContaining("SHA256:")
                    .hasMessageContaining(empty.toString());
            assertThat(empty).doesNotExist();
        }
    }

    @Test
    void aChangedHostKeyIsNotTrusted() throws Exception {
        OpenSshd.key(directory.resolve("other"));
        String[] other = Files.readString(directory.resolve("other.pub")).split(" ", 3);
        try (OpenSshd sshd = OpenSshd.start(directory)) {
            Path known = directory.resolve("known_hosts");
            Files.writeString(
                    known, "[127.0.0.1]:" + sshd.port() + " " + other[0] + " " + other[1] + "\n");
            assertRefused(sshd.target(), Kind.UNTRUSTED_HOST_KEY)
                    .hasMessageContaining("is not the one that is known");
            assertRefused(accepting(sshd.target()), Kind.UNTRUSTED_HOST_KEY)
                    .hasMessageContaining("is not the one that is known");
        }
    }

    @Test
    void aNewHostKeyIsAcceptedOnceWhereTheUserSaysSo() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory)) {
            logIn(accepting(sshd.target())).close();
            assertThat(directory.resolve("known_hosts"))
                    .content()
                    .startsWith("[127.0.0.1]:" + sshd.port() + " ")
                    .hasLineCount(1);
            logIn(sshd.target()).close();
        }
    }

    private static SshTarget accepting(SshTarget target) {
        return changed(target, target.agent(), Optional.empty(), true);
    }

    private static SshTarget changed(
            SshTarget target, Optional<Path> agent, Optional<SshTarget> via, boolean acceptNew) {
        return new SshTarget(
                target.alias(),
                target.host(),
                target.port(),
                target.user(),
                target.identityFiles(),
                agent,
                target.identitiesOnly(),
                via,
                Optional.empty(),
                target.knownHosts(),
                acceptNew,
                target.hostKeyAlias(),
                target.connectTimeout());
    }

    @Test
    void aHashedKnownHostIsKnown() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            Path known = directory.resolve("known_hosts");
            Outcome hashed =
                    new LocalHost().run(Command.of("ssh-keygen", "-H", "-f", known.toString()));
            assertThat(hashed.exitStatus()).as(hashed.stderr()).isZero();
            assertThat(known).content().startsWith("|1|");
            logIn(sshd.target()).close();
        }
    }

    @Test
    void aKeyTheServerDoesNotKnowIsRefused() throws Exception {
        OpenSshd.key(directory.resolve("stranger"));
        try (OpenSshd sshd = OpenSshd.start(directory).known()) {
            assertRefused(
                            sshd.target(
                                    directory.resolve("known_hosts"),
                                    directory.resolve("stranger")),
                            Kind.LOGIN_REFUSED)
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void aMachineBehindAnotherIsReachedThroughIt() throws Exception {
        Path far = Files.createDirectory(directory.resolve("far"));
        try (OpenSshd jump = OpenSshd.start(directory).known();
                OpenSshd inner = OpenSshd.start(far).known();
                SshHost host =
                        logIn(
                                changed(
                                        inner.target(),
                                        Optional.empty(),
                                        Optional.of(jump.target()),
                                        false));
                Echo echo = new Echo();
                Forward forward = host.forward(echo.address())) {
            assertThat(host.run(Command.of("echo", "inside")).stdout()).isEqualTo("inside\n");
            assertThat(echoes(forward.here())).isTrue();

            List<LineState> states = new CopyOnWriteArrayList<>();
            host.onState(states::add);

            jump.cutConnections();

            Eventually.is(() -> states.contains(LineState.UP));
            assertThat(echoes(forward.here())).isTrue();
        }
    }

    @Test
    void thePortOfAForwardIsFreeOnceItIsClosed() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            int port = 0;
            for (int i = 0; i < 300; i++) {
                try (Forward forward = host.forward(new HostPort("127.0.0.1", 1), port)) {
                    port = forward.here().port();
                }
            }
        }
    }

    @Test
    void aFailedConnectionEndsAloneAndTheForwardGoesOn() throws Exception {
        HostPort gone = HostContract.closedPort();
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target());
                Forward forward = host.forward(gone)) {
            assertThat(echoes(forward.here())).isFalse();
            assertThat(echoes(forward.here())).isFalse();
            assertThat(host.run(Command.of("echo", "fine")).stdout()).isEqualTo("fine\n");
        }
    }

    @Test
    void forbiddenForwardingIsToldFromAClosedPort() throws Exception {
        try (Echo echo = new Echo();
                OpenSshd sshd = OpenSshd.start(directory, "AllowTcpForwarding no").known();
                SshHost host = logIn(sshd.target())) {
            assertThatThrownBy(() -> host.reaches(echo.address()))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.FORWARD_REFUSED));
        }
    }

    @Test
    void aTakenLocalPortIsRefused() throws Exception {
        try (Echo echo = new Echo();
                OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target())) {
            assertThatThrownBy(() -> host.forward(new HostPort("x", 1), echo.address().port()))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.FORWARD_REFUSED));
        }
    }

    @Test
    void aReaderThatPausesDoesNotStopTheOthers() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory).known();
                SshHost host = logIn(sshd.target());
                Running lazy = host.start(Command.of("head", "-c", "8000000", "/dev/zero"))) {
            assertThat(host.run(Command.of("echo", "past it")).stdout()).isEqualTo("past it\n");
            assertThat(lazy.stdout().readAllBytes()).hasSize(8_000_000);
        }
    }
}
