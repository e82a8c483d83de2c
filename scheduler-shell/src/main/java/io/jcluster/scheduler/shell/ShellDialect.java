package io.jcluster.scheduler.shell;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.DrmaaUnsupportedOperationException;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.drmaa2.Version;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.scheduler.RemotePath;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * No batch system: a job is a process of a Linux host, and everything it starts. Each job has a
 * directory {@code ~/.jcluster/shell/N}, for its owner alone, with its script and what became of
 * it; a supervisor in a session of its own starts the script, so a job outlives the login it was
 * submitted from, and writes down how it ended. Processes are recognised by the variable {@code
 * JCLUSTER_JOB}, which holds the job's tag, and by their session: a job's end is the end of all of
 * them, those included that went into a session of their own.
 *
 * <p>A host of which another shares the home directory says of the other's jobs only that they are
 * elsewhere.
 */
public final class ShellDialect implements Dialect {

    private static final String SEPARATOR = "\u001f";
    private static final String PROCESSES = resource("processes.sh");
    private static final String SUPERVISE = resource("supervise.sh");
    private static final String SUBMIT = PROCESSES + resource("submit.sh");
    private static final String LIST = PROCESSES + resource("list.sh");
    private static final String CONTROL = PROCESSES + resource("control.sh");
    private static final String FORGET = resource("forget.sh");
    private static final String MACHINE = resource("machine.sh");

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public String drmsName() {
        return "Shell";
    }

