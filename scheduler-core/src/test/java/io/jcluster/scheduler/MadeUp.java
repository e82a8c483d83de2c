package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A workload manager in memory, spoken to in one-word commands, with everything that can go wrong
 * between it and us; and a clock that goes on only when somebody waits.
 */
final class MadeUp implements Host, Dialect, Time {

    /** Its jobs: id to {@code STATE status tag}. Tests change them as they like. */
    final Map<String, String> queue = new ConcurrentSkipListMap<>();

    /** What its accounting still knows, in the same form. */
    final Map<String, String> accounting = new LinkedHashMap<>();

    /** Every question put to it. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Programs that fail this way after they did their work. */
    final Map<String, HostException.Kind> lost = new LinkedHashMap<>();

    /** Programs that do nothing but say this, with status 1. */
    final Map<String, String> refusing = new LinkedHashMap<>();

    /** What jobs wrote down themselves, by path below the home directory. */
    final Map<String, String> exitFiles = new LinkedHashMap<>();

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private int lastId = 40;

    /** What happens while somebody waits. */
    Runnable meanwhile = () -> {};

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public void await(Condition condition, long nanos) {
        now = now.plusNanos(nanos);
        meanwhile.run();
    }

    @Override
    public Outcome run(Command command) {
        var words = command.argv();
        asked.add(String.join(" ", words));
        var program = words.get(0);
        if (refusing.containsKey(program)) {
            return new Outcome(1, "", refusing.getOrDefault(program, ""));
        }
        var outcome =
                switch (program) {
                    case "sub" -> {
                        lastId++;
                        queue.put(String.valueOf(lastId), "QUEUED - " + words.get(1));
                        yield new Outcome(0, String.valueOf(lastId), "");
                    }
                    case "list" -> new Outcome(0, lines(queue), "");
                    case "acct" -> new Outcome(0, lines(accounting), "");
                    case "do" -> new Outcome(0, "", "");
                    case "/bin/sh" -> files(words.subList(4, words.size()), words.get(2));
                    default -> new Outcome(127, "", program + ": not found");
                };
        var kind = lost.get(program);
        if (kind != null) {
            throw new HostException(
                    kind, "the line to nowhere was lost", Optional.empty(), Optional.empty());
        }
        return outcome;
    }

    private Outcome files(List<String> paths, String script) {
        if (script.contains("rm ")) {
            exitFiles.keySet().removeAll(paths);
            return new Outcome(0, "", "");
        }
        var said = new StringBuilder();
        for (var i = 0; i < paths.size(); i++) {
            var number = i;
            exitFiles
                    .getOrDefault(paths.get(i), "")
                    .lines()
                    .forEach(line -> said.append(number).append(' ').append(line).append('\n'));
        }
        return new Outcome(0, said.toString(), "");
    }

    private static String lines(Map<String, String> jobs) {
        return jobs.entrySet().stream()
                .map(job -> job.getKey() + " " + job.getValue())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        return exchange(
                "submit the job",
                o -> o.stdout().strip(),
                "sub",
                template.extensions().getOrDefault(Extensions.TAG, ""));
    }

    @Override
    public Exchange<List<JobInfo>> listing() {
        return exchange("list the jobs", MadeUp::jobs, "list");
    }

    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of(exchange("ask the accounting", MadeUp::jobs, "acct"));
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of(exchange("search the accounting", MadeUp::jobs, "acct"));
    }

    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        var ids = String.join(" ", jobIds);
        return exchange(action.verb() + " job " + ids, Outcome::stdout, "do", action.verb(), ids);
    }

    private static List<JobInfo> jobs(Outcome outcome) {
        return outcome.stdout().lines().map(MadeUp::job).toList();
    }

    private static JobInfo job(String line) {
        var f = line.split(" ", 4);
        var info =
                JobInfo.builder()
                        .jobId(f[0])
                        .jobState(JobState.valueOf(f[1]))
                        .extension(Extensions.INFO_TAG, f[3]);
        if (!f[2].equals("-")) {
            info.exitStatus(Integer.valueOf(f[2])).dispatchTime(Instant.EPOCH);
        }
        return info.build();
    }

    private static <T> Exchange<T> exchange(
            String action, Function<Outcome, T> reader, String... words) {
        return new Exchange<>(
                action,
                String.join(" ", words),
                Command.of(words),
                Outcome::succeeded,
                reader,
                new Refusals(
                        List.of(
                                new Refusals.Rule("no accounting", Refusal.Kind.NOT_OFFERED),
                                new Refusals.Rule("is down", Refusal.Kind.UNREACHABLE, "wait"),
                                new Refusals.Rule("timed out", Refusal.Kind.UNKNOWN_OUTCOME),
                                new Refusals.Rule(
                                        "no such queue",
                                        Refusal.Kind.INVALID,
                                        "ask which there are"))));
    }

    /** Of the dialect and of the host at once. */
    @Override
    public String name() {
        return "madeup";
    }

    @Override
    public String drmsName() {
        return "Made up";
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of(DrmaaCapability.JT_MAXSLOTS, DrmaaCapability.JT_DEADLINE);
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "jobName",
                "submitAsHold",
                "rerunnable",
                "minSlots",
                "maxSlots",
                "startTime",
                "deadlineTime");
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return Map.of();
    }

    @Override
    public Map<String, String> jobInfoExtensions() {
        return Map.of();
    }

    @Override
    public String jobIdVariable() {
        return "MADE_UP_ID";
    }

    @Override
    public List<String> directives(JobTemplate template) {
        return List.of();
    }

    @Override
    public Exchange<String> version() {
        return exchange("ask for the version", o -> "1.0", "version");
    }

    @Override
    public Running start(Command command) {
        throw new AssertionError("not used");
    }

    @Override
    public Forward forward(HostPort there, int localPort) {
        throw new AssertionError("not used");
    }

    @Override
    public boolean reaches(HostPort there) {
        throw new AssertionError("not used");
    }

    @Override
    public void close() {}
}
