package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.RemotePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job template as #SBATCH lines (sbatch(1)). */
final class SlurmDirectives {

    /** Extensions whose value goes into the option of the same meaning as it is. */
    private static final Map<String, String> VERBATIM = new LinkedHashMap<>();

    static {
        VERBATIM.put("slurm_jt_nodes", "nodes");
        VERBATIM.put("slurm_jt_ntasks_per_node", "ntasks-per-node");
        VERBATIM.put("slurm_jt_cpus_per_task", "cpus-per-task");
        VERBATIM.put("slurm_jt_mem", "mem");
        VERBATIM.put("slurm_jt_constraint", "constraint");
        VERBATIM.put("slurm_jt_qos", "qos");
        VERBATIM.put("slurm_jt_gres", "gres");
    }

    /** What is set here, and so cannot come by {@code slurm_jt_native}. */
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
                    "test-only");

    private static final String BEFORE_TAG = "jcluster:";

    private final List<String> lines = new ArrayList<>();

    private SlurmDirectives() {}

    static List<String> of(JobTemplate template) {
        var directives = new SlurmDirectives();
        directives.write(template);
        return List.copyOf(directives.lines);
    }

    /** The tag in a comment that {@link #of} wrote. */
    static Optional<String> tag(String comment) {
        var at = comment.lastIndexOf(BEFORE_TAG);
        return at < 0
                ? Optional.empty()
                : Optional.of(comment.substring(at + BEFORE_TAG.length()).strip())
                        .filter(tag -> !tag.isEmpty());
    }

    static Map<String, String> extensions() {
        var all = new LinkedHashMap<String, String>();
        VERBATIM.forEach((name, option) -> all.put(name, "sbatch --" + option));
        all.put("slurm_jt_exclusive", "sbatch --exclusive: true, user or mcs");
        all.put("slurm_jt_comment", "sbatch --comment; the tag is put behind it");
        all.put("slurm_jt_native", "further options of sbatch, one on each line: --name=value");
        return all;
    }

    private void write(JobTemplate template) {
        var extensions = template.extensions();
        template.jobName().ifPresent(name -> option("job-name", name));
        template.queueName().ifPresent(queue -> option("partition", queue));
        template.accountingId().ifPresent(account -> option("account", account));
        template.minSlots().ifPresent(slots -> option("ntasks", String.valueOf(slots)));
        VERBATIM.forEach(
                (name, option) -> {
                    var value = extensions.get(name);
                    if (value != null) {
                        option(option, value);
                    }
                });
        exclusive(extensions.get("slurm_jt_exclusive"));
        timeLimit(template);
        files(template);
        if (template.submitAsHold()) {
            flag("hold");
        }
        flag(template.rerunnable() ? "requeue" : "no-requeue");
        flag("open-mode=append");
        // With NONE slurmd fetches the login environment by su, which can fail; what is named here
        // is enough for a script that reads the profile itself.
        flag("export=HOME,USER,LOGNAME,LANG");
        comment(extensions.get("slurm_jt_comment"), extensions.get(Extensions.TAG));
        nativeOptions(extensions.getOrDefault("slurm_jt_native", ""));
    }

    private void exclusive(@Nullable String value) {
        if (value == null || value.equals("false")) {
            return;
        }
        switch (value) {
            case "true" -> flag("exclusive");
            case "user", "mcs" -> option("exclusive", value);
            default ->
                    throw new InvalidArgumentException(
                            "slurm_jt_exclusive is true, false, user or mcs, not '" + value + "'",
                            "slurm_jt_exclusive");
        }
    }

    /** sbatch counts in minutes and seconds; a limit is enforced on whole minutes (22.05.8). */
    private void timeLimit(JobTemplate template) {
        var seconds = template.resourceLimits().get(Drmaa2.WALLCLOCK_TIME);
        if (seconds != null) {
            var minutes = (Long.parseLong(seconds) + 59) / 60;
            option("time", String.format("%d:%02d:00", minutes / 60, minutes % 60));
        }
    }

    private void files(JobTemplate template) {
        // Where nothing is said, Slurm would leave slurm-N.out in the home directory.
        option("output", path("outputPath", template.outputPath(), template).orElse("/dev/null"));
        if (!template.joinFiles()) {
            path("errorPath", template.errorPath(), template)
                    .ifPresent(path -> option("error", path));
        }
    }

    private static Optional<String> path(
            String attribute, Optional<String> value, JobTemplate template) {
        // Relative to the directory sbatch runs in, which is the home directory. A percent sign of
        // ours is no pattern of Slurm's.
        return RemotePath.of(attribute, value, template)
                .map(RemotePath::path)
                .map(path -> path.replace("%", "%%"));
    }

    private void comment(@Nullable String text, @Nullable String tag) {
        var parts = new ArrayList<String>();
        if (text != null) {
            parts.add(text);
        }
        if (tag != null) {
            parts.add(BEFORE_TAG + tag);
        }
        if (!parts.isEmpty()) {
            option("comment", String.join(" ", parts));
        }
    }

    private void nativeOptions(String options) {
        options.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(
                        line -> {
                            if (!line.matches("--[a-z][a-z0-9-]*(=.+)?")) {
                                throw new InvalidArgumentException(
                                        "slurm_jt_native has an option like --name=value on each"
                                                + " line, not '"
                                                + line
                                                + "'",
                                        "slurm_jt_native");
                            }
                            var parts = line.substring(2).split("=", 2);
                            if (OURS.contains(parts[0])) {
                                throw new InvalidArgumentException(
                                        "slurm_jt_native cannot set --"
                                                + parts[0]
                                                + ", which is set by jcluster",
                                        "slurm_jt_native");
                            }
                            if (parts.length == 1) {
                                flag(parts[0]);
                            } else {
                                option(parts[0], parts[1]);
                            }
                        });
    }

    private void flag(String text) {
        lines.add("#SBATCH --" + text);
    }

    private void option(String name, String value) {
        flag(name + "=" + quoted(value));
    }

    /** sbatch splits its lines at blanks, ends them at # and knows quotes and backslashes. */
    private static String quoted(String value) {
        if (value.matches("[A-Za-z0-9_@%+=:,./&|\\[\\]*-]+")) {
            return value;
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
