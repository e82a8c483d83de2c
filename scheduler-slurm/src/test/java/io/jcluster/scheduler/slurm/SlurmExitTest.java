package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmExitTest {

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, 0:0, 0, , ",
        "FAILED, 3:0, 3, , ",
        "FAILED, 137:0, 137, , ",
        "FAILED, 9:0, 9, , ",
        "FAILED, 0:9, , SIGKILL, ",
        "FAILED, 0:53, , , output file",
        "FAILED, 0:35, , SIG35, ",
        "FAILED, 0:99, , , ",
        "FAILED, nonsense, , , ",
        "OUT_OF_MEMORY, 0:125, , , OutOfMemory",
        "NODE_FAIL, 0:1, , , node of the job went down",
        "BOOT_FAIL, 0:1, , , booted",
        "CANCELLED, 0:15, , SIGTERM, cancelled",
        "CANCELLED, 0:0, , , cancelled",
        "TIMEOUT, 0:15, , SIGTERM, TimeLimit",
        "TIMEOUT, 0:0, , , TimeLimit",
        "PREEMPTED, 0:15, , SIGTERM, preempted",
        "DEADLINE, 0:15, , SIGTERM, DeadLine",
    })
    void anExitCodeIsReadByTheState(
            String word,
            String code,
            @Nullable Integer status,
            @Nullable String signal,
            @Nullable String annotation) {
        var info = JobInfo.builder();
        SlurmExit.read(word, code, true, info);
        var job = info.build();
        assertThat(job.exitStatus().stream().boxed().toList())
                .isEqualTo(status == null ? List.of() : List.of(status));
        assertThat(job.terminatingSignal().orElse(null)).isEqualTo(signal);
        assertThat(job.annotation().orElse("")).contains(annotation == null ? "" : annotation);
    }

    @ParameterizedTest
    @CsvSource({"137:0, SIGKILL", "139:0, SIGSEGV", "162:0, SIG34"})
    void aStatusOver128HasTheSignalThatAShellMeansByIt(String code, String signal) {
        var info = JobInfo.builder();
        SlurmExit.read("FAILED", code, true, info);
        assertThat(info.build().extensions()).containsEntry(SlurmExit.SHELL_SIGNAL, signal);
    }

    @ParameterizedTest
    @CsvSource({"true, cancelled", "false, cancelled before start"})
    void whatNeverRanWasCancelledBeforeItsStart(boolean ran, String annotation) {
        var info = JobInfo.builder();
        SlurmExit.read("CANCELLED", "0:0", ran, info);
        assertThat(info.build().annotation()).contains(annotation);
    }
}
