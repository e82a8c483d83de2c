package io.jcluster.tunnel.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.relay.RelayState.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both halves of a relay, each as it is. */
@Timeout(120)
class RelaySessionTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final Rhythm QUICK =
            new Rhythm(
                    Duration.ofMillis(200),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(1),
                    Duration.ofMillis(20));

    private static final Target.Service ECHO_ONE =
            socket -> socket.getOutputStream().write(socket.getInputStream().read());

    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ExecutorService others = Executors.newCachedThreadPool();

    RelaySessionTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        others.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyByteArrivesOnceAndInOrderHoweverOftenTheCarrierIsCut(long seed) throws Exception {
        int streams = 6;
        int cuts = 250;
        BlockingQueue<Optional<Throwable>> heard = new LinkedBlockingQueue<>();
        Target target =
                open(
                        new Target(
                                socket -> {
                                    try {
                                        converse(socket, seed, true);
                                        heard.add(Optional.empty());
                                    } catch (Exception | AssertionError e) {
                                        heard.add(Optional.of(e));
                                    }
                                }));
        RelayProgram relay = relay(LONG);
        AtomicInteger carriers = new AtomicInteger();
        Random random = new Random(seed);
        Carrier frail =
                () -> {
                    boolean sound = carriers.incrementAndGet() > cuts;
                    // Within the first words, between small frames, in the middle of large ones.
                    long most = List.of(60L, 200L, 5_000L, 400_000L).get(random.nextInt(4));
                    return new FrailWire(
                            relay.address(),
                            sound ? FOREVER : random.nextLong(most),
                            sound ? FOREVER : random.nextLong(most),
                            false);
                };
        RelaySession session = session(relay, frail, target.address());

        List<Future<?>> talks = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            talks.add(
                    others.submit(
                            () -> {
                                try (Socket socket = connect(session)) {
                                    converse(socket, seed, false);
                                }
                                return null;
                            }));
        }
        for (Future<?> talk : talks) {
            assertThat(talk).as("seed %s", seed).succeedsWithin(Duration.ofSeconds(90));
        }
        for (int i = 0; i < streams; i++) {
            assertThat(heard.take()).as("seed %s", seed).isEmpty();
        }
        assertThat(carriers.get()).as("seed %s", seed).isGreaterThan(50);
        assertThat(session.state().losses()).isZero();
    }

    /**
     * One side of a talk: says what the other can foresee, and hears what it can foresee itself.
     * Some talk in small pieces and slowly, some in large ones.
     */
    private void converse(Socket socket, long seed, boolean target) throws Exception {
        Random mine = new Random(seed + (target ? 1000 : 2000));
        Random theirs = new Random(seed + (target ? 2000 : 1000));
        Future<?> said =
                others.submit(
                        () -> {
                            OutputStream out = socket.getOutputStream();
                            Random pace = new Random(socket.getPort());
                            int largest = pace.nextBoolean() ? 300_000 : 3_000;
                            for (int left = 3_000_000; left > 0; ) {
                                byte[] piece = new byte[1 + pace.nextInt(Math.min(left, largest))];
                                fill(mine, piece);
                                out.write(piece);
                                left -= piece.length;
                            }
                            socket.shutdownOutput();
                            return null;
                        });
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[socket.getPort() % 2 == 0 ? 1_000 : 100_000];
        int heard = 0;
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            for (int i = 0; i < n; i++) {
                if (piece[i] != (byte) theirs.nextInt()) {
                    throw new AssertionError("byte " + (heard + i) + " is wrong");
                }
            }
            heard += n;
        }
        said.get();
        assertThat(heard).isEqualTo(3_000_000);
        if (target) {
            socket.close();
        }
    }

    private static void fill(Random random, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
    }

    @Test
    void oneSideMayHaveSaidAllLongBeforeTheOther() throws Exception {
        Target target =
                open(
                        new Target(
                                socket -> {
                                    byte[] heard = socket.getInputStream().readAllBytes();
                                    socket.getOutputStream().write(heard.length);
                                    socket.close();
                                }));
        try (Socket socket = connect(session(relay(LONG), target.address()))) {
            socket.getOutputStream().write(new byte[77]);
            socket.shutdownOutput();

            assertThat(socket.getInputStream().readAllBytes()).containsExactly(77);
        }
    }

    /** Closes so that the other end sees that it did not end well. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void aConnectionThatTheTargetResetsIsResetHere() throws Exception {
        Target target =
                open(
                        new Target(
                                socket -> {
                                    socket.getInputStream().readNBytes(1);
                                    reset(socket);
                                }));
        try (Socket socket = connect(session(relay(LONG), target.address()))) {
            socket.getOutputStream().write(1);

            assertReset(socket);
        }
    }

    @Test
    void aConnectionThatIsResetHereIsResetAtTheTarget() throws Exception {
        AtomicReference<Optional<IOException>> seen = new AtomicReference<>(Optional.empty());
        CountDownLatch over = new CountDownLatch(1);
        Target target =
                open(
                        new Target(
                                socket -> {
                                    try {
                                        ECHO_ONE.serve(socket);
                                        socket.getInputStream().read();
                                    } catch (IOException e) {
                                        seen.set(Optional.of(e));
                                    }
                                    over.countDown();
                                }));
        Socket socket = connect(session(relay(LONG), target.address()));
        echoOne(socket);

        reset(socket);

        over.await();
        assertThat(seen.get()).isPresent();
    }

    @Test
    void aPortThatNobodyListensOnIsToldByAReset() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        try (Socket socket = connect(session(relay(LONG), new HostPort("127.0.0.1", port)))) {
            assertReset(socket);
        }
    }

    @Test
    void aRelayConnectsToItsOwnNodeAlone() throws Exception {
        Target target = open(new Target(Target.ECHO));
        HostPort elsewhere = new HostPort("127.0.0.2", target.address().port());
        try (Socket socket = connect(session(relay(LONG), elsewhere))) {
            assertReset(socket);
        }
    }

    @Test
    void aReaderWhoTakesNothingNeitherStopsTheOthersNorFillsTheRelay() throws Exception {
        long much = 200L << 20;
        Target target =
                open(
                        new Target(
                                socket -> {
                                    if (socket.getInputStream().read() == 'e') {
                                        Target.ECHO.serve(socket);
                                        return;
                                    }
                                    byte[] block = new byte[1 << 20];
                                    for (long left = much; left > 0; left -= block.length) {
                                        socket.getOutputStream().write(block);
                                    }
                                    socket.close();
                                }));
        RelayProgram relay = relay(LONG);
        RelaySession session = session(relay, target.address());
        try (Socket slow = connect(session);
                Socket quick = connect(session)) {
            slow.getOutputStream().write('m');
            quick.getOutputStream().write('e');
            for (int i = 0; i < 2000; i++) {
                echoOne(quick);
            }
            assertThat(relay.mostMemory()).isPositive().isLessThan(64L << 20);

            long heard = 0;
            byte[] block = new byte[1 << 20];
            for (int n = slow.getInputStream().read(block);
                    n >= 0;
                    n = slow.getInputStream().read(block)) {
                heard += n;
            }
            assertThat(heard).isEqualTo(much);
            assertThat(relay.mostMemory()).isLessThan(128L << 20);
        }
    }

    @Test
    void littleIsTakenFromLocalConnectionsWhileThereIsNoCarrier() throws Exception {
        int streams = 8;
        int each = 4 << 20;
        Target target = open(new Target(Target.ECHO));
        RelayProgram relay = relay(LONG);
        AtomicBoolean cut = new AtomicBoolean(true);
        RelaySession session = session(relay, unless(cut, relay), target.address());
        List<Future<Integer>> talks = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            Socket socket = connect(session);
            var unused =
                    others.submit(
                            () -> {
                                socket.getOutputStream().write(new byte[each]);
                                socket.shutdownOutput();
                                return null;
                            });
            talks.add(others.submit(() -> socket.getInputStream().readAllBytes().length));
        }
        long most = Outgoing.UNSENT + streams * (128L << 10);
        long withoutHeaders = Outgoing.UNSENT / 10 * 9;
        awaitTrue(() -> session.state().waiting() >= withoutHeaders);
        for (int i = 0; i < 1000; i++) {
            assertThat(session.state().waiting()).isLessThanOrEqualTo(most);
        }
        cut.set(false);
        for (Future<Integer> talk : talks) {
            assertThat(talk.get()).isEqualTo(each);
        }
    }

    @Test
    void manyConnectionsGoThroughAtOnce() throws Exception {
        Target target = open(new Target(Target.ECHO));
        RelaySession session = session(relay(LONG), target.address());
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = open(connect(session));
            sockets.add(socket);
            socket.getOutputStream().write(i);
        }
        for (int i = 0; i < sockets.size(); i++) {
            assertThat(sockets.get(i).getInputStream().read()).isEqualTo(i);
        }
    }

    @Test
    void aCarrierThatSeemsAliveIsReplacedWhenTheMachineWakes() throws Exception {
        Target target = open(new Target(Target.ECHO));
        RelayProgram relay = relay(LONG);
        Queue<FrailWire> wires = new ConcurrentLinkedQueue<>();
        Carrier opener =
                () -> {
                    long sound = wires.isEmpty() ? 2_000 : FOREVER;
                    FrailWire wire = new FrailWire(relay.address(), sound, sound, true);
                    wires.add(wire);
                    return wire;
                };
        RelaySession session = session(relay, opener, target.address());
        try (Socket socket = connect(session)) {
            byte[] much = new byte[100_000];
            socket.getOutputStream().write(much);
            awaitTrue(() -> !wires.isEmpty());
            wires.element().awaitSilence();
            session.wake();

            assertThat(socket.getInputStream().readNBytes(much.length)).isEqualTo(much);
            assertThat(wires).hasSize(2);
            assertThat(session.state().losses()).isZero();
        } finally {
            wires.forEach(FrailWire::cutForGood);
        }
    }

    @Test
    void aCarrierWithoutASignOfLifeIsReplaced() throws Exception {
        Target target = open(new Target(Target.ECHO));
        RelayProgram relay = relay(LONG);
        Queue<FrailWire> wires = new ConcurrentLinkedQueue<>();
        Carrier opener =
                () -> {
                    long sound = wires.isEmpty() ? 2_000 : FOREVER;
                    FrailWire wire = new FrailWire(relay.address(), sound, sound, true);
                    wires.add(wire);
                    return wire;
                };
        Rhythm impatient =
                new Rhythm(
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofMillis(1),
                        Duration.ofMillis(20));
        RelaySession session =
                open(
                        RelaySession.open(
                                relay.key(),
                                LONG,
                                opener,
                                Map.of("way", new Way(target.address(), 0)),
                                impatient));
        try (Socket socket = connect(session)) {
            byte[] much = new byte[100_000];
            socket.getOutputStream().write(much);

            assertThat(socket.getInputStream().readNBytes(much.length)).isEqualTo(much);
            assertThat(wires.size()).isGreaterThan(1);
        } finally {
            wires.forEach(FrailWire::cutForGood);
        }
    }

    @Test
    void portsComeAndGoWhileOthersAndTheirConnectionsStay() throws Exception {
        Target target = open(new Target(Target.ECHO));
        Target late = open(new Target(ECHO_ONE));
        RelayProgram relay = relay(LONG);
        RelaySession session = session(relay, () -> sound(relay.address()), target.address());
        Way way = new Way(target.address(), 0);
        HostPort here = here(session);
        try (Socket before = connect(session)) {
            echoOne(before);

            session.lead(Map.of("way", way, "late", new Way(late.address(), 0)));
            assertThat(session.here()).containsEntry("way", here).containsOnlyKeys("way", "late");
            HostPort added = session.here().getOrDefault("late", here);
            try (Socket socket = new Socket(added.host(), added.port())) {
                echoOne(socket);
            }
            echoOne(before);

            session.lead(Map.of("way", way));
            assertThat(session.here()).isEqualTo(Map.of("way", here));
            assertThatIOException().isThrownBy(() -> new Socket(added.host(), added.port()));
            echoOne(before);
        }
    }

    @Test
    void aRelayThatWasStartedAgainHasLostWhatWasOpenAndTakesWhatIsNew() throws Exception {
        Target target = open(new Target(Target.ECHO));
        RelayProgram first = relay(LONG);
        AtomicInteger port = new AtomicInteger(first.address().port());
        RelaySession session =
                session(
                        first,
                        () -> sound(new HostPort("127.0.0.1", port.get())),
                        target.address());
        try (Socket socket = connect(session)) {
            echoOne(socket);
            first.close();
            port.set(relay(LONG).address().port());

            assertReset(socket);
        }
        try (Socket socket = connect(session)) {
            echoOne(socket);
        }
        assertThat(session.state().losses()).isEqualTo(1);
        assertThat(session.state().phase()).isEqualTo(Phase.UP);
    }

    @Test
    void aRelayGivesUpAPeerThatStaysAwayForTooLong() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        Target target =
                open(
                        new Target(
                                socket -> {
                                    try {
                                        Target.ECHO.serve(socket);
                                    } finally {
                                        given.countDown();
                                    }
                                }));
        RelayProgram relay = relay(Duration.ofMillis(100));
        AtomicBoolean cut = new AtomicBoolean();
        Queue<FrailWire> wires = new ConcurrentLinkedQueue<>();
        Carrier opener =
                () -> {
                    refuseIf(cut);
                    FrailWire wire = sound(relay.address());
                    wires.add(wire);
                    return wire;
                };
        RelaySession session = session(relay, opener, target.address());
        try (Socket socket = connect(session)) {
            echoOne(socket);
            cut.set(true);
            wires.forEach(FrailWire::cutForGood);
            given.await();
            // The relay can be quicker than this side's thread, which has to see the cut as well.
            awaitTrue(() -> session.state().phase() == Phase.WAITING);
            assertThat(session.state().why()).isPresent();
            cut.set(false);

            assertReset(socket);
        }
        try (Socket socket = connect(session)) {
            echoOne(socket);
        }
        assertThat(session.state().losses()).isEqualTo(1);
    }

    @Test
    void aSessionThatHasNoCarrierForTooLongResetsItsConnections() throws Exception {
        Target target = open(new Target(Target.ECHO));
        RelayProgram relay = relay(LONG);
        AtomicBoolean cut = new AtomicBoolean(true);
        RelaySession session =
                open(
                        RelaySession.open(
                                relay.key(),
                                Duration.ofMillis(100),
                                unless(cut, relay),
                                Map.of("way", new Way(target.address(), 0)),
                                QUICK));
        try (Socket socket = connect(session)) {
            assertReset(socket);
        }
        assertThat(session.state().phase()).isEqualTo(Phase.LOST);
        cut.set(false);
        try (Socket socket = connect(session)) {
            echoOne(socket);
        }
    }

    @Test
    void aSessionThatIsClosedIsOverAtTheRelayToo() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Target target =
                open(
                        new Target(
                                socket -> {
                                    try {
                                        Target.ECHO.serve(socket);
                                    } finally {
                                        over.countDown();
                                    }
                                }));
        RelaySession session = session(relay(LONG), target.address());
        try (Socket socket = connect(session)) {
            echoOne(socket);
            HostPort here = here(session);

            session.close();

            over.await();
            assertReset(socket);
            assertThatIOException().isThrownBy(() -> new Socket(here.host(), here.port()));
            assertThat(session.state().phase()).isEqualTo(Phase.CLOSED);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndTheOthersAreGivenBack() throws Exception {
        RelayProgram relay = relay(LONG);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Way way = new Way(relay.address(), taken.getLocalPort());
            assertThatThrownBy(
                            () ->
                                    RelaySession.open(
                                            relay.key(),
                                            LONG,
                                            () -> sound(relay.address()),
                                            Map.of("way", way)))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.FORWARD_REFUSED))
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    private <T extends AutoCloseable> T open(T one) {
        open.add(one);
        return one;
    }

    private RelayProgram relay(Duration keep) throws IOException {
        return open(RelayProgram.in(directory, keep));
    }

    private static FrailWire sound(HostPort address) {
        try {
            return new FrailWire(address, FOREVER, FOREVER, false);
        } catch (UncheckedIOException e) {
            throw new HostException(
                    Kind.UNREACHABLE, "nothing answers", Optional.empty(), Optional.of(e));
        }
    }

    private static Carrier unless(AtomicBoolean cut, RelayProgram relay) {
        return () -> {
            refuseIf(cut);
            return sound(relay.address());
        };
    }

    private static void refuseIf(AtomicBoolean cut) {
        if (cut.get()) {
            throw new HostException(
                    Kind.UNREACHABLE, "the line is down", Optional.empty(), Optional.empty());
        }
    }

    private RelaySession session(RelayProgram relay, HostPort target) throws IOException {
        return session(relay, () -> sound(relay.address()), target);
    }

    private RelaySession session(RelayProgram relay, Carrier carrier, HostPort target)
            throws IOException {
        return open(
                RelaySession.open(
                        relay.key(), LONG, carrier, Map.of("way", new Way(target, 0)), QUICK));
    }

    private static HostPort here(RelaySession session) {
        return session.here().values().iterator().next();
    }

    private static Socket connect(RelaySession session) throws IOException {
        HostPort here = here(session);
        Socket socket = new Socket(here.host(), here.port());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void echoOne(Socket socket) throws IOException {
        socket.getOutputStream().write(42);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
    }

    private static void assertReset(Socket socket) {
        assertThatIOException()
                .isThrownBy(() -> socket.getInputStream().transferTo(new ByteArrayOutputStream()))
                .withMessageContaining("reset");
    }

    private static void awaitTrue(Callable<Boolean> fact) throws Exception {
        while (!fact.call()) {
            Thread.onSpinWait();
        }
    }
}
