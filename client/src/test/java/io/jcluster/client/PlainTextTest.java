package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void coloursTitlesAndControlCharactersAreGone() {
        assertThat(PlainText.of("\u001b[0;31mValueError\u001b[0m")).isEqualTo("ValueError");
        assertThat(PlainText.of("\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b"))
                .isEqualTo("ab");
        assertThat(PlainText.of("a\rb\bc\u009b31md\0")).isEqualTo("abcd");
        assertThat(PlainText.of("x\u202ey")).isEqualTo("xy");
    }

    @Test
    void linesTabsAndLettersStay() {
        assertThat(PlainText.of("größe\n\t\ud83d\ude00")).isEqualTo("größe\n\t\ud83d\ude00");
    }
}
