package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the real shell of this machine. */
class SurroundingsTest {

    private static final Surroundings SLURM =
            new Surroundings(
                    List.of("SLURM_", "SBATCH_"),
                    List.of("SLURM_CONF"),
                    List.of("/opt/slurm/bin"),
                    Map.of("SLURM_TIME_FORMAT", "%s", "LC_ALL", "C"));

    private static Outcome run(Map<String, String> poison, String... words)
            throws InterruptedException {
        try (var host = new LocalHost()) {
            return host.run(SLURM.command(List.of(words)).withEnvironment(poison));
        }
    }

    @Test
    void inputVariablesAreForgottenAndOurOwnAreSet() throws InterruptedException {
        var poison =
                Map.of(
                        "SBATCH_PARTITION", "closed",
                        "SLURM_JOB_ID", "a b\nSLURM_X=1",
                        "SLURM_TIME_FORMAT", "standard",
                        "SLURM_CONF", "/etc/x",
                        "OTHER", "stays");
        assertThat(run(poison, "env").stdout().lines())
                .contains("SLURM_CONF=/etc/x", "OTHER=stays", "SLURM_TIME_FORMAT=%s", "LC_ALL=C")
                .noneMatch(line -> line.startsWith("SBATCH_") || line.startsWith("SLURM_JOB_ID"));
    }

    @Test
    void wordsArriveAsTheyAre() throws InterruptedException {
        assertThat(run(Map.of(), "printf", "%s|", "a b", "$HOME", "", "'").stdout())
                .isEqualTo("a b|$HOME||'|");
    }

    @Test
    void aProgramThatIsNotFoundIsReportedWithWhereItWasSearched() throws InterruptedException {
        var outcome = run(Map.of("PATH", "/usr/bin:/bin"), "no-such-program");
        assertThat(outcome.exitStatus()).isEqualTo(127);
        assertThat(outcome.stderr())
                .isEqualTo("no-such-program: not found in /usr/bin:/bin:/opt/slurm/bin\n");
    }
}
