package io.jcluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links against sockets of libzmq, and against what is none. */
class LinkTest {

    private static final int PATIENCE = 30;
    private static final String NULL_READY = "\5READY\13Socket-Type\0\0\0\6ROUTER";

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Links links = new Links("links-under-test", ended::countDown);
    private final Heard heard = new Heard();

    /** What a link has told. */
    private static final class Heard implements Link.Listener {
        private final BlockingQueue<List<byte[]>> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<Link> greetings = new LinkedBlockingQueue<>();

        @Override
        public void greeted(Link link) {
            greetings.add(link);
        }

        @Override
        public void received(Link link, List<byte[]> frames) {
            messages.add(frames);
        }

        List<byte[]> next() throws InterruptedException {
            return Optional.ofNullable(messages.poll(PATIENCE, TimeUnit.SECONDS)).orElseThrow();
        }

        String text() throws InterruptedException {
            return String.join(" ", next().stream().map(LinkTest::text).toList());
        }

        void awaitGreeting() throws InterruptedException {
            assertThat(greetings.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static void send(Link link, List<byte[]> frames) {
        link.send(frames.stream().map(ByteBuffer::wrap).toList());
    }

    @BeforeEach
    void start() {
        links.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        links.close();
        assertThat(ended.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void framesOfEverySizeComeBackAsTheyWent(boolean curve) throws Exception {
        try (var peer = curve ? Peer.encrypted("echo") : Peer.of("echo")) {
            var link = connect(peer.terms(Link.Role.DEALER, "me"));
            var random = new Random(1);
            var message = new ArrayList<byte[]>();
            for (int size : new int[] {0, 1, 254, 255, 256, 65_535, 65_536, 3_000_000, 0}) {
                var frame = new byte[size];
                random.nextBytes(frame);
                message.add(frame);
            }

            send(link, message);
            send(link, List.of(bytes("after it")));

            assertThat(heard.next()).usingElementComparator(Arrays::compare).isEqualTo(message);
            assertThat(heard.text()).isEqualTo("after it");
            assertThat(link.state()).isEqualTo(Link.State.GREETED);
        }
    }

    @Test
    void whatIsSentBeforeAnybodyListensArrivesInOrder() throws Exception {
        int port = freePort();
        var link = connect(plain(port));
        IntStream.range(0, 100).forEach(i -> send(link, List.of(bytes("message " + i))));
        assertThat(link.state()).isEqualTo(Link.State.UNREACHED);

        try (var peer = Peer.on("echo", port)) {
            assertThat(peer.port()).isEqualTo(port);
            for (int i = 0; i < 100; i++) {
                assertThat(heard.text()).isEqualTo("message " + i);
            }
        }
    }

    @Test
    void itGoesOnWithAPeerThatHasBeenStartedAgain() throws Exception {
        int port = freePort();
        Link link;
        try (var first = Peer.on("echo", port)) {
            link = connect(plain(first.port()));
            heard.awaitGreeting();
        }
        await(() -> link.state() == Link.State.LOST);
        send(link, List.of(bytes("meanwhile")));

        try (var second = Peer.on("echo", port)) {
            heard.awaitGreeting();
            assertThat(heard.text()).isEqualTo("meanwhile");
            assertThat(second.port()).isEqualTo(port);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allThatIsPublishedIsHeard(boolean curve) throws Exception {
        try (var peer = curve ? Peer.encrypted("publish") : Peer.of("publish")) {
            connect(peer.terms(Link.Role.SUB, ""));

            assertThat(peer.line()).isEqualTo("b'\\x01'");
            for (int i = 0; i < 1000; i++) {
                assertThat(heard.text()).isEqualTo("topic " + i);
            }
        }
    }

    @Test
    void whatIsPublishedHereIsHeardThere() throws Exception {
        try (var peer = Peer.of("hear")) {
            var link = connect(peer.terms(Link.Role.PUB, ""));

            for (int i = 0; i < 3; i++) {
                send(link, List.of(bytes("topic"), bytes("number " + i)));
                assertThat(peer.line()).isEqualTo("topic number " + i);
            }
        }
    }

    @Test
    void anEngineIsFoundByItsNameAndAnswersWhereItWasAsked() throws Exception {
        try (var peer = Peer.of("call")) {
            var link = connect(peer.terms(Link.Role.ROUTER, "engine"));

            var question = heard.next();
            assertThat(question.stream().map(LinkTest::text)).containsExactly("client", "question");
            send(link, List.of(question.get(0), bytes("answer")));

            assertThat(peer.line()).isEqualTo("engine client answer");
        }
    }

    @Test
    void ofTwoHundredHandshakesNoneStalls() throws Exception {
        try (var peer = Peer.of("echo")) {
            for (int i = 0; i < 200; i++) {
                var link = connect(peer.terms(Link.Role.DEALER, "link " + i));
                send(link, List.of(bytes("hello")));
                assertThat(heard.text()).isEqualTo("hello");
            }
            // None of them needed a second handshake.
            assertThat(heard.greetings).hasSize(200).doesNotHaveDuplicates();
        }
    }

    @Test
    void aMessageOfWhichAPartWentIsSentAgainFromItsBeginning() throws Exception {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var message = new byte[5_000_000];
            new Random(2).nextBytes(message);
            send(connect(plain(listener.getLocalPort())), List.of(message));

            try (var first = listener.accept()) {
                shakeHands(first).readNBytes(100_000);
            }
            try (var second = listener.accept()) {
                var in = shakeHands(second);
                in.readByte();
                assertThat(in.readLong()).isEqualTo(message.length);
                assertThat(in.readNBytes(message.length)).isEqualTo(message);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Not ZeroMQ, ZeroMQ of version 2, another mechanism, an error, and a frame of 8
                // EiB.
                "SSH-2.0-OpenSSH_9.2\r\n................................................",
                "\377\0\0\0\0\0\0\0\1\177\1\0",
                "\377\0\0\0\0\0\0\0\1\177\3\0PLAIN",
                "\377\0\0\0\0\0\0\0\1\177\3\0NULL|\4\7\5ERROR\0",
                "\377\0\0\0\0\0\0\0\1\177\3\0NULL|\4\34" + NULL_READY + "\2\177\0\0\0\0\0\0\0",
                "\377\0\0\0\0\0\0\0\1\177\3\0NULL|\6\0\0\0\0\0\1\0\1"
            })
    void whatIsNoPeerIsDroppedAndTriedAgain(String says) throws Exception {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var link = connect(plain(listener.getLocalPort()));

            for (int i = 0; i < 2; i++) {
                try (var socket = listener.accept()) {
                    socket.getOutputStream().write(greeting(says));
                    var in = socket.getInputStream();
                    socket.setSoTimeout(PATIENCE * 1000);
                    assertThat(drained(in)).as("the link ended the connection").isTrue();
                }
            }
            await(() -> link.state() == Link.State.LOST);
            assertThat(heard.messages).isEmpty();
        }
    }

    @Test
    void whoDoesNotGreetIsGivenUp() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            connect(
                    new Link.Terms(
                            "127.0.0.1",
                            silent.getLocalPort(),
                            Link.Role.DEALER,
                            "me",
                            Optional.empty(),
                            Duration.ofMillis(200)));
            try (var first = silent.accept();
                    var second = silent.accept()) {
                assertThat(first.getPort()).isNotEqualTo(second.getPort());
            }
        }
    }

    @Test
    void tasksAreDoneOneAtATimeAndRefusedAfterTheEnd() throws Exception {
        var counted = new int[1];
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var thread =
                    new Thread(
                            () -> {
                                for (int n = 0; n < 10_000; n++) {
                                    links.run(() -> counted[0]++, () -> {});
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (var thread : threads) {
            thread.join();
        }
        var done = new LinkedBlockingQueue<String>();
        links.run(
                () -> {
                    links.run(() -> done.add("the second"), () -> {});
                    done.add("the first, of " + counted[0]);
                },
                () -> {});
        assertThat(done.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("the first, of 40000");
        assertThat(done.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("the second");

        links.close();
        links.run(() -> done.add("done"), () -> done.add("refused"));

        assertThat(done.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("refused");
    }

    private Link connect(Link.Terms terms) throws InterruptedException {
        var made = new LinkedBlockingQueue<Link>();
        links.run(() -> made.add(links.connect(terms, heard)), () -> {});
        return Optional.ofNullable(made.poll(PATIENCE, TimeUnit.SECONDS)).orElseThrow();
    }

    private static Link.Terms plain(int port) {
        return new Link.Terms(
                "127.0.0.1", port, Link.Role.DEALER, "me", Optional.empty(), Duration.ofSeconds(5));
    }

    /** Does the other side's part, and takes all of ours. */
    private static DataInputStream shakeHands(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(greeting("\377\0\0\0\0\0\0\0\1\177\3\0NULL|\4\34" + NULL_READY));
        var in = new DataInputStream(socket.getInputStream());
        in.readNBytes(64);
        in.readByte();
        in.readNBytes(in.readUnsignedByte());
        return in;
    }

    /** Up to the bar, filled up to a greeting's 64 bytes. */
    private static byte[] greeting(String says) {
        var parts = says.split("\\|", 2);
        var head = Arrays.copyOf(parts[0].getBytes(StandardCharsets.ISO_8859_1), 64);
        return parts.length == 1
                ? head
                : Command.concat(head, parts[1].getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean drained(InputStream in) {
        try {
            in.readAllBytes();
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // Reset, since what was written has not been read.
        }
        return true;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
