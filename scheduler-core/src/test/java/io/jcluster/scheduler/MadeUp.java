package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.drmaa2.ReservationInfo;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
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
import java.util.stream.Stream;

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

    /** Whether it has job arrays of its own. */
    boolean hasArrays;

    /** Jobs of other users, as in the queue. */
    final Map<String, String> others = new LinkedHashMap<>();

    boolean showsOthers;

    /** Reservations: id to {@code start end name}. */
    final Map<String, String> reserved = new LinkedHashMap<>();

    /** What it can do about reservations, if anything. */
    Optional<Set<DrmaaCapability>> reservations = Optional.empty();

    List<String> queues = List.of();
    Optional<List<String>> machines = Optional.empty();

    /** What happens just before a listing. */
    Runnable atLook = () -> {};

    /** What happens just before something is done to jobs. */
    Runnable atAction = () -> {};

    /** Jobs to which nothing can be done any more. */
    final Set<String> ended = new HashSet<>();

    /** Submissions from this number on are refused. */
    int room = Integer.MAX_VALUE;

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
                        if (queue.size() >= room) {
                            yield new Outcome(1, "", "no such queue any more");
                        }
                        lastId++;
                        queue.put(String.valueOf(lastId), "QUEUED - " + words.get(1));
                        yield new Outcome(0, String.valueOf(lastId), "");
                    }
                    case "suball" -> {
                        lastId++;
                        for (var index : words.subList(2, words.size())) {
                            queue.put(lastId + "_" + index, "QUEUED - " + words.get(1));
                        }
                        yield new Outcome(0, String.valueOf(lastId), "");
                    }
                    case "list" -> {
                        atLook.run();
                        yield new Outcome(0, lines(queue), "");
                    }
                    case "others" -> new Outcome(0, lines(others), "");
                    case "queues" -> new Outcome(0, String.join("\n", queues), "");
                    case "machines" ->
                            new Outcome(0, String.join("\n", machines.orElseThrow()), "");
                    case "reserve" -> {
                        reserved.put(words.get(3), String.join(" ", words.subList(1, 4)));
                        yield new Outcome(0, words.get(3), "");
                    }
                    case "reserved" -> new Outcome(0, lines(reserved), "");
                    case "unreserve" -> {
                        reserved.remove(words.get(1));
                        yield new Outcome(0, "", "");
                    }
                    case "acct" -> new Outcome(0, lines(accounting), "");
                    case "do" -> {
                        atAction.run();
                        yield words.stream().skip(2).anyMatch(ids -> tooLate(ids))
                                ? new Outcome(1, "", "too late")
                                : new Outcome(0, "", "");
                    }
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

    private boolean tooLate(String ids) {
        return Stream.of(ids.split(" ")).anyMatch(id -> ended.contains(id));
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
    public Optional<ArrayDialect> arrays() {
        return hasArrays ? Optional.of(new Arrays()) : Optional.empty();
    }

    /** Arrays whose members are named as Slurm does it. */
    private static final class Arrays implements ArrayDialect {

        @Override
        public String indexVariable() {
            return "MADE_UP_INDEX";
        }

        @Override
        public Exchange<String> submit(JobScript script, JobTemplate template, Indices indices) {
            var words =
                    new ArrayList<>(
                            List.of(
                                    "suball",
                                    template.extensions().getOrDefault(Extensions.TAG, "")));
            indices.stream().mapToObj(String::valueOf).forEach(words::add);
            return exchange(
                    "submit the array", o -> o.stdout().strip(), words.toArray(String[]::new));
        }

        @Override
        public String memberId(String arrayId, int index) {
            return arrayId + "_" + index;
        }
    }

    @Override
    public Optional<Exchange<List<JobInfo>>> listingOf(String owner) {
        return showsOthers
                ? Optional.of(exchange("list the jobs of " + owner, MadeUp::jobs, "others"))
                : Optional.empty();
    }

    @Override
    public Optional<Exchange<List<QueueInfo>>> queues() {
        return queues.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        exchange(
                                "list the queues",
                                o ->
                                        o.stdout()
                                                .lines()
                                                .map(q -> QueueInfo.builder().name(q).build())
                                                .toList(),
                                "queues"));
    }

    @Override
    public Optional<Exchange<List<MachineInfo>>> machines() {
        return machines.map(
                names ->
                        exchange(
                                "list the machines",
                                o -> o.stdout().lines().map(MadeUp::machine).toList(),
                                "machines"));
    }

    private static MachineInfo machine(String name) {
        return MachineInfo.builder().name(name).available(true).build();
    }

    @Override
    public Map<String, String> queueInfoExtensions() {
        return Map.of("madeup_qi_mood", "how the queue feels");
    }

    @Override
    public Map<String, String> machineInfoExtensions() {
        return Map.of("madeup_mi_colour", "of the machine");
    }

    @Override
    public Optional<ReservationDialect> reservations() {
        return reservations.map(able -> new Reservations());
    }

    /** Reservations that are known by their name. */
    private static final class Reservations implements ReservationDialect {

        @Override
        public Set<String> attributes() {
            return Set.of("reservationName", "minSlots", "maxSlots");
        }

        @Override
        public Map<String, String> templateExtensions() {
            return Map.of("madeup_rt_flags", "what else");
        }

        @Override
        public Map<String, String> infoExtensions() {
            return Map.of("madeup_ri_state", "whether it has begun");
        }

        @Override
        public Exchange<String> request(ReservationTemplate template) {
            return exchange(
                    "reserve",
                    o -> o.stdout().strip(),
                    "reserve",
                    template.startTime().map(Instant::toString).orElse("-"),
                    template.endTime().map(Instant::toString).orElse("-"),
                    template.reservationName().orElse("nameless"));
        }

        @Override
        public Exchange<List<ReservationInfo>> listing() {
            return exchange(
                    "list the reservations",
                    o -> o.stdout().lines().map(MadeUp::reservation).toList(),
                    "reserved");
        }

        @Override
        public Exchange<String> terminate(String reservationId) {
            return exchange("give it back", Outcome::stdout, "unreserve", reservationId);
        }
    }

    private static ReservationInfo reservation(String line) {
        var f = line.split(" ", 4);
        var info = ReservationInfo.builder().reservationId(f[0]).reservationName(f[3]);
        if (!f[1].equals("-")) {
            info.reservedStartTime(Instant.parse(f[1])).reservedEndTime(Instant.parse(f[2]));
        }
        return info.build();
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
                        .extension(Extensions.INFO_TAG, f[3])
                        .jobOwner(f[3].startsWith("of-") ? f[3].substring(3) : "me");
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
                                new Refusals.Rule("too late", Refusal.Kind.WRONG_STATE),
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
        var all = EnumSet.of(DrmaaCapability.JT_MAXSLOTS, DrmaaCapability.JT_DEADLINE);
        reservations.ifPresent(all::addAll);
        return all;
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
                "deadlineTime",
                "reservationId");
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