    @Override
    public Set<DrmaaCapability> capabilities() {
        return Set.of();
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "jobName",
                "minSlots",
                "resourceLimits",
                "outputPath",
                "errorPath",
                "joinFiles",
                "submitAsHold");
    }

    @Override
    public Map<String, String> jobTemplateExtensions() {
        return Map.of();
    }

    @Override
    public String whyNoForecast() {
        return "there is no queue: the processes start at once";
    }

    @Override
    public Map<String, String> jobInfoExtensions() {
        return Map.of();
    }

    @Override
    public String jobIdVariable() {
        return "JCLUSTER_JOB_ID";
    }

    /** Comments: what is asked for is handed over beside the script, and shown in it. */
    @Override
    public List<String> directives(JobTemplate template) {
        var lines = new ArrayList<String>();
        template.jobName().ifPresent(name -> lines.add("#JCLUSTER name: " + name));
        template.minSlots().ifPresent(slots -> lines.add("#JCLUSTER slots: " + slots));
        if (limit(template) > 0) {
            lines.add("#JCLUSTER time limit: " + Duration.ofSeconds(limit(template)));
        }
        template.outputPath().ifPresent(path -> lines.add("#JCLUSTER output: " + path));
        if (!template.joinFiles()) {
            template.errorPath().ifPresent(path -> lines.add("#JCLUSTER errors: " + path));
        }
        if (template.submitAsHold()) {
            lines.add("#JCLUSTER held");
        }
        Optional.ofNullable(template.extensions().get(Extensions.TAG))
                .ifPresent(tag -> lines.add("#JCLUSTER tag: " + tag));
        return lines;
    }

    @Override
    public Exchange<String> version() {
        return exchange(
                "ask for the system's version",
                "uname -r",
                Command.of("uname", "-r"),
                outcome -> outcome.stdout().strip());
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template) {
        var supervisor = PROCESSES + redirection(template) + SUPERVISE;
        var command =
                shell(
                                SUBMIT,
                                template.extensions().getOrDefault(Extensions.TAG, ""),
                                template.jobName().orElse("jcluster"),
                                String.valueOf(template.minSlots().orElse(1)),
                                String.valueOf(limit(template)),
                                template.submitAsHold() ? "held" : "",
                                supervisor)
                        .withStdin(script.text());
        return exchange("start the job", "sh", command, ShellDialect::jobId);
    }

    /** A shell function that opens the job's files, or says why it cannot. */
    private static String redirection(JobTemplate template) {
        var output =
                RemotePath.of("outputPath", template.outputPath(), template)
                        .map(RemotePath::shellWord)
                        .orElse("\"$job/output\"");
        var error =
                RemotePath.of("errorPath", template.errorPath(), template)
                        .filter(path -> !template.joinFiles())
                        .map(path -> "2>>" + path.shellWord())
                        .orElse("2>&1");
        return "redirect() { exec </dev/null >>" + output + " " + error + "; }\n";
    }

    private static long limit(JobTemplate template) {
        return Long.parseLong(template.resourceLimits().getOrDefault(Drmaa2.WALLCLOCK_TIME, "0"));
    }

    private static String jobId(Outcome outcome) {
        var id = outcome.stdout().strip();
        if (!id.matches("[1-9][0-9]*")) {
            throw new IllegalArgumentException("no job number");
        }
        return id;
    }

    @Override
    public Exchange<List<JobInfo>> listing() {
        return exchange("list the jobs", "sh", shell(LIST), ShellDialect::jobs);
    }

    /** None: the listing knows everything there is. */
    @Override
    public List<Exchange<List<JobInfo>>> lookUps(List<String> jobIds) {
        return List.of();
    }

    @Override
    public List<Exchange<List<JobInfo>>> search(Instant since) {
        return List.of();
    }

    @Override
    public Exchange<String> control(Action action, List<String> jobIds) {
        var jobId = jobIds.get(0); // there are no arrays here
        if (action == Action.HOLD) {
            throw new DrmaaUnsupportedOperationException(
                    "without a batch system a job starts at once and cannot be held later");
        }
        return exchange(
                action.verb() + " job " + jobId,
                "sh",
                shell(CONTROL, jobId, action.verb()),
                Outcome::stdout);
    }

    /** The host itself, by the name that its jobs have for it. */
    @Override
    public Optional<Exchange<List<MachineInfo>>> machines() {
        return Optional.of(
                exchange("describe the host", "sh", shell(MACHINE), ShellDialect::machine));
    }

    private static List<MachineInfo> machine(Outcome outcome) {
        var f = outcome.stdout().strip().split("\\s+", -1);
        if (f.length != 8) {
            throw new IllegalArgumentException(f.length + " words in '" + outcome.stdout() + "'");
        }
        var memory = Long.parseLong(f[5]);
        return List.of(
                MachineInfo.builder()
                        .name(f[0])
                        .available(true)
                        .machineOS(
                                f[1].equals("Linux")
                                        ? OperatingSystem.LINUX
                                        : OperatingSystem.OTHER_OS)
                        .machineOSVersion(Version.of(f[2]))
                        .machineArch(CpuArchitecture.ofUname(f[3]))
                        // Where they sit is not asked for, so they count as those of one socket.
                        .coresPerSocket(Integer.valueOf(f[4]))
                        .physMemory(memory)
                        .virtMemory(memory + Long.parseLong(f[6]))
                        .load(Double.valueOf(f[7]))
                        .build());
    }

    /** The job's control directory; with the last one goes the count, and nothing is left. */
    @Override
    public Optional<Exchange<String>> forget(String jobId) {
        return Optional.of(
                exchange("forget job " + jobId, "sh", shell(FORGET, jobId), Outcome::stdout));
    }

    private static List<JobInfo> jobs(Outcome outcome) {
        return outcome.stdout().lines().map(ShellDialect::job).toList();
    }

    private static JobInfo job(String line) {
        var f = line.split(SEPARATOR, 12);
        if (f.length != 12) {
            throw new IllegalArgumentException(f.length + " fields in '" + line + "'");
        }
        if (!f[0].matches("[1-9][0-9]*") || (f[1].equals("ENDED") && !f[2].matches("[0-9]+|-"))) {
            throw new IllegalArgumentException("no job number or no status in '" + line + "'");
        }
        var state = state(f[1], f[2]);
        var info =
                JobInfo.builder()
                        .jobId(f[0])
                        .jobState(state)
                        .jobSubState(f[1])
                        .jobOwner(f[8])
                        .jobName(f[11])
                        .extension(Extensions.INFO_TAG, f[9])
                        .submissionMachine(f[7])
                        .slots(Integer.valueOf(f[6]));
        time(f[3]).ifPresent(info::submissionTime);
        time(f[4])
                .ifPresent(
                        start -> {
                            info.dispatchTime(start);
                            info.allocatedMachines(List.of(new SlotInfo(f[7])));
                        });
        if (state.isTerminated()) {
            time(f[5]).ifPresent(info::finishTime);
            if (f[2].matches("[0-9]+")) { // "-" for a job that never started
                info.exitStatus(Integer.valueOf(f[2]));
            }
        }
        if (!f[10].isEmpty()) {
            info.annotation(f[10]);
        } else if (f[1].equals("LOST")) {
            info.annotation(
                    "the job's processes are gone and left no result; was the host restarted?");
        } else if (f[1].equals("ELSEWHERE")) {
            info.annotation("the job runs on " + f[7] + "; ask there");
        }
        return info.build();
    }

    private static JobState state(String word, String status) {
        return switch (word) {
            case "STARTING" -> JobState.QUEUED;
            case "HELD" -> JobState.QUEUED_HELD;
            case "RUNNING" -> JobState.RUNNING;
            case "SUSPENDED" -> JobState.SUSPENDED;
            case "ENDED" -> status.equals("0") ? JobState.DONE : JobState.FAILED;
            case "CANCELLED", "LOST" -> JobState.FAILED;
            default -> JobState.UNDETERMINED;
        };
    }

    private static Optional<Instant> time(String seconds) {
        return seconds.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    private static Command shell(String text, String... arguments) {
        var argv = new ArrayList<String>(List.of("/bin/sh", "-c", text, "sh"));
        argv.addAll(List.of(arguments));
        // A command that is itself part of a job must not count as one of its processes.
        return Command.of(argv).withEnvironment(Map.of("LC_ALL", "C", "JCLUSTER_JOB", ""));
    }

    private static <T> Exchange<T> exchange(
            String action, String ran, Command question, Function<Outcome, T> reader) {
        return new Exchange<>(
                action, ran, question, Outcome::succeeded, reader, ShellDialect::refusal);
    }

    private static Refusal refusal(Outcome outcome) {
        return switch (outcome.exitStatus()) {
            case 2 -> Refusal.of(Refusal.Kind.INVALID);
            case 3 -> Refusal.of(Refusal.Kind.WRONG_STATE);
            default -> Refusal.of(Refusal.Kind.OTHER);
        };
    }

    private static String resource(String name) {
        try (var stream = ShellDialect.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
