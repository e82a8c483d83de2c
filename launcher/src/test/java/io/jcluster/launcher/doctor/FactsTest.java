package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsTest {

    private static final String MARK = "=jcluster-1f=";

    @Test
    void aValueIsWhatStandsBehindItsMark() {
        assertThat(
                        Facts.values(
                                """
                                Welcome to the cluster!

                                =jcluster-1f= node
                                login1

                                =jcluster-1f= two
                                first line
                                second line
                                """,
                                MARK))
                .isEqualTo(Map.of("node", "login1", "two", "first line\nsecond line"));
    }

    @Test
    void withoutAMarkThereAreNoValues() {
        assertThat(Facts.values("Welcome\n=jcluster-2= node\nlogin1\n", MARK)).isEmpty();
    }

    @Test
    void aNameThatComesAgainChangesNothing() {
        assertThat(Facts.values("=jcluster-1f= node\nlogin1\n=jcluster-1f= node\nother\n", MARK))
                .isEqualTo(Map.of("node", "login1"));
    }

    @Test
    void whatATerminalWouldObeyIsNoPartOfAValue() {
        assertThat(Facts.values("=jcluster-1f= node\nlog\u001b[31min1\u0007\n", MARK))
                .isEqualTo(Map.of("node", "log[31min1"));
    }

    @Test
    void nothingToldAndNothingSaidAreTwoThings() {
        Facts facts = new Facts(Map.of("quota", ""), "");
        assertThat(facts.tells("quota")).isTrue();
        assertThat(facts.get("quota")).isEmpty();
        assertThat(facts.tells("node")).isFalse();
    }
}
