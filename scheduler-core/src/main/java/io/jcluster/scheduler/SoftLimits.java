package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The limits of a job (GFD.231, resourceLimits): six are soft limits of its first process, set by
 * the job script and passed on to all that it starts; the others count over the whole job, and only
 * a workload manager can do that.
 */
final class SoftLimits {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,14}");

    /**
     * How a limit is set.
     *
     * @param word prlimit's name for it
     * @param letter of the shell's ulimit
     * @param unit what the shell counts it in, in bytes
     * @param factor from DRMAA2's unit to bytes, or 1 for a count
     */
    private record Limit(String word, String letter, String unit, int factor) {}

    private static final Map<String, Limit> LIMITS = new LinkedHashMap<>();

    static {
        LIMITS.put(Drmaa2.CORE_FILE_SIZE, new Limit("core", "c", "\"$jc_block\"", 1024));
        LIMITS.put(Drmaa2.DATA_SIZE, new Limit("data", "d", "1024", 1024));
        LIMITS.put(Drmaa2.FILE_SIZE, new Limit("fsize", "f", "\"$jc_block\"", 1024));
        LIMITS.put(Drmaa2.OPEN_FILES, new Limit("nofile", "n", "1", 1));
        LIMITS.put(Drmaa2.STACK_SIZE, new Limit("stack", "s", "1024", 1024));
        LIMITS.put(Drmaa2.VIRTUAL_MEMORY, new Limit("as", "v", "1024", 1024));
    }

    private SoftLimits() {}

    /**
     * Refuses what nobody would honour.
     *
     * @param dialects the limits that the workload manager honours itself
     */
    static void check(JobTemplate template, Set<String> dialects) {
        var known = new TreeSet<>(dialects);
        if (!template.extensions().containsKey(Extensions.SCRIPT)) {
            known.addAll(LIMITS.keySet());
        }
        template.resourceLimits()
                .forEach(
                        (key, value) -> {
                            if (!known.contains(key)) {
                                throw refused(
                                        key
                                                + " is not supported here, only "
                                                + String.join(", ", known));
                            }
                            var zeroIsTime =
                                    value.equals("0")
                                            && (key.equals(Drmaa2.WALLCLOCK_TIME)
                                                    || key.equals(Drmaa2.CPU_TIME));
                            if (!NUMBER.matcher(value).matches() || zeroIsTime) {
                                throw refused(
                                        key
                                                + " is a whole number of "
                                                + unit(key)
                                                + ", not '"
                                                + value
                                                + "'");
                            }
                        });
    }

    private static String unit(String key) {
        return switch (key) {
            case Drmaa2.WALLCLOCK_TIME, Drmaa2.CPU_TIME -> "seconds";
            case Drmaa2.OPEN_FILES -> "files";
            default -> "kilobytes";
        };
    }

    private static InvalidArgumentException refused(String what) {
        return new InvalidArgumentException("resourceLimits: " + what, "resourceLimits");
    }

    /** The soft limits as calls of the wrapper's {@code jc_limit}. */
    static List<String> shellLines(JobTemplate template) {
        var lines = new ArrayList<String>();
        LIMITS.forEach(
                (key, limit) -> {
                    var value = template.resourceLimits().get(key);
                    if (value != null) {
                        lines.add(
                                String.join(
                                        " ",
                                        "jc_limit",
                                        limit.word(),
                                        limit.letter(),
                                        limit.unit(),
                                        String.valueOf(Long.parseLong(value) * limit.factor())));
                    }
                });
        return lines;
    }

    /** Whether a limit is the script's affair and not the workload manager's. */
    static boolean isSoft(String key) {
        return LIMITS.containsKey(key);
    }
}
