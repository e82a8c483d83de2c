package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.Categories.Applied;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One section of a file of job categories, while it is read and when it is used. */
final class Category {

    private static final Pattern HEAD = Pattern.compile("\\[([A-Za-z0-9][A-Za-z0-9._-]{0,63})]");
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_.]+)\\s*=\\s*(.*)");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Those with one value, but for what makes a job this job. */
    private static final Set<String> ATTRIBUTES =
            Set.of(
                    "submitAsHold",
                    "rerunnable",
                    "workingDirectory",
                    "emailOnStarted",
                    "emailOnTerminated",
                    "inputPath",
                    "outputPath",
                    "errorPath",
                    "joinFiles",
                    "reservationId",
                    "queueName",
                    "minSlots",
                    "maxSlots",
                    "priority",
                    "minPhysMemory",
                    "machineOS",
                    "machineArch",
                    "startTime",
                    "deadlineTime",
                    "accountingId");

    private final String name;
    private final List<String> launcher = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, String> extensions = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> limits = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();

    private Category(String name) {
        this.name = name;
    }

    /**
     * A section of which the first line is this.
     *
     * @throws IllegalArgumentException when it is none, as {@link #add}
     */
    static Category opened(String line) {
        var head = HEAD.matcher(line);
        if (!head.matches()) {
            throw new IllegalArgumentException("'" + line + "' is no [name] of a category");
        }
        return new Category(head.group(1));
    }

    String name() {
        return name;
    }

    /** Takes in a line {@code key = value}. */
    void add(String line) {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not 'key = value'");
        }
        var key = parts.group(1);
        var value = parts.group(2).strip();
        if (!keys.add(key)) {
            throw new IllegalArgumentException("'" + key + "' is there twice in [" + name + "]");
        }
        try {
            set(key, value);
        } catch (DrmaaException refused) {
            throw new IllegalArgumentException(key + ": " + refused.getMessage(), refused);
        }
    }

    private void set(String key, String value) {
        var dot = key.indexOf('.');
        var kind = dot < 0 ? key : key.substring(0, dot);
        var what = dot < 0 ? "" : key.substring(dot + 1);
        switch (kind + (dot < 0 ? "" : ".")) {
            case "description" -> {} // for people who read the file
            case "launcher" -> launcher.addAll(List.of(value.split("\\s+")));
            case "environment." -> {
                if (!VARIABLE.matcher(what).matches()) {
                    throw new IllegalArgumentException("'" + what + "' is no name for a variable");
                }
                environment.put(what, value);
            }
            case "extension." -> {
                if (what.startsWith("jcluster_")) {
                    throw new IllegalArgumentException("'" + what + "' is the job's own affair");
                }
                JobTemplate.builder().extension(what, value);
                extensions.put(what, value);
            }
            case "limit." -> {
                var limit = JobTemplate.builder().resourceLimits(Map.of(what, value)).build();
                limits.putAll(limit.resourceLimits());
            }
            default -> {
                if (!ATTRIBUTES.contains(key)) {
                    throw new IllegalArgumentException(
                            "'"
                                    + key
                                    + "' is no key of a category\ntry: description, launcher,"
                                    + " environment.NAME, extension.NAME, limit.NAME, or a template"
                                    + " attribute such as queueName");
                }
                JobTemplate.builder().attribute(key, value);
                attributes.put(key, value);
            }
        }
    }

    /** The template with what it leaves open taken from here. */
    Applied under(JobTemplate template) {
        return merged(template, false);
    }

    /** The template with everything said here in place of what it says. */
    Applied over(JobTemplate template) {
        return merged(template, true);
    }

    private Applied merged(JobTemplate template, boolean counts) {
        var told = template.toAttributes();
        var overruled = new ArrayList<String>();
        var result = template.toBuilder().jobCategory(null);
        var singles = new LinkedHashMap<>(attributes);
        singles.putAll(extensions);
        singles.forEach(
                (key, value) -> {
                    var other = told.get(key);
                    if (other == null) {
                        result.attribute(key, value);
                    } else if (counts && !other.equals(value)) {
                        overruled.add(key);
                        result.attribute(key, value);
                    }
                });
        if (!template.extensions().containsKey(Extensions.SCRIPT)) {
            result.jobEnvironment(
                    union(
                            template.jobEnvironment(),
                            environment,
                            counts,
                            "jobEnvironment ",
                            overruled));
            launch(template, result);
        } else if (!launcher.isEmpty() || !environment.isEmpty()) {
            if (counts) {
                throw new InvalidArgumentException(
                        "the job category "
                                + name
                                + " has a launcher or an environment, which a job that brings its"
                                + " own script cannot be given",
                        "jobCategory");
            }
        }
        result.resourceLimits(
                union(template.resourceLimits(), limits, counts, "resourceLimits ", overruled));
        return new Applied(result.build(), overruled);
    }

    private void launch(JobTemplate template, JobTemplate.Builder result) {
        if (launcher.isEmpty() || template.remoteCommand().isEmpty()) {
            return;
        }
        var words = new ArrayList<>(launcher.subList(1, launcher.size()));
        words.add(template.remoteCommand().get());
        words.addAll(template.args());
        result.remoteCommand(launcher.get(0)).args(words);
    }

    private static Map<String, String> union(
            Map<String, String> told,
            Map<String, String> ours,
            boolean counts,
            String prefix,
            List<String> overruled) {
        var all = new LinkedHashMap<>(told);
        ours.forEach(
                (key, value) -> {
                    var other = told.get(key);
                    if (other == null || counts) {
                        all.put(key, value);
                    }
                    if (counts && other != null && !other.equals(value)) {
                        overruled.add(prefix + key);
                    }
                });
        return all;
    }
}
