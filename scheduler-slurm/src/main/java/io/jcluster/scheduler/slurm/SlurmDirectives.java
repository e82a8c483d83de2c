package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.scheduler.RemotePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job template as #SBATCH lines (sbatch(1)). */
final class SlurmDirectives {

    /** The standard attributes that become a line, or are refused by value. */
    static final Set<String> ATTRIBUTES =
            Set.of(
                    "jobName",
                    "queueName",
                    "accountingId",
                    "minSlots",
                    "priority",
                    "candidateMachines",
                    "minPhysMemory",
                    "machineOS",
                    "machineArch",
                    "startTime",
                    "deadlineTime",
                    "reservationId",
                    "email",
                    "emailOnStarted",
                    "emailOnTerminated",
                    "resourceLimits",
                    "outputPath",
                    "errorPath",
                    "joinFiles",
                    "submitAsHold",
                    "rerunnable");

    /**
     * What is set here or would take the job out of sight, and so cannot come by {@code
     * slurm_jt_native}: on another cluster nothing of ours would find it.
     */
    private static final Set<String> OURS =
            Set.of(
                    "parsable",
                    "export",
                    "open-mode",
                    "comment",
                    "requeue",
                    "no-requeue",
                    "hold",
                    "output",
                    "error",
                    "input",
                    "wrap",
                    "array",
                    "wait",
                    "test-only",
                    "clusters",
                    "uid",
                    "gid",
                    "quiet",
                    "verbose",
                    "help",
                    "usage",
                    "version");

    private static final String GPU_TYPE = "slurm_jt_gpu_type";
    private static final String DROP = "slurm_jt_drop";

    /** Without these the job could not be found again, or its words not be read. */
    private static final Set<String> NEEDED = Set.of("comment", "output");

