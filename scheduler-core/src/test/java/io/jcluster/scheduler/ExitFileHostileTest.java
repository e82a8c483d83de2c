package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.scheduler.hostile.Spoiler;
import io.jcluster.tunnel.Outcome;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What jobs wrote down themselves, when it comes cut, mixed up or forged. */
class ExitFileHostileTest {

    private static final int ROUNDS = Integer.getInteger("jcluster.fuzz.rounds", 300);
    private static final long SEED = Long.getLong("jcluster.fuzz.seed", 1);

    private static final List<ExitFile> FILES =
            List.of(new ExitFile("a", true), new ExitFile("b", true), new ExitFile("c", true));

    private static final List<String> PIECES =
            List.of(
                    "exit 0 1763730010",
                    "1 exit 0 1763730010",
                    "2 failed 1763730010 no such directory",
                    "started 1763730000",
                    "started 999999999999999999",
                    "exit 999 1763730010 SIGKILL");

    @Test
    void noJobEndsThatDidNotSaySo() {
        var good = "0 started 1763730000\n1 started 1763730001\n2 started 1763730002\n";
        var question = ExitFile.read(FILES);
        for (var seed = SEED; seed < SEED + ROUNDS * 10L; seed++) {
            var answer = new Spoiler(seed, PIECES).spoil(good);
            question.reader()
                    .apply(new Outcome(0, answer, ""))
                    .forEach(
                            (file, record) -> {
                                if (record.ending().isPresent()) {
                                    var number = FILES.indexOf(file);
                                    assertThat(answer)
                                            .containsPattern(
                                                    Pattern.compile(
                                                            "(?m)^" + number + " (exit|failed) "));
                                }
                            });
        }
    }
}
