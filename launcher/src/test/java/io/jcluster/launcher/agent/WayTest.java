package io.jcluster.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.templates.LineWay;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way against a server on this machine, which stands for the login node and the node. */
class WayTest {

    @TempDir Path directory = Path.of(".");
    private final LocalHost host = new LocalHost();

    /** Sends back what it gets, connection by connection. */
    private static final class Echo implements AutoCloseable {
        private final ServerSocket listener;

        Echo() throws IOException {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread acceptor = new Thread(this::accept, "echo");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    Thread server = new Thread(() -> serve(socket), "echo-connection");
                    server.setDaemon(true);
                    server.start();
                } catch (IOException e) {
                    // Closed.
                }
            }
        }

        private static void serve(Socket socket) {
            try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // The other side has gone.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static List<Way> all() {
        return List.of(
                new Way.Direct(new HostPort("10.78.0.11", 4711)),
                new Way.Jump("nid1", 4711),
                new Way.Exec(List.of("10.78.0.11", "nid1"), 4711),
                new Way.ByScheduler(List.of("srun", "--jobid=7"), 4711),
                new Way.Callback(".jcluster/jobs/abcd/call", List.of("10.78.0.11")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aWayIsReadAsItWasWritten(Way way) {
        assertThat(Way.fromJson(way.toJson())).isEqualTo(way);
    }

    @Test
    void thereIsAWayOfEachKind() {
        assertThat(all()).extracting(Way::kind).containsExactly(LineWay.values());
    }

    @Test
    void aConnectionComesFromTheHost() throws Exception {
        try (Echo echo = new Echo()) {
            assertCarries(new Way.Direct(new HostPort("127.0.0.1", echo.port())));
        }
    }

    @Test
    void aProgramOnTheHostCarriesEightBitsBothWays() throws Exception {
        try (Echo echo = new Echo()) {
            assertCarries(new Way.Exec(List.of("no.such.name", "127.0.0.1"), echo.port()));
        }
    }

    @Test
    void aSchedulersProgramMaySayWhatItLikesBefore() throws Exception {
        List<String> prolog =
                List.of("/bin/sh", "-c", "echo WELCOME; printf 'quota: 97%%'; exec \"$@\"", "srun");
        try (Echo echo = new Echo()) {
            assertCarries(new Way.ByScheduler(prolog, echo.port()));
        }
    }

    @Test
    void whereThereIsNoPythonBashDoes() throws Exception {
        for (String program : List.of("bash", "cat")) {
            Files.createSymbolicLink(directory.resolve(program), Path.of("/bin").resolve(program));
        }
        List<String> poor = List.of("env", "PATH=" + directory);
        try (Echo echo = new Echo();
                Wire wire = new Way.ByScheduler(poor, echo.port()).open(host)) {
            for (int i = 0; i < 256; i++) {
                wire.out().write(i);
                assertThat(wire.in().read()).isEqualTo(i);
            }
        }
        assertThatThrownBy(() -> new Way.ByScheduler(poor, closedPort()).open(host))
                .hasMessageContaining("nothing answers on port");
    }

    @Test
    void whereThereIsNeitherItIsSaid() {
        assertThatThrownBy(
                        () ->
                                new Way.ByScheduler(List.of("env", "PATH=" + directory), 1)
                                        .open(host))
                .isInstanceOf(HostException.class)
                .hasMessage("no connection from env on this machine: there is no python3");
    }

    @Test
    void aClosedPortIsToldInTheWordsOfTheSystem() throws Exception {
        int port = closedPort();
        assertThatThrownBy(() -> new Way.Exec(List.of("127.0.0.1"), port).open(host))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(HostException.Kind.UNREACHABLE))
                .hasMessage("no connection from this machine: 127.0.0.1: Connection refused");
    }

    @Test
    void aProgramThatNeverComesToTheBridgeIsShownWithWhatItSaid() {
        List<String> busy = List.of("/bin/sh", "-c", "echo 'nodes are busy'; exit 1", "srun");
        assertThatThrownBy(() -> new Way.ByScheduler(busy, 1).open(host))
                .hasMessageContaining("| nodes are busy")
                .hasMessageContaining("ran: /bin/sh -c")
                .hasMessageEndingWith("python3 (a bridge of jcluster's)");
        assertThatThrownBy(() -> new Way.ByScheduler(List.of("no-such-srun"), 1).open(host))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(HostException.Kind.NOT_RUNNABLE))
                .hasMessageContaining("ran: no-such-srun python3 (a bridge of jcluster's)");
    }

    @Test
    void aMachineThatIsNotReachedBySshIsNoJump() {
        assertThatThrownBy(() -> new Way.Jump("nid1", 1).open(host))
                .hasMessageContaining("no jump starts there");
    }

    @Test
    void whoHasReadTheFileCallsAndNobodyElseDoes() throws Exception {
        Path file = directory.resolve("call");
        Way way = new Way.Callback(file.toString(), List.of("127.0.0.1"));
        CompletableFuture<Wire> opening =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return way.open(host);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        while (!Files.exists(file)) {
            assertThat(opening).isNotDone();
            Thread.sleep(10);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        List<String> lines = Files.readAllLines(file);
        String[] place = lines.get(1).split(" ", -1);
        try (Socket stranger = new Socket(place[0], Integer.parseInt(place[1]));
                Socket silent = new Socket(place[0], Integer.parseInt(place[1]));
                Socket caller = new Socket(place[0], Integer.parseInt(place[1]))) {
            stranger.getOutputStream().write("x".repeat(33).getBytes(StandardCharsets.UTF_8));
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            caller.getOutputStream()
                    .write((lines.get(0) + "\nhello").getBytes(StandardCharsets.UTF_8));
            try (Wire wire = opening.get()) {
                assertThat(wire.in().readNBytes(5))
                        .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
                wire.out().write(7);
                assertThat(caller.getInputStream().read()).isEqualTo(7);
                assertThat(file).doesNotExist();
            }
        }
    }

    @Test
    void theFirstWayThatStandsIsTakenAndTheOthersAreAccountedFor() throws Exception {
        try (Echo echo = new Echo()) {
            WayFinder.Place place =
                    new WayFinder.Place(
                            "nid1",
                            List.of("192.0.2.1", "no.such.name"),
                            Optional.of(List.of("env")),
                            directory.resolve("call").toString());
            WayFinder finder = new WayFinder(host, Optional.empty(), WayFinder.Proof.CONNECTED);
            WayFinder.Found found = finder.find(place, echo.port());
            try (Wire wire = found.wire()) {
                wire.out().write(3);
                assertThat(wire.in().read()).isEqualTo(3);
            }
            assertThat(found.way()).isEqualTo(new Way.ByScheduler(List.of("env"), echo.port()));
            assertThat(found.tried())
                    .extracting(WayFinder.Tried::way)
                    .containsExactly(LineWay.DIRECT, LineWay.JUMP, LineWay.EXEC);
            assertThat(found.sentence()).endsWith("; through env");

            assertThatThrownBy(() -> finder.withoutRelay(place, echo.port()))
                    .hasMessageContaining("no way leads from this machine to port " + echo.port())
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e ->
                                    assertThat(e.advice())
                                            .contains(
                                                    "with 'relay: yes' in the profile's 'line:' these"
                                                            + " ways are open: scheduler (through env)"));
        }
    }

    @Test
    void theWayThatAProfileNamesIsTheOnlyOneTried() throws Exception {
        try (Echo echo = new Echo()) {
            WayFinder.Place place =
                    new WayFinder.Place(
                            "nid1", List.of("127.0.0.1"), Optional.empty(), "no/such/place/call");
            try (Wire wire =
                    new WayFinder(host, Optional.of(LineWay.EXEC), WayFinder.Proof.CONNECTED)
                            .find(place, echo.port())
                            .wire()) {
                wire.out().write(3);
                assertThat(wire.in().read()).isEqualTo(3);
            }
            assertThatThrownBy(
                            () ->
                                    new WayFinder(
                                                    host,
                                                    Optional.of(LineWay.SCHEDULER),
                                                    WayFinder.Proof.CONNECTED)
                                            .find(place, echo.port()))
                    .hasMessageContaining("| scheduler: the scheduler starts no program in a job");
        }
    }

    @Test
    void whatAnswersMustBeTheRelay() throws Exception {
        try (Echo echo = new Echo()) {
            WayFinder.Place place =
                    new WayFinder.Place(
                            "nid1", List.of("127.0.0.1"), Optional.empty(), "no/such/place/call");
            WayFinder.Proof never =
                    wire -> {
                        throw new IOException("it says something else");
                    };
            assertThatThrownBy(
                            () ->
                                    new WayFinder(host, Optional.of(LineWay.DIRECT), never)
                                            .find(place, echo.port()))
                    .hasMessageContaining(
                            "direct: what answers there is not the relay: it says something else");
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void assertCarries(Way way) throws Exception {
        byte[] sent = new byte[4 << 20];
        new Random(13).nextBytes(sent);
        try (Wire wire = way.open(host)) {
            CompletableFuture<byte[]> back =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return wire.in().readAllBytes();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            wire.out().write(sent);
            wire.out().close();
            assertThat(Arrays.equals(back.get(), sent)).isTrue();
        }
    }
}
