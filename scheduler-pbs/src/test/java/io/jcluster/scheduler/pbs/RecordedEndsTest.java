package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.scheduler.Dialect;
import io.jcluster.tunnel.Outcome;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same nine ends of jobs, made in both lines of PBS and read alike. */
class RecordedEndsTest {

    private static JobInfo ended(Dialect dialect, String record, String firstLine, String name) {
        var told = Records.of(record);
        var listing = new Outcome(told.exitStatus(), firstLine + told.stdout(), told.stderr());
        List<JobInfo> jobs = dialect.listing().reader().apply(listing);
        return jobs.stream()
                .filter(job -> job.jobName().filter(name::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + jobs));
    }

    /**
     * A shell says of a process of its own that signal 9 ended it with 137; PBS of the shell 265.
     */
    @ParameterizedTest
    @CsvSource({
        "three, 3, '', true",
        "fails, 1, '', true",
        "shell-killed, 137, '', true",
        "child-killed, 137, '', true",
        "group-killed, -, SIGKILL, true",
        "session-killed, -, SIGKILL, true",
        "deleted-running, -, SIGTERM, true",
        "deleted-waiting, -, '', false",
        "never, -, '', false",
    })
    void anEndIsReadAlikeInBothLines(String name, String status, String signal, boolean started) {
        for (var job :
                List.of(
                        ended(new OpenPbsDialect(), "openpbs/ends.txt", "", name),
                        ended(new TorqueDialect(), "torque/ends.txt", "alice\n", name))) {
            assertThat(job.jobState()).contains(JobState.FAILED);
            assertThat(job.exitStatus().isPresent()).as("%s", job).isEqualTo(!status.equals("-"));
            if (job.exitStatus().isPresent()) {
                assertThat(job.exitStatus()).hasValue(Integer.parseInt(status));
            }
            assertThat(job.terminatingSignal().orElse("")).as("%s", job).isEqualTo(signal);
            assertThat(job.dispatchTime().isPresent()).as("%s", job).isEqualTo(started);
            assertThat(job.finishTime()).isPresent();
            assertThat(job.annotation().orElse(""))
                    .as("a reason, not the time of the start")
                    .doesNotStartWith("Job started on")
                    .doesNotEndWith("and finished");
            if (!started) {
                assertThat(job.annotation().orElseThrow()).startsWith("cancelled before start");
            }
        }
    }
}
