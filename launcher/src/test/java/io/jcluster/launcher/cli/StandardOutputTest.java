package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    private final StringWriter said = new StringWriter();
    private final AtomicInteger left = new AtomicInteger();

    @Test
    void whatIsNotDeliveredIsNotDone() {
        StandardOutput full = new StandardOutput(failing("No space left on device"), this::left);
        new PrintStream(full, true, StandardCharsets.UTF_8).println("a result");

        assertThat(full.verdict(0, new PrintWriter(said))).isEqualTo(7);
        assertThat(said)
                .hasToString(
                        "jcluster: standard output cannot be written\n  | No space left on device\n");
        assertThat(full.verdict(8, new PrintWriter(said))).isEqualTo(8);
        assertThat(left).hasValue(0);
    }

    @Test
    void aReaderThatLeavesIsToldOfAtOnce() {
        StandardOutput pipe = new StandardOutput(failing("Broken pipe"), this::left);

        assertThatThrownBy(() -> pipe.write('x')).isInstanceOf(IOException.class);

        assertThat(left).hasValue(1);
    }

    @Test
    void allThatIsWrittenArrives() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(file, this::left);
        output.write("text\n".getBytes(StandardCharsets.UTF_8));
        output.write('x');

        assertThat(output.verdict(0, new PrintWriter(said))).isZero();
        assertThat(file).hasToString("text\nx");
        assertThat(said.toString()).isEmpty();
    }

    private void left() {
        left.incrementAndGet();
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }
}
