package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every machine does, here or there. */
interface HostContract {

    WiredHost host();

    @Test
    default void aProgramIsTalkedToInEightBitsBothWays() throws Exception {
        byte[] sent = new byte[3 << 20];
        new Random(7).nextBytes(sent);
        try (Wire wire = host().talk(Command.of("cat").withStdin("first "))) {
            CompletableFuture<byte[]> back =
                    CompletableFuture.supplyAsync(() -> readAll(wire.in()));
            wire.out().write(sent);
            wire.out().close();
            byte[] all = back.get();
            assertThat(Arrays.copyOf(all, 6)).isEqualTo("first ".getBytes(StandardCharsets.UTF_8));
            assertThat(Arrays.copyOfRange(all, 6, all.length)).isEqualTo(sent);
        }
    }

    @Test
    default void theWordsOfATalkAreAnsweredWithoutDelay() throws Exception {
        try (Wire wire = host().talk(Command.of("cat"))) {
            for (int i = 0; i < 10; i++) {
                wire.out().write(i);
                assertThat(wire.in().read()).isEqualTo(i);
            }
        }
    }

    @Test
    default void aProgramEndsWithItsWire() throws Exception {
        String mark = "93" + ProcessHandle.current().pid() + "." + System.nanoTime() % 1000;
        host().talk(Command.of("sleep", mark)).close();
        Eventually.is(() -> Processes.withArgument(mark).isEmpty());
    }

