package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import java.util.LinkedHashSet;
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
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private TemplateCheck() {}

    static void check(Dialect dialect, JobTemplate template) {
        var set = new LinkedHashSet<>(template.setAttributes());
        var texts = template.toAttributes();
        set.removeIf(name -> "false".equals(texts.get(name)));
        checkCommand(template, set);
        for (var name : set) {
            var needed = OPTIONAL.get(name);
            var honoured =
                    OF_THE_COMMAND.contains(name)
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
        template.resourceLimits()
                .forEach(
                        (key, value) -> {
                            if (!key.equals(Drmaa2.WALLCLOCK_TIME)) {
                                throw new InvalidArgumentException(
                                        "resourceLimits: "
                                                + key
                                                + " is not supported, only "
                                                + Drmaa2.WALLCLOCK_TIME,
                                        "resourceLimits");
                            }
                            if (!value.matches("[1-9][0-9]{0,9}")) {
                                throw new InvalidArgumentException(
                                        "resourceLimits: "
                                                + key
                                                + " is a number of seconds, not '"
                                                + value
                                                + "'",
                                        "resourceLimits");
                            }
                        });
        var tag = template.extensions().get(Extensions.TAG);
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw new InvalidArgumentException(
                    Extensions.TAG
                            + " has 1 to 64 letters, digits, '.', '_' or '-', not '"
                            + tag
                            + "'",
                    Extensions.TAG);
        }
        RemotePath.of("workingDirectory", template.workingDirectory(), template);
        RemotePath.of("inputPath", template.inputPath(), template);
        RemotePath.of("outputPath", template.outputPath(), template);
        RemotePath.of("errorPath", template.errorPath(), template);
    }

    private static UnsupportedAttributeException unsupported(Dialect dialect, String name) {
        return new UnsupportedAttributeException(
                "the scheduler '" + dialect.name() + "' does not support " + name, name);
    }
}
