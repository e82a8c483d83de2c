package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EngineHostTest {

    private static final List<HostSlots> TWO = hosts("a:4", "b:4");

    @Test
    void hostsAreFilledInTheirOrder() {
        assertThat(EngineHost.fill(TWO, Optional.empty(), 8))
                .containsExactly(new EngineHost("a", 4), new EngineHost("b", 4));
        assertThat(EngineHost.fill(TWO, Optional.empty(), 5))
                .containsExactly(new EngineHost("a", 4), new EngineHost("b", 1));
        assertThat(EngineHost.fill(TWO, Optional.empty(), 3))
                .containsExactly(new EngineHost("a", 3));
    }

    @Test
    void aHostWithoutANumberTakesTheUsualOrOne() {
        assertThat(EngineHost.slots(hosts("a", "b:4"), Optional.empty())).isEqualTo(5);
        assertThat(EngineHost.slots(hosts("a", "b:4"), Optional.of(16))).isEqualTo(20);
    }

    @Test
    void moreThanTheHostsTakeIsRefusedWithTheNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineHost.fill(TWO, Optional.empty(), 10))
                .withMessage(
                        "-n 10 is more than the 8 engines that the hosts take (a 4, b 4); name more"
                                + " hosts, or give them more, as a:6");
    }

    @Test
    void aHostThatIsNamedTwiceOrWithAUserIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineHost.fill(hosts("a:2", "a:2"), Optional.empty(), 4))
                .withMessageStartingWith("the host a is named twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineHost.fill(hosts("me@a:2"), Optional.empty(), 2))
                .withMessageContaining("~/.ssh/config");
    }

    private static List<HostSlots> hosts(String... texts) {
        return Stream.of(texts).map(HostSlots::parse).toList();
    }
}