    private static final Pattern NATIVE = Pattern.compile("--([a-z][a-z0-9-]*)(?:(?:=| +)(.+))?");
    private static final Pattern MACHINE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./&|\\[\\]*-]+");

    /** The earliest time that sbatch takes in this form. */
    private static final long FIRST_UTS = 1_000_000;

    private final JobTemplate template;
    private final List<String> lines = new ArrayList<>();
    private final Set<String> written = new LinkedHashSet<>();
    private final Set<String> dropped;

    private SlurmDirectives(JobTemplate template) {
        this.template = template;
        this.dropped = dropped(template.extensions().getOrDefault(DROP, ""));
    }

    private static Set<String> dropped(String names) {
        var dropped =
                Stream.of(names.split(",", -1))
                        .map(name -> name.strip().replaceFirst("^--", ""))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet());
        for (var name : dropped) {
            if (NEEDED.contains(name)) {
                throw refused(
                        DROP,
                        "cannot leave out --"
                                + name
                                + ", without which jcluster does not find the job or its log");
            }
        }
        return dropped;
    }

    /**
     * @throws InvalidArgumentException for what contradicts itself or cannot be said to Slurm
     */
    static List<String> of(JobTemplate template) {
        var directives = new SlurmDirectives(template);
        directives.write();
        return List.copyOf(directives.lines);
    }

    static Map<String, String> extensions() {
        var all = new LinkedHashMap<>(SlurmOptions.described());
        all.put(GPU_TYPE, "the kind of GPU, for a number of GPUs that names none: a100");
        all.put(DROP, "options that are left out though they are asked for, by name: mem,comment");
        all.put("slurm_jt_exclusive", "sbatch --exclusive: true, false, user or mcs");
        all.put("slurm_jt_comment", "sbatch --comment; the tag is put behind it");
        all.put("slurm_jt_native", "further options of sbatch, one on each line: --name=value");
        return all;
    }

    private void write() {
        var extensions = template.extensions();
        Contradictions.check(template);
        template.jobName().ifPresent(name -> option("job-name", name));
        template.queueName().ifPresent(queue -> option("partition", queue));
        template.accountingId().ifPresent(account -> option("account", account));
        template.reservationId().ifPresent(id -> option("reservation", id));
        template.minSlots().ifPresent(slots -> option("ntasks", String.valueOf(slots)));
        machines();
        template.minPhysMemory().ifPresent(kilobytes -> option("mem", kilobytes + "K"));
        timeLimit();
        for (var option : SlurmOptions.of(extensions)) {
            if (!written.contains(option.getKey()) && !option.getKey().equals("mail-type")) {
                option(
                        option.getKey(),
                        option.getKey().startsWith("gpus")
                                ? ofType(option.getValue())
                                : option.getValue());
            }
        }
        exclusive(extensions.get("slurm_jt_exclusive"));
        times();
        priority();
        mail(extensions.get("slurm_jt_mail_type"));
        files();
        if (template.submitAsHold()) {
            flag("hold");
        }
        flag(template.rerunnable() ? "requeue" : "no-requeue");
        flag("open-mode=append");
        // With NONE slurmd fetches the login environment by su, which can fail; what is named here
        // is enough for a script that reads the profile itself.
        flag("export=HOME,USER,LOGNAME,LANG");
        Tag.comment(template).ifPresent(comment -> option("comment", comment));
        nativeLines().forEach(this::nativeOption);
    }

    /** --nodelist names machines that the job gets; --nodes keeps it from getting others too. */
    private void machines() {
        var machines = template.candidateMachines();
        for (var machine : machines) {
            if (!MACHINE.matcher(machine).matches()) {
                throw refused("candidateMachines", "has names of nodes, not '" + machine + "'");
            }
        }
        if (!machines.isEmpty()) {
            option("nodelist", String.join(",", machines));
            option("nodes", String.valueOf(machines.size()));
        }
        template.machineArch()
                .ifPresent(
                        arch -> {
                            throw refused(
                                    "machineArch",
                                    "cannot be asked of Slurm, which knows architectures only to"
                                            + " show them\ntry: slurm_jt_constraint with a feature"
                                            + " (sinfo --format='%N %f' lists them), or queueName");
                        });
        template.machineOS()
                .filter(system -> system != OperatingSystem.LINUX)
                .ifPresent(
                        system -> {
                            throw refused(
                                    "machineOS",
                                    "is LINUX or nothing with Slurm, whose nodes run that, not "
                                            + system);
                        });
    }

    /** A bare number, with the kind of GPU that is wanted. */
    private String ofType(String gpus) {
        var type = template.extensions().get(GPU_TYPE);
        if (type == null || !gpus.matches("[0-9]+")) {
            return gpus;
        }
        if (!type.matches("[A-Za-z][^\\s,:=]*")) {
            throw refused(GPU_TYPE, "is a name, as in a100, not '" + type + "'");
        }
        return type + ":" + gpus;
    }

    private void exclusive(@Nullable String value) {
        if (value == null || value.equals("false")) {
            return;
        }
        switch (value) {
            case "true" -> flag("exclusive");
            case "user", "mcs" -> option("exclusive", value);
            default ->
                    throw refused(
                            "slurm_jt_exclusive",
                            "is true, false, user or mcs, not '" + value + "'");
        }
    }

    /** sbatch counts in minutes and seconds; a limit is enforced on whole minutes (22.05.8). */
    private void timeLimit() {
        var seconds = template.resourceLimits().get(Drmaa2.WALLCLOCK_TIME);
        if (seconds != null) {
            var minutes = (Long.parseLong(seconds) + 59) / 60;
            option("time", String.format("%d:%02d:00", minutes / 60, minutes % 60));
        }
    }

    /**
     * When to begin and when to be over, in seconds since 1970, a form that knows no time zone. For
     * a deadline without a time limit Slurm makes the limit such that the job ends before it
     * (22.05.8).
     */
    private void times() {
        template.startTime()
                .filter(at -> !at.equals(Drmaa2.NOW))
                .map(at -> at.plusNanos(999_999_999).getEpochSecond())
                .ifPresent(at -> option("begin", "uts" + Math.max(FIRST_UTS, at)));
        template.deadlineTime()
                .ifPresent(
                        at -> {
                            if (at.getEpochSecond() < FIRST_UTS) {
                                throw refused("deadlineTime", "is over: " + at);
                            }
                            option("deadline", "uts" + at.getEpochSecond());
                        });
    }

    /** A nice job is behind others; without privileges nobody can be the contrary. */
    private void priority() {
        var priority = template.priority().orElse(0);
        if (Math.abs((long) priority) > 2_147_483_645L) {
            throw refused("priority", "is beyond what Slurm takes: " + priority);
        }
        if (priority != 0) {
            option("nice", String.valueOf(-priority));
        }
    }

    /** The word NONE keeps a site's default from sending mail that nobody asked for. */
    private void mail(@Nullable String types) {
        for (var address : template.email()) {
            if (!address.matches("[^\\s,]+")) {
                throw refused("email", "has addresses, not '" + address + "'");
            }
        }
        if (!template.email().isEmpty()) {
            option("mail-user", String.join(",", template.email()));
        }
        var asked = new ArrayList<String>();
        if (template.emailOnStarted()) {
            asked.add("BEGIN");
        }
        if (template.emailOnTerminated()) {
            asked.add("END,FAIL");
        }
        // A site's profile may ask for mail in its own words.
        if (types == null
                && asked.isEmpty()
                && nativeLines().anyMatch(l -> l.startsWith("--mail-"))) {
            return;
        }
        var standard =
                template.email().isEmpty() || asked.isEmpty() ? "NONE" : String.join(",", asked);
        option("mail-type", types == null ? standard : types);
    }

    private void files() {
        // Where nothing is said, Slurm would leave slurm-N.out in the home directory.
        option("output", path("outputPath", template.outputPath()).orElse("/dev/null"));
        if (!template.joinFiles()) {
            path("errorPath", template.errorPath()).ifPresent(path -> option("error", path));
        }
    }

    /** Relative to the directory sbatch runs in, which is the home directory. */
    private Optional<String> path(String attribute, Optional<String> value) {
        return RemotePath.of(attribute, value, template)
                .map(RemotePath::path)
                .map(SlurmDirectives::withoutPatterns);
    }

    /**
     * A path in which Slurm finds nothing to replace: a percent sign begins a pattern, unless there
     * is a backslash in the path, which then takes the meaning from everything (22.05.8). {@code
     * none} is another word for /dev/null.
     */
    private static String withoutPatterns(String path) {
        if (path.equalsIgnoreCase("none")) {
            return "./" + path;
        }
        return path.contains("\\") ? path.replace("\\", "\\\\") : path.replace("%", "%%");
    }

    private Stream<String> nativeLines() {
        return template.extensions()
                .getOrDefault("slurm_jt_native", "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty());
    }

    private void nativeOption(String line) {
        var option = NATIVE.matcher(line);
        if (!option.matches()) {
            throw refused(
                    "slurm_jt_native",
                    "has an option like --name=value on each line, not '" + line + "'");
        }
        var name = option.group(1);
        // sbatch takes any beginning of an option's name that is unique: --comm is --comment.
        if (written.contains(name)
                || (!dropped.contains(name)
                        && OURS.stream().anyMatch(ours -> ours.startsWith(name)))) {
            throw refused("slurm_jt_native", "cannot set --" + name + ", which is set by jcluster");
        }
        written.add(name);
        line(name + (option.group(2) == null ? "" : "=" + quoted(option.group(2))));
    }

    private static InvalidArgumentException refused(String attribute, String why) {
        return new InvalidArgumentException(attribute + " " + why, attribute);
    }

    private void flag(String text) {
        if (!dropped.contains(text.split("=", 2)[0])) {
            line(text);
        }
    }

    private void option(String name, String value) {
        if (!dropped.contains(name)) {
            written.add(name);
            line(name + "=" + quoted(value));
        }
    }

    private void line(String text) {
        lines.add("#SBATCH --" + text);
    }

    /** sbatch splits its lines at blanks, ends them at # and knows quotes and backslashes. */
    private static String quoted(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
