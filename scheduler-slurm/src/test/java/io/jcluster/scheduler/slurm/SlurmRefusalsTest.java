package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmRefusalsTest {

    @ParameterizedTest
    @CsvSource({
        "bad-partition, INVALID, sinfo",
        "bad-account, DENIED, sacctmgr",
        "bad-constraint, INVALID, features",
        "bad-gres, INVALID, %G",
        "bad-option, INVALID, ''",
        "invalid-time, INVALID, ''",
        "too-much-mem, INVALID, ask for less",
        "crlf, INVALID, dos2unix",
        "empty, INVALID, ''",
        "no-shebang, INVALID, ''",
        "controller-down, UNREACHABLE, scontrol ping",
    })
    void aRecordedRefusalIsUnderstood(String name, Refusal.Kind kind, String advice) {
        var refusal =
                SlurmRefusals.ALL.apply(
                        new Outcome(1, "", Records.text("refusals/sbatch-" + name + ".txt")));
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.advice().orElse("")).contains(advice);
    }

    @ParameterizedTest
    @CsvSource({"bad-partition, queueName", "bad-gres, slurm_jt_gres"})
    void aRefusalNamesTheAttributeAtFault(String name, String attribute) {
        var refusal =
                SlurmRefusals.ALL.apply(
                        new Outcome(1, "", Records.text("refusals/sbatch-" + name + ".txt")));
        assertThat(refusal.attributes()).containsExactly(attribute);
    }

    /** Sentences of 22.05.8, and of later versions where said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Batch job submission failed: Invalid job array specification; INVALID",
                "Batch job submission failed: Invalid node name specified; INVALID",
                "Batch job submission failed: Job dependency problem; INVALID",
                "Batch job submission failed: Invalid --nice value; DENIED",
                "Batch job submission failed: Invalid license specification; INVALID",
                "Batch job submission failed: Requested reservation is invalid; INVALID",
                "Batch job submission failed: Access denied to requested reservation; DENIED",
                "Invalid generic resource (gres) specification; INVALID",
                "Invalid --signal specification; INVALID",
                "Temporary disk specification can not be satisfied; INVALID",
                "invalid number of nodes (-N 2-1); INVALID",
                "Job violates accounting/QOS policy (job submit limit, user's size); DENIED",
                "Batch job submission failed: Socket timed out on send/recv operation;"
                        + "UNKNOWN_OUTCOME",
                "Unable to contact slurm controller (receive failure); UNKNOWN_OUTCOME",
                "Unable to contact slurm controller (connect failure); UNREACHABLE",
                "Unexpected message received for job 65; UNREACHABLE",
                "Slurm temporarily unable to accept job, sleeping and retrying; LATER",
                "Rate limit exceeded, please retry momentarily; LATER",
                "Job has already finished for job 1; WRONG_STATE",
                "Kill job error on job id 29: Job can not be altered now, try again later;"
                        + "WRONG_STATE",
                "Kill job error on job id 999: Invalid job id specified; WRONG_STATE",
                "Access/permission denied for job 30; DENIED",
                "Slurm accounting storage is disabled; NOT_OFFERED",
                "Invalid field requested: \"SubmitLine\"; NOT_OFFERED",
                "Problem talking to the database: Connection refused; UNREACHABLE",
                "Segmentation fault; OTHER",
            })
    void aSentenceIsUnderstood(String said, Refusal.Kind kind) {
        assertThat(SlurmRefusals.ALL.apply(new Outcome(1, "", "sbatch: error: " + said)).kind())
                .isEqualTo(kind);
    }
}
