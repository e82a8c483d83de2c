package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaTimeoutException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Pace;
import io.jcluster.scheduler.slurm.SimulatedSlurm.Listed;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Stop-watch for many jobs in one session; {@code ./bench scheduler} runs it. What it prints is one
 * JSON object. {@code simulated JOBS ROUNDS} asks {@link SimulatedSlurm}; {@code real JOBS} asks
 * the Slurm of the machine it runs on.
 */
public final class SchedulerBench {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Pace STEADY = new Pace(INTERVAL, INTERVAL);
    private static final JobTemplate JOB = JobTemplate.builder().remoteCommand("true").build();

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Path state;

    private SchedulerBench(Path state) {
        this.state = state;
    }

    public static void main(String[] words) throws Exception {
        var state = Files.createTempDirectory("jcluster-bench");
        try {
            var bench = new SchedulerBench(state);
            var jobs = Integer.parseInt(words[1]);
            switch (words[0]) {
                case "simulated" -> bench.simulated(jobs, Integer.parseInt(words[2]));
                case "real" -> bench.real(jobs);
                default -> throw new IllegalArgumentException(words[0]);
            }
            bench.print();
        } finally {
            remove(state);
        }
    }

    private void simulated(int jobs, int rounds) throws InterruptedException {
        reply(jobs);
        var empty = heap();
        var others = new SimulatedSlurm();
        for (var i = 1; i <= jobs; i++) {
            others.jobs().put("8_" + i, Listed.running("bench", ""));
        }
        var queued = heap() - empty;
        var queue = new SimulatedQueue();
        var host = new CountingHost(queue);
        var single = Math.min(1000, jobs / 10);
        var manager = new CommandLineSessionManager(new SlurmDialect(), host, state, STEADY);
        var session = manager.createJobSession("bench");
        var start = System.nanoTime();
        for (var i = 0; i < single; i++) {
            session.runJob(JOB);
        }
        figure("submit, each by itself, ms per job", millis(start) / single);
        start = System.nanoTime();
        session.runBulkJobs(JOB, 1, jobs - single, 1);
        figure("submit, as one array, ms per job", millis(start) / (jobs - single));
        var all = new ArrayList<>(session.getJobs());
        all.get(0).getState();
        // What the simulated queue itself holds is not the session's.
        figure("memory of the session, bytes per job", (heap() - empty - 2.0 * queued) / jobs);
        figure("jobs in the simulated queue", others.jobs().size());
        watch(host, session, all, rounds);
        ends(queue, host, session, all, rounds);
        allEnd(queue, host, session, all);
        manager.close();
    }

    /** A reply of so many jobs, read. */
    private void reply(int jobs) {
        var slurm = new SimulatedSlurm();
        for (var i = 1; i <= jobs; i++) {
            slurm.jobs().put("7_" + i, Listed.running("job " + i, "jcluster:jc-" + i));
        }
        var question = new SlurmDialect().listing();
        var answer = new Outcome(0, slurm.answer(question.question()), "");
        figure("jobs", jobs);
        figure("reply, bytes", answer.stdout().length());
        var times = new ArrayList<Double>();
        var cpu = Duration.ZERO;
        for (var i = 0; i < 40; i++) {
            if (i == 20) {
                cpu = CountingHost.cpu();
            }
            var start = System.nanoTime();
            var read = question.reader().apply(answer);
            times.add(millis(start));
            if (read.size() != jobs) {
                throw new IllegalStateException(read.size() + " jobs read");
            }
        }
        figure("reply read, cold, ms", times.get(0));
        figure("reply read, warm, ms", median(times.subList(20, 40)));
        var spent = CountingHost.cpu().minus(cpu);
        figure("reply read, warm, CPU ms of all threads", spent.toMillis() / 20.0);
    }

    /** Nothing changes, and somebody waits. */
    private void watch(CountingHost host, JobSession session, List<Job> all, int rounds)
            throws InterruptedException {
        host.forget();
        var cpu = CountingHost.cpu();
        var start = System.nanoTime();
        try {
            session.waitAnyTerminated(all, INTERVAL.multipliedBy(rounds));
        } catch (DrmaaTimeoutException asExpected) {
            var seconds = millis(start) / 1000;
            figure("watching, questions per interval", host.asked() / seconds);
            figure("watching, CPU percent of one core", share(cpu, host, seconds));
        }
    }

