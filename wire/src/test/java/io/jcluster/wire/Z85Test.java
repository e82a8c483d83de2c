package io.jcluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Z85Test {

    @Test
    void theExampleOfTheSpecificationIsRead() {
        assertThat(Z85.decode("HelloWorld")).isEqualTo(HexFormat.of().parseHex("864fd26fb559f75b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hell", "Hell ", "#####"})
    void whatIsNotOfTheFormIsRefused(String text) {
        assertThatThrownBy(() -> Z85.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
