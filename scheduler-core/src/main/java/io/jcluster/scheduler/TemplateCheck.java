package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rules a job template must keep whatever the workload manager is, applied before anything is
 * run. Nothing is dropped in silence: what nobody would honour is refused by name.
 */
final class TemplateCheck {

    /** What goes into the generated script, and so makes no sense beside a given one. */
    private static final Set<String> OF_THE_COMMAND =
            Set.of("remoteCommand", "args", "jobEnvironment", "workingDirectory", "inputPath");

    /** What the generated script does too, and beside a given one the dialect must. */
    private static final Set<String> OF_THE_WRAPPER =
            Set.of("outputPath", "errorPath", "joinFiles", "resourceLimits");

    private static final Map<String, DrmaaCapability> OPTIONAL =
            Map.of(
                    "email", DrmaaCapability.JT_EMAIL,
                    "emailOnStarted", DrmaaCapability.JT_EMAIL,
                    "emailOnTerminated", DrmaaCapability.JT_EMAIL,
                    "stageInFiles", DrmaaCapability.JT_STAGING,
                    "stageOutFiles", DrmaaCapability.JT_STAGING,
                    "deadlineTime", DrmaaCapability.JT_DEADLINE,
                    "maxSlots", DrmaaCapability.JT_MAXSLOTS,
                    "accountingId", DrmaaCapability.JT_ACCOUNTINGID);

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final Pattern EXIT_FILE = Pattern.compile("[^/\\p{Cntrl}][^\\p{Cntrl}]{0,999}");

    private TemplateCheck() {}

    static void check(Dialect dialect, JobTemplate template) {
        var set = new LinkedHashSet<>(template.setAttributes());
        var texts = template.toAttributes();
        set.removeIf(name -> "false".equals(texts.get(name)));
        checkCommand(template, set);
        var command = !template.extensions().containsKey(Extensions.SCRIPT);
        for (var name : set) {
            var needed = OPTIONAL.get(name);
            var honoured =
                    OF_THE_COMMAND.contains(name)
                            || (command && OF_THE_WRAPPER.contains(name))
                            || (dialect.attributes().contains(name)
                                    && (needed == null || dialect.capabilities().contains(needed)));
            if (!honoured) {
                throw unsupported(dialect, name);
            }
        }
        for (var name : template.extensions().keySet()) {
            if (!Extensions.JOB_TEMPLATE.containsKey(name)
                    && !dialect.jobTemplateExtensions().containsKey(name)) {
                throw unsupported(dialect, name);
            }
        }
        SoftLimits.check(
                template,
                dialect.attributes().contains("resourceLimits") ? dialect.limits() : Set.of());
        checkValues(template);
    }

    private static void checkCommand(JobTemplate template, Set<String> set) {
        if (!template.extensions().containsKey(Extensions.SCRIPT)) {
            if (template.remoteCommand().isEmpty()) {
                throw new InvalidArgumentException(
                        "a job needs remoteCommand or " + Extensions.SCRIPT, "remoteCommand");
            }
            return;
        }
        var both = new TreeSet<>(set);
        both.retainAll(OF_THE_COMMAND);
        if (!both.isEmpty()) {
            throw new InvalidArgumentException(
                    String.join(", ", both)
                            + " cannot be given together with "
                            + Extensions.SCRIPT
                            + ": the script says itself what to run and where",
                    both.toArray(String[]::new));
        }
    }

    private static void checkValues(JobTemplate template) {
        for (var name : template.jobEnvironment().keySet()) {
            if (!VARIABLE.matcher(name).matches()) {
                throw new InvalidArgumentException(
                        "jobEnvironment: not the name of a variable: '" + name + "'",
                        "jobEnvironment");
            }
        }
        var tag = template.extensions().get(Extensions.TAG);
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw new InvalidArgumentException(
                    Extensions.TAG
                            + " has 1 to 64 letters, digits, '.', '_' or '-' and begins with none of"
                            + " '.' and '-', not '"
                            + tag
                            + "'",
                    Extensions.TAG);
        }
        var exitFile = template.extensions().get(Extensions.EXIT_FILE);
        if (exitFile != null) {
            checkExitFile(template, exitFile);
        }
        checkSlots(template);
        checkTimes(template);
        RemotePath.of("workingDirectory", template.workingDirectory(), template);
        RemotePath.of("inputPath", template.inputPath(), template);
        RemotePath.of("outputPath", template.outputPath(), template);
        RemotePath.of("errorPath", template.errorPath(), template);
    }

    private static void checkExitFile(JobTemplate template, String path) {
        if (!template.extensions().containsKey(Extensions.SCRIPT)) {
            throw new InvalidArgumentException(
                    Extensions.EXIT_FILE
                            + " is for a script that keeps such a file; a command's is kept for it",
                    Extensions.EXIT_FILE);
        }
        var climbs = List.of(path.split("/")).contains("..");
        if (climbs || !EXIT_FILE.matcher(path).matches()) {
            throw new InvalidArgumentException(
                    Extensions.EXIT_FILE
                            + " is a path below the home directory and relative to it, not '"
                            + path.replaceAll("\\p{Cntrl}", "?")
                            + "'",
                    Extensions.EXIT_FILE);
        }
    }

    private static void checkSlots(JobTemplate template) {
        var least = template.minSlots().orElse(1);
        if (template.maxSlots().isPresent() && template.maxSlots().getAsInt() < least) {
            throw new InvalidArgumentException(
                    "maxSlots, "
                            + template.maxSlots().getAsInt()
                            + ", is less than minSlots, "
                            + least,
                    "maxSlots",
                    "minSlots");
        }
    }

    private static void checkTimes(JobTemplate template) {
        var deadline = template.deadlineTime();
        if (deadline.isEmpty()) {
            return;
        }
        var start = template.startTime().filter(time -> !time.equals(Drmaa2.NOW));
        if (deadline.get().equals(Drmaa2.NOW)
                || start.filter(time -> !time.isBefore(deadline.get())).isPresent()) {
            throw new InvalidArgumentException(
                    "deadlineTime leaves no time for the job: "
                            + start.map(time -> "it may start at " + time + " and must end at ")
                                    .orElse("it must end at ")
                            + (deadline.get().equals(Drmaa2.NOW) ? "once" : deadline.get()),
                    "deadlineTime");
        }
    }

    private static UnsupportedAttributeException unsupported(Dialect dialect, String name) {
        var instead = dialect.insteadOf().get(name);
        return new UnsupportedAttributeException(
                "the scheduler '"
                        + dialect.name()
                        + "' does not support "
                        + name
                        + (instead == null ? "" : "\ntry: " + instead),
                name);
    }
}
