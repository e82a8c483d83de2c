package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many jobs and many waiting threads cost the workload manager and the disk. */
class ScaleTest {

    private static final JobTemplate JOB = JobTemplate.builder().remoteCommand("true").build();
    private static final int LOOKS = 20;

    private final MadeUp world = new MadeUp();
    private Path state;

    @BeforeEach
    void hasAPlace(@TempDir Path directory) {
        state = directory;
    }

    private long looks() {
        return world.asked.stream().filter("list"::equals).count();
    }

    @Test
    void fiveHundredJobsAndFiftyWaitersCostOneListingAtATime() throws Exception {
        var pace = new Pace(Duration.ofMillis(1), Duration.ofMillis(5));
        var manager =
                new CommandLineSessionManager(
                        world, world, state, pace, Time.SYSTEM, Categories.NONE);
        var session = manager.createJobSession("work");
        var jobs = new ArrayList<Job>();
        for (var i = 0; i < 500; i++) {
            jobs.add(session.runJob(JOB));
        }
        world.asked.clear();
        var looked = new AtomicInteger();
        world.atLook =
                () -> {
                    if (looked.incrementAndGet() == LOOKS) {
                        world.queue.replaceAll((id, line) -> "DONE 0 x");
                    }
                };
        var waiters = new ArrayList<Callable<Job>>();
        for (var i = 0; i < 50; i++) {
            var some = List.copyOf(jobs.subList(i * 10, i * 10 + 10));
            waiters.add(() -> session.waitAnyTerminated(some, Drmaa2.INFINITE_TIME));
        }
        var threads = Executors.newFixedThreadPool(waiters.size());
        try {
            for (Future<Job> found : threads.invokeAll(waiters)) {
                assertThat(jobs).contains(found.get());
            }
        } finally {
            threads.shutdownNow();
        }
        // Whoever waits is served by the same look: the twentieth ends all waits.
        assertThat(looks()).isEqualTo(LOOKS);
        assertThat(world.asked).hasSize(LOOKS);
    }

    @Test
    void thousandsOfJobsThatChangeOrVanishAtOnceAreWrittenDownTogether() throws Exception {
        var manager =
                new CommandLineSessionManager(
                        world, world, state, Pace.REMOTE, world, Categories.NONE);
        var session = manager.createJobSession("work");
        world.hasArrays = true;
        session.runBulkJobs(JOB, 1, 2000, 1).jobs().get(0).getState();
        world.queue.replaceAll((id, line) -> "RUNNING - x");
        world.pass(Duration.ofMinutes(1));
        session.getJobs().get(0).getState();
        world.queue.clear();
        for (var i = 0; i < 3; i++) {
            world.pass(Duration.ofMinutes(1));
            session.getJobs().get(0).getState();
        }
        // A look that misses two thousand jobs asks the accounting in pieces a command can hold.
        assertThat(world.asked.stream().filter("acct"::equals).count()).isEqualTo(3 * 4);
        assertThat(looks()).isEqualTo(5);
        var journal = Files.readAllLines(state.resolve("madeup/job/work/journal"));
        assertThat(journal).hasSize(2 + 2000 + 3 * 2000 + 2000);
        assertThat(manager.openJobSession("work").getJobs())
                .hasSize(2000)
                .allSatisfy(
                        job ->
                                assertThat(job.getInfo().annotation().orElse(""))
                                        .contains("no record"));
    }
}
