package io.jcluster.tunnel.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.relay.Handshake.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in at the relay, who does not, and what they can spoil. */
@Timeout(60)
class RelayGuestTest {

    private static final RelayKey ANOTHER = RelayKey.parse("0123456789abcdef".repeat(4));

    private final Path directory;
    private RelayProgram relay;
    private Target target;
    private RelaySession session;
    private Socket through;

    RelayGuestTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void aSessionGoesOn() throws Exception {
        relay = RelayProgram.in(directory, Duration.ofHours(1));
        target = new Target(Target.ECHO);
        session =
                RelaySession.open(
                        relay.key(),
                        Duration.ofHours(1),
                        this::wire,
                        Map.of("way", new Way(target.address(), 0)));
        int port = session.here().values().iterator().next().port();
        through = new Socket(InetAddress.getLoopbackAddress(), port);
        assertTheSessionGoesOn();
    }

    @AfterEach
    void closeAll() throws Exception {
        through.close();
        session.close();
        target.close();
        relay.close();
    }

    private void assertTheSessionGoesOn() throws IOException {
        through.getOutputStream().write(1);
        assertThat(through.getInputStream().read()).isEqualTo(1);
        assertThat(session.state().losses()).isZero();
    }

    private FrailWire wire() {
        return new FrailWire(relay.address(), Long.MAX_VALUE, Long.MAX_VALUE, false);
    }

