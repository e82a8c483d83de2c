package io.jcluster.tunnel.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // JUnit fills the fields
class OutletTest {

    /** More than the sockets of both sides hold. */
    private static final int MUCH = 12 << 20;

    private static final HostPort THERE = new HostPort("nid00012", 34859);

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final BlockingQueue<LocalConnection> come = new LinkedBlockingQueue<>();
    private final AtomicLong taken = new AtomicLong();
    private final CompletableFuture<Optional<IOException>> over = new CompletableFuture<>();
    private LocalPort port;
    private Socket program;
    private LocalConnection connection;
    private Outlet outlet;

    @BeforeEach
    void connect() throws Exception {
        port = LocalPort.open(0, THERE, come::add);
        program = new Socket(port.here().host(), port.here().port());
        connection = come.poll(1, TimeUnit.MINUTES);
        outlet =
                new Outlet(
                        connection,
                        workers,
                        new Outlet.Listener() {
                            @Override
                            public void taken(int bytes) {
                                taken.addAndGet(bytes);
                            }

                            @Override
                            public void over(Optional<IOException> failure) {
                                over.complete(failure);
                            }
                        });
    }

    @AfterEach
    void close() throws IOException {
        program.close();
        connection.close();
        port.close();
        workers.shutdownNow();
    }

    @Test
    void whatTheProgramTakesItGetsOnTheWritersThread() throws Exception {
        outlet.write(new byte[] {1, 2, 3});

        assertThat(taken).hasValue(3);
        assertThat(outlet.available()).isZero();
        assertThat(program.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    }

    @Test
    void aProgramThatDoesNotReadKeepsNobodyWaitingAndGetsAllInOrder() throws Exception {
        byte[] much = new byte[MUCH];
        new Random(7).nextBytes(much);

        for (int from = 0; from < MUCH; from += 32 << 10) {
            outlet.write(much, from, 32 << 10);
        }
        outlet.write(9);
        outlet.close();

        assertThat(over).isNotDone();
        assertThat(outlet.available()).isPositive();
        assertThat(Arrays.equals(program.getInputStream().readNBytes(MUCH), much)).isTrue();
        assertThat(program.getInputStream().read()).isEqualTo(9);
        assertThat(over.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(taken).hasValue(MUCH + 1);
    }

    @Test
    void afterARushItGoesStraightAgain() throws Exception {
        outlet.write(new byte[MUCH]);
        assertThat(outlet.readerWaited()).isTrue();
        program.getInputStream().readNBytes(MUCH);
        // The end of the rush is a thread's, which may be behind its last byte.
        while (!outlet.readerWaited()) {
            outlet.write(1);
            assertThat(program.getInputStream().read()).isEqualTo(1);
        }
        outlet.write(2);

        assertThat(outlet.available()).isZero();
        assertThat(program.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void aProgramThatHasGoneIsToldOfOnce() throws Exception {
        program.setSoLinger(true, 0);
        program.close();

        assertThatThrownBy(
                        () -> {
                            while (true) {
                                outlet.write(new byte[1 << 20]);
                            }
                        })
                .isInstanceOf(IOException.class);
        assertThat(over.get(1, TimeUnit.MINUTES)).isPresent();
        assertThatThrownBy(() -> outlet.write(1)).hasMessageContaining("has ended");
    }

    @Test
    void aConnectionThatIsClosedHereWakesItsReaderAndItsWriter() throws Exception {
        outlet.write(new byte[MUCH]);
        CompletableFuture<Integer> reader =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return connection.read(new byte[1], 0, 1);
                            } catch (IOException e) {
                                return -2;
                            }
                        },
                        workers);

        connection.reset();

        assertThat(reader.get(1, TimeUnit.MINUTES)).isEqualTo(-2);
        assertThat(over.get(1, TimeUnit.MINUTES)).isPresent();
        assertThatThrownBy(() -> program.getInputStream().readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClosedPortIsFreeAtOnceAndKeepsItsConnections() throws Exception {
        port.close();
        try (LocalPort again = LocalPort.open(port.here().port(), THERE, come::add)) {
            assertThat(again.here()).isEqualTo(port.here());
            outlet.write(5);
            assertThat(program.getInputStream().read()).isEqualTo(5);
        }
    }
}
