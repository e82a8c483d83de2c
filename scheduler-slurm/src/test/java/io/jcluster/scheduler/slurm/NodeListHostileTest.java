package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Node lists that would take for ever, or more memory than there is, if they were believed. */
class NodeListHostileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n[1-9223372036854775807]",
                "n[1-9223372036854775807][2-1]",
                "n[1-100000][1-100000][1-100000]",
                "n[",
                "n]",
                "n[1-2",
                "n[]",
                "n[a-b]",
                "n[5-1]",
                "n[-5]",
                "n[1--5]",
                "n[1-99999999999999999999]"
            })
    void rubbishIsRefused(String list) {
        assertThatThrownBy(() -> NodeList.expand(list))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bracketsWithoutEndAreRefused() {
        var list = "n" + "[1]".repeat(100_000);
        assertThatThrownBy(() -> NodeList.expand(list))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void zerosWithoutEndAreRefused() {
        var list = "n[" + "0".repeat(1_000_000) + "1-99999]";
        assertThatThrownBy(() -> NodeList.expand(list))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void severalDimensionsAreExpanded() {
        assertThat(NodeList.expand("r[1-2]c[08-09]"))
                .containsExactly("r1c08", "r1c09", "r2c08", "r2c09");
    }
}
