package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.tunnel.HostException.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalHostTest implements HostContract {

    private final WiredHost host = new LocalHost();

    @Override
    public WiredHost host() {
        return host;
    }

    @Test
    void wordsArriveAsTheyAreInTheCLocaleToo() throws Exception {
        String word = "höß 漢字 %s \\n 'x' $y\n\n";
        Command command =
                Command.of("/bin/sh", "-c", "printf '%s|%s' \"$1\" \"$V\"", "sh", word)
                        .withEnvironment(Map.of("V", word));
        assertThat(new LocalHost(true).run(command).stdout()).isEqualTo(word + "|" + word);
    }

    @Test
    void aForwardIsThePortItself() {
        HostPort there = new HostPort("node17", 4711);
        try (Forward forward = host.forward(there)) {
            assertThat(forward.here()).isEqualTo(there);
        }
    }

    @Test
    void aForwardToAnotherLocalPortIsRefused() {
        assertThatThrownBy(() -> host.forward(new HostPort("node17", 4711), 4712))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.FORWARD_REFUSED));
    }
}
