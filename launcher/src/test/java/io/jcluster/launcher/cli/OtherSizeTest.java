package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.launcher.config.UserDirectories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart says to a size that does not go with the rest. */
class OtherSizeTest {

    private static final List<String> TWO_BY_TWO = List.of("--nodes=2", "--tasks-per-node=2");

    @TempDir private Path home = Path.of("");

    @Test
    void theWordsThatWouldDoAreNamed() {
        assertThatThrownBy(() -> restart(TWO_BY_TWO, "--engines=8"))
                .hasMessage(
                        "-n 8 contradicts nodes 2 (--nodes) x tasks-per-node 2 (--tasks-per-node)"
                                + " = 4: cluster 77 is submitted anew as it was, but for what is"
                                + " said now; write jcluster restart 77 -n 8 --nodes 4, or -n 8"
                                + " --tasks-per-node 4");
        assertThatThrownBy(() -> restart(TWO_BY_TWO, "--engines=3"))
                .hasMessageEndingWith("restart 77 -n 3 --nodes 1 --tasks-per-node 3");
        assertThatThrownBy(() -> restart(TWO_BY_TWO, "--engines=3", "--nodes=3"))
                .hasMessageEndingWith("restart 77 -n 3 --nodes 3 --tasks-per-node 1");
        assertThatThrownBy(() -> restart(List.of("--engines=4", "--nodes=2"), "--tasks-per-node=3"))
                .hasMessageEndingWith("restart 77 -n 6 --tasks-per-node 3");
    }

    @Test
    void whatGoesTogetherIsNotRefused() {
        assertThatCode(() -> restart(TWO_BY_TWO, "--nodes=3")).doesNotThrowAnyException();
        assertThatCode(() -> restart(TWO_BY_TWO, "--engines=4")).doesNotThrowAnyException();
        assertThatCode(() -> restart(List.of("--nodes=2"), "--engines=3"))
                .doesNotThrowAnyException();
    }

    private void restart(List<String> earlier, String... now) {
        List<String> words = List.of(now);
        OtherSize.check(
                "77",
                ClusterOptions.again(earlier, words)
                        .said(UserDirectories.from(Map.of("HOME", home.toString())).profiles()),
                words);
    }
}
