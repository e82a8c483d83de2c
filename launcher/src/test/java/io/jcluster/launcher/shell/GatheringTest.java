package io.jcluster.launcher.shell;

import static io.jcluster.launcher.shell.Gathering.Kind.ERR;
import static io.jcluster.launcher.shell.Gathering.Kind.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final long MOMENT = Duration.ofMillis(100).toNanos();

    private final List<String> shown = new ArrayList<>();
    private final Gathering gathering =
            new Gathering(
                    Duration.ofNanos(MOMENT),
                    block ->
                            shown.add(
                                    Targets.text(block.engines())
                                            + " "
                                            + block.kind()
                                            + " "
                                            + String.join("|", block.lines())));

    @Test
    void whatSeveralEnginesPrintAlikeIsShownOnce() {
        gathering.said(1, OUT, "hello\n", 0);
        gathering.said(0, OUT, "hello\n", 50);
        gathering.tick(MOMENT - 1);
        assertThat(shown).isEmpty();
        gathering.tick(MOMENT);
        assertThat(shown).containsExactly("0-1 OUT hello");
    }

    @Test
    void whatAnEnginePrintsInOneMomentStaysTogether() {
        gathering.said(0, OUT, "a\nb\n", 0);
        gathering.said(1, OUT, "c\n", 0);
        gathering.said(0, OUT, "d\n", 10);
        gathering.tick(MOMENT);
        assertThat(shown).containsExactly("0 OUT a|b|d", "1 OUT c");
    }

    @Test
    void aLineIsShownWhenItHasItsEnd() {
        gathering.said(0, OUT, "ha", 0);
        gathering.tick(2 * MOMENT);
        assertThat(shown).isEmpty();
        gathering.said(0, OUT, "lf\nrest", 0);
        gathering.finished(0, 0);
        gathering.end();
        assertThat(shown).containsExactly("0 OUT half|rest");
    }

    @Test
    void outputAndErrorsKeepTheirOrder() {
        gathering.said(0, OUT, "one\n", 0);
        gathering.said(0, ERR, "two\n", 0);
        gathering.said(0, OUT, "three\n", 0);
        gathering.end();
        assertThat(shown).containsExactly("0 OUT one", "0 ERR two", "0 OUT three");
    }

    @Test
    void aProgressBarIsSeenInItsLastState() {
        gathering.said(0, OUT, " 10%\r 50%\r100%\r\n", 0);
        gathering.end();
        assertThat(shown).containsExactly("0 OUT 100%");
    }

    @Test
    void nothingPassesThatATerminalWouldObey() {
        gathering.said(0, OUT, "\u001b[31mred\u001b[0m \u001b]0;title\u0007and\u0008 tab\t.\n", 0);
        gathering.end();
        assertThat(shown).containsExactly("0 OUT red and tab\t.");
    }

    @Test
    void enginesThatDifferInTheirSecondLineAreNotPutTogether() {
        gathering.said(0, OUT, "same\nx\n", 0);
        gathering.said(1, OUT, "same\ny\n", 0);
        gathering.end();
        assertThat(shown).containsExactly("0 OUT same|x", "1 OUT same|y");
    }
}