    @Test
    default void whatIsNotThereCannotBeTalkedTo() {
        assertThatThrownBy(() -> host().talk(Command.of("no-such-program-here")))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.NOT_RUNNABLE));
    }

    @Test
    default void aPortIsDialledWithoutOneHere() throws Exception {
        try (Echo echo = new Echo();
                Wire wire = host().dial(echo.address())) {
            byte[] sent = new byte[1 << 20];
            new Random(11).nextBytes(sent);
            CompletableFuture<byte[]> back =
                    CompletableFuture.supplyAsync(() -> readAll(wire.in()));
            wire.out().write(sent);
            wire.out().close();
            assertThat(back.get()).isEqualTo(sent);
        }
    }

    @Test
    default void aPortThatNobodyListensOnIsToldAtOnce() throws Exception {
        HostPort nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new HostPort("127.0.0.1", socket.getLocalPort());
        }
        assertThatThrownBy(() -> host().dial(nobody))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    private static byte[] readAll(InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                " ",
                "two words",
                "-n",
                "--",
                "it's",
                "'",
                "\"double\"",
                "$HOME",
                "`id`",
                "$(id)",
                "a\\b\\",
                "*",
                "~",
                "!event",
                "#hash",
                "a;b|c&d>e<f",
                "line one\nline two\n",
                "\ttab",
                "höß ∂ 漢字 😀",
                "%s%d",
                "{a,b}",
                "=x"
            })
    default void aWordArrivesAsItIs(String word) throws Exception {
        assertThat(host().run(Command.of("/usr/bin/printf", "%s", word)))
                .isEqualTo(new Outcome(0, word, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no newline at the end",
                "a newline\n",
                "\n",
                "quotes ' \" ` and $HOME \\ \\n %s\n",
                "exit 3\n}\nEOF\n",
                "höß 漢字 😀"
            })
    default void inputArrivesAsItIs(String text) throws Exception {
        assertThat(host().run(Command.of("cat").withStdin(text)))
                .isEqualTo(new Outcome(0, text, ""));
    }

    @Test
    default void aLongInputArrivesWhole() throws Exception {
        String text = "0123456789 ' $x \\ ü\n".repeat(60_000);
        assertThat(host().run(Command.of("cat").withStdin(text)).stdout()).isEqualTo(text);
    }

    @Test
    default void aProgramNeedNotReadItsInput() throws Exception {
        String text = "x".repeat(5_000_000);
        assertThat(host().run(Command.of("true").withStdin(text)).exitStatus()).isZero();
    }

    @Test
    default void withoutInputAProgramSeesItsEnd() throws Exception {
        assertThat(host().run(Command.of("cat"))).isEqualTo(new Outcome(0, "", ""));
    }

    @Test
    default void aScriptIsReadByThePosixShell() throws Exception {
        assertThat(host().run(Command.script("for i in 1 2 3; do echo $i; done; exit 4")))
                .isEqualTo(new Outcome(4, "1\n2\n3\n", ""));
    }

    @Test
    default void theTwoOutputsAreKeptApart() throws Exception {
        assertThat(host().run(Command.of("sh", "-c", "printf out; printf err >&2; exit 7")))
                .isEqualTo(new Outcome(7, "out", "err"));
    }

    @Test
    default void muchOutputOnBothSidesDoesNotStall() throws Exception {
        Outcome outcome =
                host().run(
                                Command.script(
                                        "head -c 3000000 /dev/zero | tr '\\0' a; head -c 3000000 /dev/zero | tr '\\0' b >&2"));
        assertThat(outcome.stdout()).hasSize(3_000_000).containsOnlyOnce("a".repeat(3_000_000));
        assertThat(outcome.stderr()).hasSize(3_000_000);
    }

    @Test
    default void endlessOutputIsCutOff() {
        assertThatThrownBy(() -> host().run(Command.of("yes")))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.TOO_MUCH_OUTPUT));
    }

    @Test
    default void variablesAreSetForTheProgram() throws Exception {
        Command command =
                Command.of("sh", "-c", "printf '%s|%s' \"$ONE\" \"$TWO\"")
                        .withEnvironment(Map.of("ONE", "it's $x\n*", "TWO", "ü"));
        assertThat(host().run(command).stdout()).isEqualTo("it's $x\n*|ü");
    }

    @Test
    default void aProgramStartsInTheHomeDirectory() throws Exception {
        assertThat(host().run(Command.of("sh", "-c", "test . -ef \"$HOME\"")).exitStatus())
                .isZero();
    }

    @Test
    default void theShellsOwnEchoDoesNotStandInForTheProgram() throws Exception {
        assertThat(host().run(Command.of("echo", "a\\tb")).stdout()).isEqualTo("a\\tb\n");
    }

    @Test
    default void aSignalThatEndedItShowsInTheStatus() throws Exception {
        assertThat(host().run(Command.of("sh", "-c", "kill -TERM $$")).exitStatus())
                .isEqualTo(128 + 15);
    }

    @Test
    default void aProgramThatDoesNotExistIsNotRunnable() {
        assertThatThrownBy(() -> host().run(Command.of("no-such-program", "x")))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_RUNNABLE))
                .hasMessageContaining("no-such-program on " + host().name())
                .hasMessageContaining("ran: no-such-program x");
    }

    @Test
    default void aProgramIsEndedWithItsChildrenWhenItsTimeIsUp() throws Exception {
        String mark = "86" + ProcessHandle.current().pid() + "." + System.nanoTime() % 1000;
        Command command =
                Command.of("sh", "-c", "echo waiting >&2; sleep " + mark + "; true")
                        .withTimeout(Duration.ofSeconds(2));
        assertThatThrownBy(() -> host().run(command))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT))
                .hasMessageContaining("| waiting");
        Eventually.is(() -> Processes.withArgument(mark).isEmpty());
    }

    @Test
    default void anInterruptEndsTheProgram() throws Exception {
        String mark = "87" + ProcessHandle.current().pid() + "." + System.nanoTime() % 1000;
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller =
                new Thread(
                        () -> {
                            try {
                                host().run(Command.of("sleep", mark));
                                thrown.complete(new AssertionError("it returned"));
                            } catch (Throwable e) {
                                thrown.complete(e);
                            }
                        });
        caller.start();
        Eventually.is(() -> !Processes.withArgument(mark).isEmpty());
        caller.interrupt();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        caller.join();
        Eventually.is(() -> Processes.withArgument(mark).isEmpty());
    }

    @Test
    default void aBackgroundProcessDoesNotHoldUpItsParentsEnd() throws Exception {
        String mark = "88" + ProcessHandle.current().pid() + "." + System.nanoTime() % 1000;
        try {
            assertThat(host().run(Command.of("sh", "-c", "sleep " + mark + " & echo started")))
                    .isEqualTo(new Outcome(0, "started\n", ""));
        } finally {
            Processes.withArgument(mark).forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    default void outputIsReadWhileAProgramRuns() throws Exception {
        String mark = "89" + ProcessHandle.current().pid() + "." + System.nanoTime() % 1000;
        Command command = Command.of("sh", "-c", "echo one; echo two >&2; sleep " + mark);
        try (Running running = host().start(command)) {
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(running.stdout(), StandardCharsets.UTF_8));
            assertThat(List.of(lines.readLine(), lines.readLine())).containsExactly("one", "two");
            Eventually.is(() -> !Processes.withArgument(mark).isEmpty());
        }
        Eventually.is(() -> Processes.withArgument(mark).isEmpty());
    }

    @Test
    default void theOutputOfAStartedProgramEndsWithIt() throws Exception {
        try (Running running = host().start(Command.of("cat").withStdin("all of it"))) {
            assertThat(new String(running.stdout().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("all of it");
        }
    }

    @Test
    default void aForwardLeadsToThePortAndBack() throws Exception {
        try (Echo echo = new Echo();
                Forward forward = host().forward(echo.address());
                Socket socket = new Socket(forward.here().host(), forward.here().port())) {
            assertThat(forward.there()).isEqualTo(echo.address());
            OutputStream out = socket.getOutputStream();
            out.write("hello".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }
    }

    @Test
    default void anOpenPortIsReachedAndAClosedOneIsNot() throws Exception {
        try (Echo echo = new Echo()) {
            assertThat(host().reaches(echo.address())).isTrue();
        }
        assertThat(host().reaches(closedPort())).isFalse();
    }

    static HostPort closedPort() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostPort("127.0.0.1", listener.getLocalPort());
        }
    }

    /** Sends back what it gets, connection by connection. */
    final class Echo implements AutoCloseable {
        private final ServerSocket listener;

        Echo() throws IOException {
            listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            Thread acceptor = new Thread(this::accept, "echo");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        HostPort address() {
            return new HostPort("127.0.0.1", listener.getLocalPort());
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    socket.setTcpNoDelay(true);
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

    /** The processes of this machine, which both kinds of host run theirs on in these tests. */
    final class Processes {
        private Processes() {}

        static List<ProcessHandle> withArgument(String mark) {
            return ProcessHandle.allProcesses()
                    .filter(
                            process ->
                                    process.info().command().orElse("").endsWith("sleep")
                                            && process.info()
                                                    .arguments()
                                                    .filter(a -> List.of(a).contains(mark))
                                                    .isPresent())
                    .toList();
        }
    }

    /** Waits for what must come, and fails after a time no machine needs. */
    final class Eventually {
        private Eventually() {}

        static void is(java.util.function.BooleanSupplier condition) throws InterruptedException {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("it did not come about within 30 s");
                }
                Thread.sleep(20);
            }
        }
    }
}
