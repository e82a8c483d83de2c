package io.jcluster.scheduler.slurm;

import static java.util.Map.entry;

import io.jcluster.drmaa2.InvalidArgumentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Extensions of the job template whose value is that of one option of sbatch, each with the form
 * its value has (sbatch(1); the options are there from 20.11 to 24.11). What sbatch itself would
 * refuse is refused before anything is run.
 */
final class SlurmOptions {

    private static final String COUNT = "[1-9][0-9]{0,8}";
    private static final String NAME = "[^\\s,=]+";
    private static final String NAMES = "[^\\s=]+";
    private static final String SIZE = "[0-9]{1,15}[KkMmGgTt]?";
    private static final String TIME =
            "[0-9]+(:[0-9]{1,2}){0,2}|[0-9]+-[0-9]{1,2}(:[0-9]{1,2}){0,2}|UNLIMITED|INFINITE";
    private static final String GPUS = "([A-Za-z][^\\s,:=]*:)?[0-9]+";
    private static final String AFTER =
            "(singleton|after[a-z]*(:[0-9]+(_([0-9]+|\\*))?(\\+[0-9]+)?)+)";
    private static final String MAIL =
            "(NONE|BEGIN|END|FAIL|REQUEUE|ALL|INVALID_DEPEND|STAGE_OUT|TIME_LIMIT(_90|_80|_50)?"
                    + "|ARRAY_TASKS)";

    private record Option(String name, Pattern form, String formInWords) {}

    private static final Map<String, Option> ALL = new LinkedHashMap<>();

    static {
        put("slurm_jt_nodes", "nodes", COUNT + "(-" + COUNT + ")?", "a number or two, as in 2-4");
        put("slurm_jt_ntasks_per_node", "ntasks-per-node", COUNT, "a number of at least 1");
        put("slurm_jt_cpus_per_task", "cpus-per-task", COUNT, "a number of at least 1");
        put("slurm_jt_mem", "mem", SIZE, "a size, as in 4G");
        put("slurm_jt_mem_per_cpu", "mem-per-cpu", SIZE, "a size, as in 500M");
        put("slurm_jt_mem_per_gpu", "mem-per-gpu", SIZE, "a size, as in 16G");
        put("slurm_jt_tmp", "tmp", SIZE, "a size, as in 10G");
        put("slurm_jt_constraint", "constraint", "\\P{Cntrl}+", "an expression of features");
        put("slurm_jt_account", "account", NAME, "a name");
        put("slurm_jt_qos", "qos", NAME, "a name");
        put("slurm_jt_wckey", "wckey", NAME, "a name");
        put("slurm_jt_gres", "gres", "\\S+", "names and counts, as in gpu:a100:2");
        put("slurm_jt_gpus", "gpus", list(GPUS), "a number, as in 2 or a100:2");
        put("slurm_jt_gpus_per_node", "gpus-per-node", list(GPUS), "a number, as in 2 or a100:2");
        put("slurm_jt_gpus_per_task", "gpus-per-task", list(GPUS), "a number, as in 2 or a100:2");
        put("slurm_jt_licenses", "licenses", "\\S+", "names and counts, as in matlab:2");
        put("slurm_jt_time", "time", TIME, "M, M:S, H:M:S, D-H, D-H:M, D-H:M:S or UNLIMITED");
        put("slurm_jt_time_min", "time-min", TIME, "M, M:S, H:M:S, D-H, D-H:M or D-H:M:S");
        put("slurm_jt_nodelist", "nodelist", NAMES, "nodes, as in nid[1-4],nid7");
        put("slurm_jt_exclude", "exclude", NAMES, "nodes, as in nid[1-4],nid7");
        put("slurm_jt_switches", "switches", COUNT + "(@(" + TIME + "))?", "a number, or 1@30:00");
        put(
                "slurm_jt_dependency",
                "dependency",
                AFTER + "([,?]" + AFTER + ")*",
                "as in afterok:12:13,afterany:14 or singleton");
        put(
                "slurm_jt_signal",
                "signal",
                "([RB]{1,2}:)?[A-Z0-9+]+(@[0-9]{1,5})?",
                "as in USR1, B:USR1 or B:15@120");
        put("slurm_jt_mail_type", "mail-type", MAIL + "(," + MAIL + ")*", "words such as END,FAIL");
    }

    private SlurmOptions() {}

    private static void put(String extension, String option, String form, String inWords) {
        ALL.put(extension, new Option(option, Pattern.compile(form), inWords));
    }

    private static String list(String form) {
        return form + "(," + form + ")*";
    }

    /** The names of these extensions, each with a description. */
    static Map<String, String> described() {
        var all = new LinkedHashMap<String, String>();
        ALL.forEach(
                (name, option) ->
                        all.put(name, "sbatch --" + option.name + ": " + option.formInWords));
        return all;
    }

    /** The options, with their values, that a template's extensions are. */
    static List<Map.Entry<String, String>> of(Map<String, String> extensions) {
        return ALL.entrySet().stream()
                .filter(row -> extensions.containsKey(row.getKey()))
                .map(
                        row -> {
                            var value = extensions.getOrDefault(row.getKey(), "");
                            check(row.getKey(), row.getValue(), value);
                            return entry(row.getValue().name, value);
                        })
                .toList();
    }

    private static void check(String extension, Option option, String value) {
        // Line breaks are refused for all directives alike, with a message of their own.
        if (!option.form.matcher(value.replaceAll("[\\r\\n]", "")).matches()) {
            throw new InvalidArgumentException(
                    extension + " is " + option.formInWords + ", not '" + value + "'", extension);
        }
    }
}