    private Socket stranger() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.address().port());
    }

    @Test
    void garbageIsHungUpOn() throws Exception {
        byte[] garbage = new byte[1000];
        new Random(1).nextBytes(garbage);
        try (Socket stranger = stranger()) {
            stranger.getOutputStream().write(garbage);

            assertHungUp(stranger);
        }
        assertTheSessionGoesOn();
    }

    @Test
    void whoSaysNothingIsHungUpOn() throws Exception {
        try (Socket stranger = stranger()) {
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
        assertTheSessionGoesOn();
    }

    @Test
    void manyWhoSayNothingDoNotKeepAPeerOut() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            strangers.add(stranger());
        }
        try (FrailWire wire = wire()) {
            assertThat(begin(wire, relay.key()).verdict()).isEqualTo(Verdict.TAKEN);
        }
        for (Socket stranger : strangers) {
            stranger.close();
        }
        assertTheSessionGoesOn();
    }

    @Test
    void aPeerDoesNotTakeARelayWithAnotherKeyForItsOwn() throws Exception {
        try (FrailWire wire = wire()) {
            assertThatIOException()
                    .isThrownBy(() -> begin(wire, ANOTHER))
                    .withMessageContaining("does not have the key");
        }
        assertTheSessionGoesOn();
    }

    @Test
    void aRelayDoesNotTakeAPeerWithAnotherKey() throws Exception {
        byte[] hello = hello();
        byte[] claim = new byte[9];
        try (Socket stranger = stranger()) {
            stranger.getOutputStream().write(hello);
            byte[] challenge = stranger.getInputStream().readNBytes(64);
            byte[] proof =
                    ANOTHER.proof(
                            "peer",
                            Arrays.copyOfRange(hello, 4, 52),
                            Arrays.copyOf(challenge, 32),
                            claim);
            stranger.getOutputStream().write(claim);
            stranger.getOutputStream().write(proof);

            assertHungUp(stranger);
        }
        assertTheSessionGoesOn();
    }

    @Test
    void theProofOfTheRelayIsNoneOfAPeer() throws Exception {
        try (Socket stranger = stranger()) {
            stranger.getOutputStream().write(hello());
            byte[] challenge = stranger.getInputStream().readNBytes(64);
            stranger.getOutputStream().write(new byte[9]);
            stranger.getOutputStream().write(challenge, 32, 32);

            assertHungUp(stranger);
        }
    }

    @Test
    void whatWasOverheardCannotBeSaidAgain() throws Exception {
        ByteArrayOutputStream overheard = new ByteArrayOutputStream();
        try (FrailWire wire = wire()) {
            begin(listeningTo(wire, overheard), relay.key());
        }
        byte[] said = overheard.toByteArray();
        try (Socket stranger = stranger()) {
            stranger.getOutputStream().write(said, 0, 52);
            assertThat(stranger.getInputStream().readNBytes(64)).hasSize(64);
            stranger.getOutputStream().write(said, 52, said.length - 52);

            assertHungUp(stranger);
        }
    }

    @Test
    void aSessionThatTheRelayDoesNotKnowIsGone() throws Exception {
        try (FrailWire wire = wire()) {
            byte[] name = Handshake.random(Handshake.NAME);
            assertThat(Handshake.on(wire, relay.key(), name, false, 0).verdict())
                    .isEqualTo(Verdict.GONE);
        }
    }

    @Test
    void moreSessionsThanThereIsRoomForAreRefusedWhileTheOthersAreInUse() throws Exception {
        List<FrailWire> wires = new ArrayList<>();
        for (int i = 1; i < 16; i++) {
            wires.add(wire());
            assertThat(begin(wires.get(i - 1), relay.key()).verdict()).isEqualTo(Verdict.TAKEN);
        }
        try (FrailWire wire = wire()) {
            assertThat(begin(wire, relay.key()).verdict()).isEqualTo(Verdict.TOO_MANY);
        }
        wires.forEach(FrailWire::close);
        assertTheSessionGoesOn();
    }

    @Test
    void aFrameThatIsNoneEndsItsOwnSessionAndNoOther() throws Exception {
        for (byte[] frame :
                List.of(
                        frame(99, 1, 0),
                        frame(Frame.DATA, 1, 0x7fffffff),
                        frame(Frame.DATA, 1, -1),
                        frame(Frame.OPEN, 1, 4000))) {
            try (FrailWire wire = wire()) {
                begin(wire, relay.key());
                wire.out().write(frame);

                assertThat(wire.in().read()).isEqualTo(-1);
            }
        }
        assertTheSessionGoesOn();
    }

    @Test
    void whoSendsMoreThanItMayEndsItsOwnSession() throws Exception {
        try (Target deaf = new Target(socket -> Thread.sleep(Long.MAX_VALUE));
                FrailWire wire = wire()) {
            begin(wire, relay.key());
            Frame opening = Frame.open(1, deaf.address().toString());
            wire.out().write(opening.bytes(), 0, opening.length());
            byte[] data = new byte[Frame.HEADER + Frame.LONGEST];
            Frame frame = Frame.data(1, data, Frame.LONGEST);
            assertThatIOException()
                    .isThrownBy(
                            () -> {
                                // The system's own buffers take some of it.
                                for (int i = 0; i < 1000; i++) {
                                    wire.out().write(frame.bytes(), 0, frame.length());
                                }
                            });
        }
        assertTheSessionGoesOn();
    }

    @Test
    void theKeyIsForItsOwnerAloneAndStaysTheSame() throws Exception {
        Path file = directory.resolve("relay.key");
        String written = Files.readString(file);
        assertThat(Files.getPosixFilePermissions(file))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        try (RelayProgram again = RelayProgram.in(directory, Duration.ofHours(1))) {
            assertThat(again.process().isAlive()).isTrue();
            assertThat(Files.readString(file)).isEqualTo(written);
        }
    }

    @Test
    void aKeyIsNeverShown() {
        assertThat(ANOTHER.toString()).doesNotContain("0123");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayKey.parse("secret"))
                .withMessageNotContaining("secret");
    }

    @Test
    void aRelayEndsWithTheScriptThatStartedIt() throws Exception {
        Path key = directory.resolve("other.key");
        String start = "python3 - \"$0\" 60 $$ '' 127.0.0.1 127.0.0.1 <&3 & cat <&4";
        String script = "exec 3<&0 4<>" + directory.resolve("never") + "; " + start;
        new ProcessBuilder("mkfifo", directory.resolve("never").toString()).start().waitFor();
        try (RelayProgram other =
                RelayProgram.started(key, List.of("bash", "-c", script, key.toString()))) {
            List<ProcessHandle> children = other.process().children().toList();
            assertThat(children).isNotEmpty();

            other.process().destroyForcibly().waitFor();

            ProcessHandle program =
                    children.stream()
                            .filter(child -> child.info().command().orElse("").contains("python"))
                            .findFirst()
                            .orElseThrow();
            program.onExit().get(30, TimeUnit.SECONDS);
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static Handshake begin(Wire wire, RelayKey key) throws IOException {
        return Handshake.on(wire, key, Handshake.random(Handshake.NAME), true, 0);
    }

    private static byte[] hello() {
        return ByteBuffer.allocate(52)
                .put(new byte[] {'j', 'c', 'r', '1'})
                .put(Handshake.random(48))
                .array();
    }

    private static byte[] frame(int kind, int stream, int length) {
        return ByteBuffer.allocate(Frame.HEADER)
                .put((byte) kind)
                .putInt(stream)
                .putInt(length)
                .array();
    }

    private static Wire listeningTo(FrailWire wire, ByteArrayOutputStream overheard) {
        return new Wire() {
            @Override
            public InputStream in() {
                return wire.in();
            }

            @Override
            public OutputStream out() {
                return new FilterOutputStream(wire.out()) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        overheard.write(bytes, from, length);
                        out.write(bytes, from, length);
                    }
                };
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }

    private static void assertHungUp(Socket stranger) {
        try {
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
