package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaFutures;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.DrmaaWaits;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.InvalidStateException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobTemplate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitAllTest {

    private static final JobTemplate JOB = JobTemplate.builder().remoteCommand("true").build();

    private final MadeUp world = new MadeUp();
    private final Path state;

    WaitAllTest(@TempDir Path state) {
        this.state = state;
    }

    private JobSession session(Pace pace, Time time) {
        return new CommandLineSessionManager(world, world, state, pace, time, Categories.NONE)
                .createJobSession("work");
    }

    private List<Job> jobs(JobSession session, int count) {
        var jobs = new ArrayList<Job>();
        for (var i = 0; i < count; i++) {
            jobs.add(session.runJob(JOB));
        }
        return jobs;
    }

    @Test
    void theLastOfAllIsWaitedForWithOneQuestionAtATime() throws InterruptedException {
        var session = session(Pace.REMOTE, world);
        var jobs = jobs(session, 200);
        var left = new ArrayList<>(jobs);
        world.meanwhile =
                () -> {
                    if (!left.isEmpty()) {
                        left.subList(0, 20)
                                .forEach(job -> world.queue.put(job.jobId(), "DONE 0 x"));
                        left.subList(0, 20).clear();
                    }
                };
        DrmaaWaits.waitAllTerminated(session, jobs, Drmaa2.INFINITE_TIME);
        assertThat(left).isEmpty();
        assertThat(world.asked.stream().filter(words -> words.startsWith("list")))
                .hasSizeLessThan(15);
    }

    @Test
    void oneThatCanNeverStartEndsTheWait() {
        var session = session(Pace.REMOTE, world);
        var jobs = jobs(session, 3);
        world.queue.put(jobs.get(1).jobId(), "FAILED - x");
        assertThatThrownBy(() -> DrmaaWaits.waitAllStarted(session, jobs, Drmaa2.INFINITE_TIME))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("job " + jobs.get(1).jobId());
    }

    @Test
    void someThatTakeTooLongAreSaidToBeSome() {
        var session = session(Pace.REMOTE, world);
        var jobs = jobs(session, 3);
        world.queue.put(jobs.get(0).jobId(), "DONE 0 x");
        assertThatThrownBy(() -> DrmaaWaits.waitAllTerminated(session, jobs, Duration.ofMinutes(1)))
                .isInstanceOf(DrmaaTimeoutException.class)
                .hasMessageContaining("all of 3 jobs");
    }

    @Test
    void theFuturesOfManyJobsNeedOneThread() throws Exception {
        var pace = new Pace(Duration.ofMillis(5), Duration.ofMillis(20));
        var session = session(pace, Time.SYSTEM);
        var jobs = jobs(session, 50);
        var ends = jobs.stream().map(DrmaaFutures::waitTerminatedAsync).toList();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("jcluster-futures"))
                .hasSize(1);
        jobs.forEach(job -> world.queue.put(job.jobId(), "DONE 0 x"));
        for (var end : ends) {
            assertThat(end.get(30, TimeUnit.SECONDS).exitStatus()).hasValue(0);
        }
        var again = DrmaaFutures.waitTerminatedAsync(jobs.get(0));
        assertThat(again.get(30, TimeUnit.SECONDS).jobId()).contains(jobs.get(0).jobId());
    }

    @Test
    void aFutureFailsAsTheWaitWould() {
        var pace = new Pace(Duration.ofMillis(5), Duration.ofMillis(20));
        var session = session(pace, Time.SYSTEM);
        var jobs = jobs(session, 2);
        var start = DrmaaFutures.waitStartedAsync(jobs.get(0));
        world.queue.put(jobs.get(0).jobId(), "FAILED - x");
        assertThatThrownBy(() -> start.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InvalidStateException.class);
        var end = DrmaaFutures.waitTerminatedAsync(jobs.get(1));
        session.close();
        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InvalidSessionException.class);
    }
}
