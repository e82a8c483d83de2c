package io.jcluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 300, 100_000})
    void framesAreTheSameInWhateverPiecesTheyCome(int piece) throws IOException {
        var sent = new ArrayList<Frame>();
        for (int size : new int[] {0, 1, 255, 256, 70_000, 0}) {
            sent.add(Frame.part(size != 0, ByteBuffer.allocate(size)));
        }
        sent.add(Frame.command(new byte[5]));
        var bytes =
                Command.concat(
                        sent.stream()
                                .map(frame -> Command.concat(frame.head(), frame.bytes()))
                                .toArray(byte[][]::new));

        var reader = new FrameReader();
        var read = new ArrayList<Frame>();
        for (int at = 0; at < bytes.length; at += piece) {
            var some = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
            for (var frame = reader.next(some, 100_000);
                    frame.isPresent();
                    frame = reader.next(some, 100_000)) {
                read.add(frame.get());
            }
        }

        assertThat(read).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(read.get(i).body()).isEqualTo(sent.get(i).body());
            assertThat(read.get(i).hasMore()).isEqualTo(sent.get(i).hasMore());
            assertThat(read.get(i).isCommand()).isEqualTo(sent.get(i).isCommand());
        }
    }

    @Test
    void aFrameBeyondTheLimitIsRefusedByItsHead() {
        var head = Frame.part(false, ByteBuffer.allocate(1000)).head();

        assertThatThrownBy(() -> new FrameReader().next(ByteBuffer.wrap(head), 999))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame of 1000 bytes");
    }
}
