package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeListTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nid[00001-00002,00010];[nid00001, nid00002, nid00010]",
                "n1;[n1]",
                "a1,b[8-11],c;[a1, b8, b9, b10, b11, c]",
                "r[1-2]n[1-2];[r1n1, r1n2, r2n1, r2n2]",
                "n[1-2]-ib;[n1-ib, n2-ib]",
            })
    void aNodeListIsExpanded(String list, String names) {
        assertThat(NodeList.expand(list)).hasToString(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n[1", "n]1[", "n[x-2]", "n[1-99999999]", "n[]"})
    void anythingElseIsRefused(String list) {
        assertThatThrownBy(() -> NodeList.expand(list))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
