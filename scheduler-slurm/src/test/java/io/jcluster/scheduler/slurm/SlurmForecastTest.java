package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Forecast;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SlurmForecastTest {

    private static final JobTemplate JOB =
            JobTemplate.builder()
                    .queueName("debug")
                    .extension(Extensions.SCRIPT, "#!/bin/bash\ndate\n")
                    .build();

    private static Exchange<Forecast> question() {
        SlurmDialect slurm = new SlurmDialect();
        return slurm.forecast(JobScript.of(slurm, JOB), JOB).orElseThrow();
    }

    private static Forecast read(String stderr) {
        return question().reader().apply(new Outcome(0, "", stderr));
    }

    @Test
    void theWholeScriptIsAskedAboutAndNotSubmitted() {
        assertThat(question().ran()).isEqualTo("sbatch --test-only");
        assertThat(question().question().argv()).endsWith("sbatch", "--test-only");
        assertThat(question().question().stdin().orElse(""))
                .isEqualTo(JobScript.of(new SlurmDialect(), JOB).text());
    }

    @Test
    void theSentenceOnStandardErrorIsRead() {
        assertThat(read(Records.printed("sbatch-test-only.txt")))
                .isEqualTo(
                        new Forecast(
                                Instant.ofEpochSecond(1795303601),
                                OptionalInt.of(4),
                                List.of("nid1", "nid2"),
                                Optional.of("normal")));
    }

    @Test
    void whoWouldHaveToMakeRoomIsNotMistakenForTheAnswer() {
        assertThat(
                        read("sbatch: Job 9 to start at 1795302000 using 8 processors on"
                                        + " nodes nid1 in partition high\n"
                                        + "sbatch:   Preempts: 3,4\n")
                                .queue())
                .contains("high");
    }

    @Test
    void anAnswerWithoutATimeIsRefused() {
        assertThatThrownBy(() -> read("sbatch: warning: can't honor --ntasks-per-node\n"))
                .hasMessageContaining("no start");
    }

    @Test
    void aRequestThatCanNeverBeMetIsRefusedAsAtASubmission() {
        assertThat(
                        question()
                                .refusal()
                                .apply(
                                        new Outcome(
                                                1,
                                                "",
                                                "allocation failure: Requested node configuration"
                                                        + " is not available\n"))
                                .kind())
                .isEqualTo(Refusal.Kind.INVALID);
    }
}
