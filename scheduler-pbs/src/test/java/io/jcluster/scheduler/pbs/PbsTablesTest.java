package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PbsTablesTest {

    @ParameterizedTest
    @CsvSource({
        "Q, false, false, QUEUED",
        "Q, true, false, QUEUED_HELD",
        "Q, false, true, REQUEUED",
        "Q, true, true, REQUEUED_HELD",
        "W, false, false, QUEUED",
        "W, false, true, REQUEUED",
        "T, false, false, QUEUED",
        "T, false, true, REQUEUED",
        "H, true, false, QUEUED_HELD",
        "H, true, true, REQUEUED_HELD",
        "R, false, true, RUNNING",
        "R, true, true, RUNNING",
        "E, false, true, RUNNING",
        "S, false, true, SUSPENDED",
        "U, false, true, SUSPENDED",
        "F, false, true, FAILED",
        "C, false, true, FAILED",
        "X, false, true, FAILED",
        "M, false, false, UNDETERMINED",
        "B, false, false, UNDETERMINED",
        "?, false, false, UNDETERMINED",
    })
    void aLetterIsAState(String letter, boolean held, boolean restarted, JobState state) {
        assertThat(PbsState.of(letter, held, restarted, false)).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"F", "C", "X"})
    void onlyTheExitStatusMakesAnEndASuccess(String letter) {
        assertThat(PbsState.of(letter, false, true, true)).isEqualTo(JobState.DONE);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENPBS, 0, 0, '', ''",
        "OPENPBS, 143, 143, '', ''",
        "OPENPBS, 255, 255, '', ''",
        "OPENPBS, 265, -, SIGKILL, ''",
        "OPENPBS, 271, -, SIGTERM, ''",
        "OPENPBS, 290, -, SIG34, ''",
        "TORQUE, 271, -, SIGTERM, ''",
        "TORQUE, 10015, -, SIGTERM, ''",
        "OPENPBS, -29, -, '', TimeLimit",
        "TORQUE, -11, -, '', TimeLimit",
        "OPENPBS, -11, -, '', requeued",
        "TORQUE, -10, -, '', MemoryLimit",
        "OPENPBS, -10, -, '', user is not known",
        "OPENPBS, -12, -, '', checkpointed",
        "TORQUE, -12, -, '', processor time",
        "OPENPBS, -13, -, '', password",
        "TORQUE, -13, -, '', control group",
        "OPENPBS, -27, -, '', MemoryLimit",
        "TORQUE, -8, -, '', could not be run",
        "OPENPBS, -3, -, '', try again",
        "TORQUE, -29, -, '', code -29",
        "OPENPBS, 70000, -, '', code 70000",
    })
    void aNumberIsAnEnd(PbsExit line, int number, String status, String signal, String words) {
        var builder = JobInfo.builder();
        var said = line.read(number, builder);
        var info = builder.build();
        assertThat(info.exitStatus().isPresent()).isEqualTo(!status.equals("-"));
        if (info.exitStatus().isPresent()) {
            assertThat(info.exitStatus()).hasValue(Integer.parseInt(status));
        }
        assertThat(info.terminatingSignal().orElse("")).isEqualTo(signal);
        assertThat(said.orElse("")).contains(words);
    }

    /** The first words of what was submitted, and what a refusal of it means. */
    private static final Map<String, Refusal.Kind> NOT_INVALID =
            Map.of(
                    "restricted", Refusal.Kind.DENIED,
                    "-u root", Refusal.Kind.DENIED,
                    "qsub -- /bin/true", Refusal.Kind.DENIED,
                    "echo true | qsub", Refusal.Kind.DENIED,
                    "-q limited", Refusal.Kind.LATER,
                    "nosuchserver", Refusal.Kind.UNREACHABLE,
                    "pbs-nid1", Refusal.Kind.UNREACHABLE);

    /** What never comes from here: files that are not there, terminals, directories. */
    private static boolean ofOtherUse(Records.Told told) {
        return told.command().matches(".*(nosuchscript|nosuch\\.pbs| -I |qsub jobs$).*");
    }

    @ParameterizedTest
    @CsvSource({"openpbs, 25", "torque, 15"})
    void everyRecordedRefusalIsUnderstood(String line, int least) {
        var all =
                Records.all(line + "/qsub-refusals.txt").filter(told -> !ofOtherUse(told)).toList();
        assertThat(all).hasSizeGreaterThan(least);
        for (var told : all) {
            var kind =
                    NOT_INVALID.entrySet().stream()
                            .filter(entry -> told.command().contains(entry.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse(Refusal.Kind.INVALID);
            assertThat(PbsRefusals.TABLE.apply(told.outcome()).kind())
                    .as(told.command() + ": " + told.outcome().stderr())
                    .isEqualTo(kind);
        }
    }

    @Test
    void theSameNumberMeansOtherThingsInTheTwoLinesAndIsNotLookedAt() {
        assertThat(PbsRefusals.TABLE.apply(new Outcome(170, "", "qsub: Unknown queue")).kind())
                .isEqualTo(Refusal.Kind.INVALID);
        assertThat(
                        PbsRefusals.TABLE
                                .apply(
                                        new Outcome(
                                                170,
                                                "",
                                                "qdel: Request invalid for state of job"
                                                        + " MSG=invalid state for job - COMPLETE 16.tq"))
                                .kind())
                .isEqualTo(Refusal.Kind.WRONG_STATE);
    }

    @Test
    void suspendingTakesMoreRightsThanAUserHas() {
        var said = new Outcome(159, "", "qsig: Unauthorized Request  23.pbs-head\n");
        assertThat(PbsRefusals.TABLE.apply(said).kind()).isEqualTo(Refusal.Kind.DENIED);
    }
}
