package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostContract.Echo;
import io.jcluster.tunnel.HostContract.Eventually;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.ssh.Addresses;
import io.jcluster.tunnel.ssh.Pace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login on a machine behind another, over the connection that is there. */
class GatewayTest {

    private static final Pace BRISK =
            new Pace(
                    Duration.ofMillis(300),
                    Duration.ofMillis(1500),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200));

    @TempDir Path directory = Path.of(".");
    private Path far = directory;

    @BeforeEach
    void aMachineBehind() throws Exception {
        far = Files.createDirectory(directory.resolve("far"));
    }

    private static SshHost logIn(OpenSshd gate) {
        return SshHost.connect(
                gate.target(), Prompts.nobody(), BRISK, Addresses.ofSystem(Optional.empty()));
    }

    /** The inner machine lets the user in whom the outer one lets in. */
    private OpenSshd inner(String... settings) throws Exception {
        for (String key : List.of("user", "user.pub")) {
            Files.copy(directory.resolve(key), far.resolve(key));
        }
        return OpenSshd.start(far, settings);
    }

    private static SshHost beyond(SshHost host, OpenSshd inner, OpenSshd gate) throws Exception {
        return host.beyond(inner.target().behind(gate.target()), Prompts.nobody());
    }

    private static long connections(OpenSshd sshd) {
        return sshd.log().lines().filter(line -> line.startsWith("Connection from")).count();
    }

    @Test
    void theOneConnectionCarriesTheLoginBehindIt() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory, "LogLevel VERBOSE").known();
                OpenSshd inner = inner().known();
                SshHost host = logIn(gate);
                Echo echo = new Echo()) {
            try (SshHost node = beyond(host, inner, gate);
                    Wire wire = node.dial(echo.address())) {
                assertThat(node.run(Command.of("echo", "inside")).stdout()).isEqualTo("inside\n");
                assertThat(host.run(Command.of("echo", "outside")).stdout()).isEqualTo("outside\n");
                wire.out().write(7);
                assertThat(wire.in().read()).isEqualTo(7);
            }
            assertThat(connections(gate)).isEqualTo(1);
            assertThat(host.run(Command.of("echo", "still")).stdout()).isEqualTo("still\n");
        }
    }

    @Test
    void muchGoesBothWaysThroughTheLoginBehind() throws Exception {
        byte[] sent = new byte[6 << 20];
        new Random(5).nextBytes(sent);
        try (OpenSshd gate = OpenSshd.start(directory).known();
                OpenSshd inner = inner().known();
                SshHost host = logIn(gate);
                SshHost node = beyond(host, inner, gate);
                Echo echo = new Echo();
                Wire wire = node.dial(echo.address())) {
            CompletableFuture<byte[]> back =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return wire.in().readNBytes(sent.length);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            wire.out().write(sent);
            assertThat(Arrays.equals(back.get(), sent)).isTrue();
        }
    }

    @Test
    void theLoginBehindComesBackAfterTheConnectionUnderIt() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory).known();
                OpenSshd inner = inner().known();
                SshHost host = logIn(gate);
                SshHost node = beyond(host, inner, gate);
                Echo echo = new Echo();
                Wire wire = node.dial(echo.address())) {
            AtomicInteger returns = new AtomicInteger();
            node.onState(state -> returns.addAndGet(state == LineState.UP ? 1 : 0));

            gate.cutConnections();

            assertThat(wire.in().read()).isEqualTo(-1);
            Eventually.is(() -> returns.get() == 1);
            assertThat(node.run(Command.of("echo", "again")).stdout()).isEqualTo("again\n");
        }
    }

    @Test
    void theLoginBehindEndsWithTheOneBefore() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory).known();
                OpenSshd inner = inner().known()) {
            SshHost host = logIn(gate);
            SshHost node = beyond(host, inner, gate);
            host.close();
            assertThat(node.state()).isEqualTo(LineState.CLOSED);
        }
    }

    @Test
    void theKeyOfTheMachineBehindIsCheckedToo() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory).known();
                OpenSshd inner = inner();
                SshHost host = logIn(gate)) {
            assertThatThrownBy(() -> beyond(host, inner, gate))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED_HOST_KEY))
                    .hasMessageContaining("127.0.0.1]:" + inner.port())
                    .hasMessageContaining("SHA256:");
        }
    }

    @Test
    void aKeyOfTheMachineBehindMayStandWhereTheGatesDoes() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory).known();
                OpenSshd inner = inner().known();
                SshHost host = logIn(gate)) {
            Path known = far.resolve("known_hosts");
            Files.write(directory.resolve("known_hosts"), Files.readAllLines(known));
            Files.delete(known);
            beyond(host, inner, gate).close();
        }
    }

    @Test
    void aGateThatForbidsForwardingLeadsToNoMachineBehindIt() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory, "AllowTcpForwarding no").known();
                OpenSshd inner = inner().known();
                SshHost host = logIn(gate)) {
            assertThatThrownBy(() -> beyond(host, inner, gate))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.FORWARD_REFUSED))
                    .hasMessageContaining(
                            "does not let connections through to 127.0.0.1:" + inner.port());
            assertThat(host.run(Command.of("echo", "fine")).stdout()).isEqualTo("fine\n");
        }
    }

    @Test
    void aGateThatPermitsOnlyTheSshPortLeadsThroughIt() throws Exception {
        Files.createDirectories(directory);
        try (Echo echo = new Echo();
                OpenSshd first = OpenSshd.start(directory);
                OpenSshd inner = inner().known()) {
            first.close();
            try (OpenSshd gate =
                            OpenSshd.restart(directory, 0, "PermitOpen 127.0.0.1:" + inner.port())
                                    .known();
                    SshHost host = logIn(gate)) {
                assertThatThrownBy(() -> host.dial(echo.address()))
                        .isInstanceOfSatisfying(
                                HostException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.FORWARD_REFUSED));
                try (SshHost node = beyond(host, inner, gate);
                        Wire wire = node.dial(echo.address())) {
                    wire.out().write(9);
                    assertThat(wire.in().read()).isEqualTo(9);
                }
            }
        }
    }

    @Test
    void aMachineBehindThatIsNotThereIsNotSaidToBeForbidden() throws Exception {
        try (OpenSshd gate = OpenSshd.start(directory).known();
                OpenSshd inner = inner().known();
                SshHost host = logIn(gate)) {
            inner.close();
            assertThatThrownBy(() -> beyond(host, inner, gate))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                    .hasMessageContaining("nothing answers");
        }
    }

    @Test
    void withOneSessionCommandsStreamsAndConnectionsFollowEachOther() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory, "MaxSessions 1").known();
                SshHost host = logIn(sshd);
                Echo echo = new Echo();
                Wire dialled = host.dial(echo.address())) {
            for (int i = 0; i < 3; i++) {
                assertThat(host.run(Command.of("echo", "run")).stdout()).isEqualTo("run\n");
                try (Running running = host.start(Command.of("echo", "start"))) {
                    assertThat(
                                    new BufferedReader(
                                                    new InputStreamReader(
                                                            running.stdout(),
                                                            StandardCharsets.UTF_8))
                                            .readLine())
                            .isEqualTo("start");
                }
                try (Wire talked = host.talk(Command.of("cat"))) {
                    talked.out().write(i);
                    assertThat(talked.in().read()).isEqualTo(i);
                }
                dialled.out().write(i);
                assertThat(dialled.in().read()).isEqualTo(i);
            }
        }
    }

    @Test
    void aCommandSaysWhoHasTheOnlySessionAndRunsOnceItIsFree() throws Exception {
        try (OpenSshd sshd = OpenSshd.start(directory, "MaxSessions 1").known();
                SshHost host = logIn(sshd)) {
            try (Wire wire = host.talk(Command.of("cat"))) {
                assertThatThrownBy(
                                () ->
                                        host.run(
                                                Command.of("true")
                                                        .withTimeout(Duration.ofSeconds(1))))
                        .hasMessageContaining("MaxSessions")
                        .hasMessageContaining("taken by: cat");
                wire.out().write(1);
                assertThat(wire.in().read()).isEqualTo(1);
            }
            assertThat(host.run(Command.of("echo", "free")).stdout()).isEqualTo("free\n");
        }
    }
}
