package io.jcluster.scheduler.slurm;

import static io.jcluster.drmaa2.Drmaa2.WALLCLOCK_TIME;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The checks that an extension and a standard attribute which mean the same do not say different
 * things, and that numbers which depend on each other fit. Slurm would take the last word, or set a
 * number of its own.
 */
final class Contradictions {

    private final JobTemplate template;

    private Contradictions(JobTemplate template) {
        this.template = template;
    }

    /**
     * @throws InvalidArgumentException that names the attributes which do not go together
     */
    static void check(JobTemplate template) {
        var check = new Contradictions(template);
        check.account();
        check.time();
        check.memory();
        check.tasks();
        check.machines();
    }

    private void account() {
        var account = template.extensions().get("slurm_jt_account");
        if (account != null
                && template.accountingId().filter(id -> !id.equals(account)).isPresent()) {
            throw both("accountingId", template.accountingId().orElseThrow(), "slurm_jt_account");
        }
    }

    private void time() {
        var seconds = template.resourceLimits().get(WALLCLOCK_TIME);
        var time = template.extensions().get("slurm_jt_time");
        if (seconds == null || time == null) {
            return;
        }
        var limit = minutes(time);
        if (limit.isEmpty() || limit.getAsLong() != (Long.parseLong(seconds) + 59) / 60) {
            throw both(WALLCLOCK_TIME, seconds + " s", "slurm_jt_time");
        }
    }

    private void memory() {
        var set = set("slurm_jt_mem", "slurm_jt_mem_per_cpu", "slurm_jt_mem_per_gpu");
        var kilobytes = template.minPhysMemory();
        if (kilobytes.isPresent()) {
            var mem = template.extensions().get("slurm_jt_mem");
            if (mem != null && kilobytes(mem).equals(kilobytes)) {
                set.remove("slurm_jt_mem");
            }
            set.add("minPhysMemory");
        }
        if (set.size() > 1) {
            throw refused("only one of these can say how much memory: ", set);
        }
    }

    private void tasks() {
        var nodes = number("slurm_jt_nodes");
        var each = number("slurm_jt_ntasks_per_node");
        var slots = template.minSlots();
        if (nodes.isPresent() && each.isPresent() && slots.isPresent()) {
            var most = nodes.getAsLong() * each.getAsLong();
            if (slots.getAsInt() > most) {
                throw new InvalidArgumentException(
                        "minSlots is "
                                + slots.getAsInt()
                                + ", but slurm_jt_nodes="
                                + nodes.getAsLong()
                                + " times slurm_jt_ntasks_per_node="
                                + each.getAsLong()
                                + " is "
                                + most,
                        "minSlots",
                        "slurm_jt_nodes",
                        "slurm_jt_ntasks_per_node");
            }
        }
    }

    private void machines() {
        var count = template.candidateMachines().size();
        if (count == 0) {
            return;
        }
        if (template.extensions().containsKey("slurm_jt_nodelist")) {
            throw refused(
                    "only one of these can name machines: ",
                    List.of("candidateMachines", "slurm_jt_nodelist"));
        }
        var nodes = template.extensions().get("slurm_jt_nodes");
        if (nodes != null && !nodes.equals(String.valueOf(count))) {
            throw both("candidateMachines", count + " machines", "slurm_jt_nodes");
        }
        // sbatch --nodelist demands every machine it names; with fewer tasks than machines it
        // changes the number of nodes and drops the list's sense (22.05.8).
        if (template.minSlots().orElse(1) < count) {
            throw new InvalidArgumentException(
                    "candidateMachines names "
                            + count
                            + " machines for "
                            + template.minSlots().orElse(1)
                            + " slots: Slurm cannot choose among machines, it takes all that are"
                            + " named\n"
                            + "try: one machine, as many slots as machines, or slurm_jt_exclude or"
                            + " slurm_jt_constraint",
                    "candidateMachines");
        }
    }

    private Set<String> set(String... names) {
        var set = new TreeSet<>(List.of(names));
        set.retainAll(template.extensions().keySet());
        return set;
    }

    private OptionalLong number(String extension) {
        var number = Printed.number(template.extensions().get(extension), 9);
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Whole minutes, rounded up as Slurm does; empty for no limit. */
    private static OptionalLong minutes(String time) {
        var days = time.indexOf('-');
        var parts = time.substring(days + 1).split(":", -1);
        if (Printed.number(parts[0], 9) < 0) {
            return OptionalLong.empty();
        }
        // Behind days come hours; without them one or two parts begin with minutes.
        var unit = days >= 0 || parts.length == 3 ? 3600 : 60;
        var seconds = days < 0 ? 0 : Printed.number(time.substring(0, days), 9) * 86_400;
        for (var part : parts) {
            seconds += Printed.number(part, 9) * unit;
            unit /= 60;
        }
        return OptionalLong.of((seconds + 59) / 60);
    }

    /** Of a size as sbatch takes it, in megabytes without a letter. */
    private static OptionalLong kilobytes(String size) {
        var last = size.charAt(size.length() - 1);
        var power = "KMGT".indexOf(Character.toUpperCase(last));
        var digits = power < 0 ? size : size.substring(0, size.length() - 1);
        var factor = 1L << (10 * (power < 0 ? 1 : power));
        var number = Printed.number(digits, 15);
        return number < 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.multiplyExact(number, factor));
    }

    private InvalidArgumentException both(String attribute, String value, String extension) {
        return new InvalidArgumentException(
                attribute
                        + " ("
                        + value
                        + ") and "
                        + extension
                        + " ("
                        + template.extensions().getOrDefault(extension, "")
                        + ") mean the same and differ; set one of them",
                attribute,
                extension);
    }

    private static InvalidArgumentException refused(String what, Collection<String> names) {
        return new InvalidArgumentException(
                what + String.join(", ", names), names.toArray(String[]::new));
    }
}