    /** One job after the other ends at some moment; how late it is known. */
    private void ends(
            SimulatedQueue queue, CountingHost host, JobSession session, List<Job> all, int rounds)
            throws InterruptedException {
        var late = new ArrayList<Double>();
        var random = new Random(1);
        host.forget();
        var timer = Executors.newSingleThreadScheduledExecutor();
        try {
            for (var round = 0; round < rounds; round++) {
                var victim = all.remove(random.nextInt(all.size()));
                var ended = new long[1];
                var ending =
                        timer.schedule(
                                () -> {
                                    ended[0] = System.nanoTime();
                                    queue.end(victim.jobId());
                                },
                                random.nextInt(1000),
                                TimeUnit.MILLISECONDS);
                var waited = new ArrayList<>(all);
                waited.add(victim);
                var job = session.waitAnyTerminated(waited, Drmaa2.INFINITE_TIME);
                if (!job.equals(victim) || !ending.isDone()) {
                    throw new IllegalStateException(job + " has not ended");
                }
                late.add(millis(ended[0]) / INTERVAL.toMillis());
            }
        } finally {
            timer.shutdownNow();
        }
        figure("end known, intervals later, median", median(late));
        figure("end known, intervals later, most", Collections.max(late));
        figure("questions per job's end, look-ups included", (double) host.asked() / rounds);
    }

    private void allEnd(
            SimulatedQueue queue, CountingHost host, JobSession session, List<Job> all) {
        all.forEach(job -> queue.end(job.jobId()));
        host.forget();
        var cpu = CountingHost.cpu();
        var start = System.nanoTime();
        var done = JobInfo.builder().jobState(JobState.DONE).build();
        while (session.getJobs(done).size() < all.size()) {
            Thread.onSpinWait();
        }
        figure("all end at once, ms until known", millis(start));
        figure(
                "all end at once, CPU ms",
                CountingHost.cpu().minus(cpu).minus(host.spent()).toNanos() / 1e6);
        figure("all end at once, questions", host.asked());
    }

    private void real(int jobs) throws InterruptedException {
        try (var host = new CountingHost(new LocalHost());
                var manager = new CommandLineSessionManager(new SlurmDialect(), host, state)) {
            var session = manager.createJobSession("bench");
            figure("jobs", jobs);
            var start = System.nanoTime();
            var array = session.runBulkJobs(JOB, 1, jobs, 1);
            figure("submit, s", millis(start) / 1000);
            figure("commands for the submission", host.asked());
            host.forget();
            var cpu = CountingHost.cpu();
            List<Job> open = new ArrayList<>(array.jobs());
            while (!open.isEmpty()) {
                session.waitAnyTerminated(open, Drmaa2.INFINITE_TIME);
                open.removeIf(job -> job.getState().isTerminated());
            }
            var seconds = millis(start) / 1000;
            var done = array.jobs().stream().filter(job -> job.getState() == JobState.DONE).count();
            figure("all seen ended, s", seconds);
            figure("of them DONE", (double) done);
            figure("commands until then", host.asked());
            host.programs().forEach((program, n) -> figure("of them " + program, n));
            figure(
                    "CPU percent of one core",
                    share(cpu, new CountingHost(new LocalHost()), seconds));
        }
    }

    private void figure(String name, double value) {
        figures.put(name, Math.round(value * 1000) / 1000.0);
    }

    private void print() {
        var lines = new ArrayList<String>();
        figures.forEach((name, value) -> lines.add("\"" + name + "\": " + value));
        System.out.println("{" + String.join(", ", lines) + "}");
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Percent of one core since then, of all threads, without what the answers cost. */
    private static double share(Duration cpu, CountingHost host, double seconds) {
        return CountingHost.cpu().minus(cpu).minus(host.spent()).toMillis() / seconds / 10;
    }

    private static long heap() throws InterruptedException {
        for (var i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
