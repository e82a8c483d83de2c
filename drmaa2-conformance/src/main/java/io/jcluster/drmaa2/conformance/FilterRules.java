package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters: which jobs of a session they let through. */
public abstract class FilterRules extends Chapter {

    protected FilterRules() {}

    @Test
    @Rule({103, 104, 107, 108, 109})
    void aFilterFindsExactlyTheJobsThatMatchInEverythingItSets() throws InterruptedException {
        var good = run(quick().jobName("good"));
        var bad = run(script("exit 3").jobName("bad"));
        var running = running(sleeper().jobName("runs"));
        good.waitTerminated(soon);
        bad.waitTerminated(soon);
        assertThat(session.getJobs()).containsExactlyInAnyOrder(good, bad, running);
        assertThat(session.getJobs(null)).containsExactlyInAnyOrder(good, bad, running);
        finds(filter(), good, bad, running);
        finds(filter().annotation("nobody's"), good, bad, running);

        finds(filter().jobId(good.jobId()), good);
        finds(filter().jobName("bad"), bad);
        finds(filter().jobState(JobState.RUNNING), running);
        finds(filter().jobState(JobState.FAILED), bad);
        finds(filter().exitStatus(0), good);
        finds(filter().exitStatus(3), bad);
        var info = running.getInfo();
        finds(filter().jobOwner(info.jobOwner().orElseThrow()), good, bad, running);
        if (info.queueName().isPresent()) {
            finds(filter().queueName(info.queueName().get()), good, bad, running);
        }
        finds(filter().allocatedMachines(info.allocatedMachines()).jobName("runs"), running);
        finds(
                filter().submissionTime(info.submissionTime().orElseThrow()).jobName("runs"),
                running);

        finds(filter().jobName("bad").jobState(JobState.DONE));
        finds(filter().jobId("no-such-job"));
        finds(filter().jobOwner("nobody-of-this-name"));
        finds(filter().exitStatus(77));
    }

    private static JobInfo.Builder filter() {
        return JobInfo.builder();
    }

    private void finds(JobInfo.Builder filter, Job... wanted) {
        assertThat(session.getJobs(filter.build()))
                .as("%s", filter.build())
                .containsExactlyInAnyOrderElementsOf(List.of(wanted));
    }
}
