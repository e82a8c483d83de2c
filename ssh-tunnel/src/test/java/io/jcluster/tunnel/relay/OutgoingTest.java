package io.jcluster.tunnel.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes to the relay, without one. */
@Timeout(60)
class OutgoingTest {

    /** A carrier that takes nothing until it may. */
    private static final class Narrow extends OutputStream {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            synchronized (taken) {
                taken.write(bytes, from, length);
            }
        }

        private int size() {
            synchronized (taken) {
                return taken.size();
            }
        }
    }

    @Test
    void whatTheCarrierHasNotTakenYetIsNotWritten() throws Exception {
        Outgoing outgoing = new Outgoing();
        Narrow carrier = new Narrow();
        int number = outgoing.resume(0);
        Thread writer =
                thread(
                        new FutureTask<>(
                                () -> {
                                    outgoing.carry(number, carrier);
                                    return 0;
                                }));
        outgoing.add(Frame.bare(Frame.BYE, 0));
        carrier.asked.await();

        FutureTask<Integer> waiting =
                new FutureTask<>(
                        () -> {
                            outgoing.awaitWritten(Duration.ofHours(1));
                            return carrier.size();
                        });
        Thread waiter = thread(waiting);
        while (waiter.getState() != Thread.State.TIMED_WAITING && !waiting.isDone()) {
            Thread.onSpinWait();
        }
        carrier.open.countDown();

        assertThat(waiting.get()).isEqualTo(Frame.HEADER);
        outgoing.end();
        writer.join();
    }

    private static Thread thread(FutureTask<Integer> work) {
        Thread thread = new Thread(work, "outgoing-test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
