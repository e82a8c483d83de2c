package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.HostContract.Eventually;
import io.jcluster.tunnel.ssh.Addresses;
import io.jcluster.tunnel.ssh.Pace;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One name with two machines behind it, which a name server gives in turn. */
class RoundRobinTest {

    private static final Pace BRISK =
            new Pace(
                    Duration.ofMillis(300),
                    Duration.ofMillis(1500),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200));

    private static final List<String> POOL = List.of("127.0.0.1", "127.0.0.2");

    @TempDir Path directory = Path.of(".");
    private final AtomicInteger turn = new AtomicInteger();
    private Optional<OpenSshd> one = Optional.empty();
    private Optional<OpenSshd> two = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        one = Optional.of(OpenSshd.start(directory));
        two = Optional.of(OpenSshd.at(other(), POOL.get(1), port()));
        knowsKeyOf(directory);
    }

    @AfterEach
    void stop() {
        one.ifPresent(OpenSshd::close);
        two.ifPresent(OpenSshd::close);
    }

    /** The same keys: a site gives all its login nodes one, since they have one name. */
    private Path other() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        for (String key : List.of("host", "host.pub", "authorized")) {
            Files.copy(directory.resolve(key), other.resolve(key));
        }
        other.resolve("host").toFile().setReadable(false, false);
        other.resolve("host").toFile().setReadable(true, true);
        return other;
    }

    private void knowsKeyOf(Path server) throws Exception {
        String[] words = Files.readString(server.resolve("host.pub")).split(" ", 3);
        Files.writeString(
                directory.resolve("known_hosts"),
                "[login.example]:" + port() + " " + words[0] + " " + words[1] + "\n");
    }

    private int port() {
        return one.orElseThrow().port();
    }

    private InetAddress[] inTurn(String name) {
        assertThat(name).isEqualTo("login.example");
        int first = turn.getAndIncrement() % 2;
        return new InetAddress[] {address(POOL.get(first)), address(POOL.get(1 - first))};
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private SshHost logIn(Optional<String> hint) {
        SshTarget target = one.orElseThrow().target();
        return SshHost.connect(
                new SshTarget(
                        target.alias(),
                        "login.example",
                        target.port(),
                        target.user(),
                        target.identityFiles(),
                        target.agent(),
                        target.identitiesOnly(),
                        target.via(),
                        target.proxyCommand(),
                        target.knownHosts(),
                        target.acceptNewKeys(),
                        target.hostKeyAlias(),
                        Duration.ofSeconds(10)),
                Prompts.nobody(),
                BRISK,
                new Addresses(this::inTurn, hint));
    }

    private String server(SshHost host) throws InterruptedException {
        return host.run(Command.script("set -- $SSH_CONNECTION; echo $3")).stdout().strip();
    }

    @Test
    void aLineThatWasCutReturnsToTheMachineItWasOn() throws Exception {
        try (SshHost host = logIn(Optional.empty())) {
            assertThat(server(host)).isEqualTo("127.0.0.1");
            AtomicInteger returns = new AtomicInteger();
            host.onState(state -> returns.addAndGet(state == LineState.UP ? 1 : 0));
            for (int i = 1; i <= 3; i++) {
                int wanted = i;
                one.orElseThrow().cutConnections();
                Eventually.is(() -> returns.get() == wanted);
                assertThat(server(host)).isEqualTo("127.0.0.1");
            }
            assertThat(host.address()).contains("127.0.0.1");
        }
    }

    @Test
    void whenThatMachineIsDownItGoesToAnother() throws Exception {
        try (SshHost host = logIn(Optional.empty())) {
            AtomicInteger returns = new AtomicInteger();
            host.onState(state -> returns.addAndGet(state == LineState.UP ? 1 : 0));
            one.orElseThrow().close();
            Eventually.is(() -> returns.get() == 1);
            assertThat(server(host)).isEqualTo("127.0.0.2");
            assertThat(host.address()).contains("127.0.0.2");
        }
    }

    @Test
    void aLaterProcessGoesToTheAddressItIsGiven() throws Exception {
        try (SshHost host = logIn(Optional.of("127.0.0.2"))) {
            assertThat(server(host)).isEqualTo("127.0.0.2");
        }
        try (SshHost host = logIn(Optional.of("elsewhere.example"))) {
            assertThat(POOL).contains(server(host));
        }
    }

    @Test
    void aStrangerAtTheOldAddressIsNotTakenForTheMachine() throws Exception {
        two.ifPresent(OpenSshd::close);
        Path strange = Files.createDirectory(directory.resolve("strange"));
        try (OpenSshd first = OpenSshd.start(strange);
                OpenSshd stranger = restarted(first, strange)) {
            assertThat(stranger.port()).isEqualTo(port());
            try (SshHost host = logIn(Optional.of("127.0.0.3"))) {
                assertThat(server(host)).isEqualTo("127.0.0.1");
                assertThat(host.address()).contains("127.0.0.1");
            }
        }
    }

    private OpenSshd restarted(OpenSshd first, Path keys) throws Exception {
        first.close();
        return OpenSshd.at(keys, "127.0.0.3", port());
    }
}
