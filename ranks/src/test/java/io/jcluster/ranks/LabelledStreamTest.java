package io.jcluster.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LabelledStreamTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LabelledStream labelled = new LabelledStream(out, 3);

    @Test
    void eachLineSaysWhoseItIsAndLeavesWhenItIsWhole() {
        PrintStream stream = new PrintStream(labelled, false, StandardCharsets.UTF_8);
        stream.print("grüe");
        stream.flush();
        assertThat(text()).isEmpty();
        stream.print("zi\n\nto");
        assertThat(text()).isEqualTo("[3] grüezi\n[3] \n");
        stream.close();
        assertThat(text()).isEqualTo("[3] grüezi\n[3] \n[3] to\n");
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        for (int i = 0; i < 100; i++) {
            labelled.write(new byte[1000]);
        }
        assertThat(out.size()).isGreaterThan(64 * 1000);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
