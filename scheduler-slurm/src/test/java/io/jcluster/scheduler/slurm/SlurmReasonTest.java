package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmReasonTest {

    /** What a user meets, and one of each family. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Priority",
                "Resources",
                "Dependency",
                "JobArrayTaskLimit",
                "launch failed requeued held",
                "ReqNodeNotAvail, UnavailableNodes:nid00001",
                "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority"
                        + " partitions",
                "AssocGrpCpuLimit",
                "AssocMaxJobsLimit",
                "AssocMaxWallDurationPerJobLimit",
                "QOSMaxWallDurationPerJobLimit",
                "QOSMaxJobsPerUserLimit",
                "QOSMinCpuNotSatisfied",
                "QOSGrpNodeLimit",
                "MaxGRESPerAccount",
                "BurstBufferStageIn",
                "NonZeroExitCode",
                "JobLaunchFailure",
            })
    void aReasonIsExplainedBehindSlurmsOwnWord(String reason) {
        assertThat(SlurmReason.inWords(reason)).startsWith(reason + "; ").hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SomethingNew", "site policy, see the wiki"})
    void anUnknownReasonIsShownAsItIs(String reason) {
        assertThat(SlurmReason.inWords(reason)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "PartitionNodeLimit, true",
        "PartitionTimeLimit, true",
        "DependencyNeverSatisfied, true",
        "PartitionDown, false",
        "Resources, false",
    })
    void onlyAJobThatWaitsInVainIsSaidNeverToStart(String reason, boolean never) {
        var info = SlurmReason.info("7", JobState.QUEUED, "PENDING", reason).build();
        assertThat(info.extensions().containsKey("slurm_ji_never_starts")).isEqualTo(never);
    }
}
