package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {

    @TempDir Path directory;

    @Test
    void lettersThatTheLocaleHidesAreReadFromTheProcess() throws IOException {
        Path process =
                commandLine("java\0-cp\0x.jar\0Main\0px\0\0é\0".getBytes(StandardCharsets.UTF_8));

        assertThat(Words.typed(new String[] {"px", "", "\uFFFD\uFFFD"}, process))
                .containsExactly("px", "", "é");
    }

    @Test
    void wordsThatAreThereAreLeftAlone() throws IOException {
        String[] whole = {"px", "é"};
        String[] garbled = {"px", "\uFFFD"};

        assertThat(Words.typed(whole, directory.resolve("none"))).isSameAs(whole);
        assertThat(Words.typed(garbled, directory.resolve("none"))).isSameAs(garbled);
        Path latin = commandLine(new byte[] {'p', 'x', 0, (byte) 0xe9, 0});
        assertThat(Words.typed(garbled, latin)).isSameAs(garbled);
    }

    private Path commandLine(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("cmdline"), bytes);
    }
}
