package io.jcluster.tunnel.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PipeTest {

    @Test
    void whatIsWrittenIsReadAfterTheEndToo() throws IOException {
        Pipe pipe = new Pipe();
        try (OutputStream sink = pipe.sink()) {
            sink.write(new byte[] {1, 2, 3, 4}, 1, 2);
            sink.write(9);
        }
        assertThat(pipe.readAllBytes()).containsExactly(2, 3, 9);
    }

    @Test
    void whatIsTakenIsWhatWasNotReadYet() throws IOException {
        Pipe pipe = new Pipe();
        try (OutputStream sink = pipe.sink()) {
            sink.write(new byte[] {1, 2, 3});
            sink.write(new byte[] {4, 5});
        }
        assertThat(pipe.read()).isEqualTo(1);
        assertThat(bytes(pipe.take())).containsExactly(2, 3, 4, 5);
        assertThat(bytes(pipe.take())).isEmpty();
        assertThat(pipe.available()).isZero();
    }

    @Test
    void moreThanABlockComesOutAsItWentIn() throws IOException {
        byte[] much = new byte[3 * Blocks.SIZE + 77];
        new Random(1).nextBytes(much);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int round = 0; round < 2; round++) { // the second time in blocks that were used
            Pipe pipe = new Pipe();
            try (OutputStream sink = pipe.sink()) {
                sink.write(much, 0, 1000);
                sink.write(much, 1000, much.length - 1000);
            }
            out.reset();

            assertThat(pipe.transferTo(out)).isEqualTo(much.length);
            assertThat(out.toByteArray()).isEqualTo(much);
        }
    }

    private static byte[] bytes(ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        return bytes;
    }

    @Test
    void whatIsTakenMakesRoomForTheWriter() throws Exception {
        try (Pipe pipe = new Pipe(10, Duration.ofMinutes(1));
                OutputStream sink = pipe.sink()) {
            sink.write(new byte[11]);
            CompletableFuture<Integer> reader =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return pipe.take().remaining() + pipe.take().remaining();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            sink.write(new byte[12]);
            assertThat(reader.get(1, TimeUnit.MINUTES)).isEqualTo(23);
        }
    }

    @Test
    void aReaderThatHadToWaitIsToldOfOnce() throws Exception {
        try (Pipe pipe = new Pipe();
                OutputStream sink = pipe.sink()) {
            sink.write(1);
            pipe.read();
            assertThat(pipe.readerWaited()).isFalse();
            Thread reader = new Thread(() -> assertThatCode(pipe::read).doesNotThrowAnyException());
            reader.start();
            while (reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            sink.write(2);
            reader.join();
            assertThat(pipe.readerWaited()).isTrue();
            assertThat(pipe.readerWaited()).isFalse();
        }
    }

    @Test
    void aReaderThatStandsStillLosesThePipe() throws IOException {
        try (Pipe pipe = new Pipe(10, Duration.ofMillis(20));
                OutputStream sink = pipe.sink()) {
            sink.write(new byte[11]);
            assertThatThrownBy(() -> sink.write(1)).hasMessageContaining("taken nothing");
            assertThatThrownBy(pipe::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aReaderThatHasGoneIsNoticedByTheWriter() throws IOException {
        Pipe pipe = new Pipe();
        OutputStream sink = pipe.sink();
        pipe.close();
        assertThatThrownBy(() -> sink.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void whoWantsNothingIsNotKeptWaiting() throws Exception {
        try (Pipe pipe = new Pipe()) {
            pipe.sink().write(new byte[] {1, 2, 3});
            assertThat(pipe.readNBytes(3)).containsExactly(1, 2, 3);
        }
    }
}
