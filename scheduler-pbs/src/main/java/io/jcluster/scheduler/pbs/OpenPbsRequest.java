package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The #PBS lines of a template for OpenPBS: resources by {@code select} and {@code place}, output
 * written where it belongs while the job runs.
 */
final class OpenPbsRequest {

    static final String SELECT = "pbs_jt_select";
    static final String PLACE = "pbs_jt_place";
    static final String EXCLUSIVE = "pbs_jt_exclusive";
    private static final Pattern PROCESSES = Pattern.compile(":mpiprocs=([0-9]{1,7})");
    private static final Pattern PIECES = Pattern.compile("^([0-9]{1,7})(:|$)");

    private OpenPbsRequest() {}

    static Map<String, String> extensions() {
        var all = new LinkedHashMap<String, String>();
        all.put(Layout.NODES, "number of machines");
        all.put(SELECT, "qsub -l select, in place of what minSlots says");
        all.put(PLACE, "qsub -l place: free, pack, scatter, vscatter; with :excl and the like");
        all.put("pbs_jt_project", "qsub -P");
        all.put(EXCLUSIVE, "true: machines that nobody else has a part of, place=excl");
        all.putAll(PbsDirectives.extensions());
        return all;
    }

    static Map<String, String> insteadOf() {
        return Map.of(
                "pbs_jt_gpu_type",
                "a queue, or a resource that the site has defined for it: OpenPBS counts GPUs"
                        + " (ngpus) and knows no kinds of them",
                "pbs_jt_constraint",
                "a queue, or a resource that the site has defined for it (pbs_jt_select,"
                        + " pbs_jt_resource_list): nodes have no features in OpenPBS",
                "pbs_jt_feature",
                "a resource that the site has defined for it, in pbs_jt_select: nodes have"
                        + " no features in OpenPBS",
                "pbs_jt_qos",
                "a queue: OpenPBS has no qualities of service",
                "pbs_jt_procs",
                "minSlots: OpenPBS counts processors by pieces");
    }

    static List<String> lines(JobTemplate template) {
        PbsDirectives.checkMachines(template);
        var all =
                new ArrayList<>(
                        new PbsDirectives(template).lines(resources(template), files(template)));
        Quantity.text(template, "pbs_jt_project", "[^\\s\"'\\[\\];:|<>+,?*]+", "a name")
                .ifPresent(project -> all.add("#PBS -P " + project));
        return List.copyOf(all);
    }

    static List<String> resources(JobTemplate template) {
        if (PbsDirectives.dropped(template).contains("select")) {
            return Sums.of(template);
        }
        var given =
                Quantity.text(
                        template,
                        SELECT,
                        "[0-9]*[A-Za-z0-9_=:+.,@/-]+",
                        "chunks like 2:ncpus=4:mpiprocs=4");
        var layout =
                Layout.of(template, Quantity.count(template, Layout.NODES), false)
                        .filter(l -> given.isEmpty());
        var memory = PbsDirectives.memory(template);
        var each = Each.of(template);
        var system = template.machineOS().map(os -> ":arch=linux").orElse("");
        var resources = new ArrayList<String>();
        if (given.isPresent()) {
            check(template, given.orElseThrow());
            resources.add("select=" + given.orElseThrow());
        } else if (layout.isPresent()
                || memory.isPresent()
                || !system.isEmpty()
                || !each.words(1, 1).isEmpty()) {
            resources.add(
                    "select="
                            + layout.map(l -> select(l, memory, each, system))
                                    .orElse(
                                            "1:ncpus=1"
                                                    + memory(memory)
                                                    + each.words(1, 1)
                                                    + system));
        }
        var place =
                Quantity.text(
                        template,
                        PLACE,
                        "(free|pack|scatter|vscatter)?(:?(excl|exclhost|shared))?(:?group=[A-Za-z0-9_]+)?",
                        "like scatter:excl");
        place.or(() -> layout.map(l -> l.apart() ? "scatter" : "free"))
                .map(where -> exclusive(template) ? where + ":excl" : where)
                .or(() -> exclusive(template) ? Optional.of("excl") : Optional.empty())
                .ifPresent(where -> resources.add("place=" + where));
        return resources;
    }

    private static boolean exclusive(JobTemplate template) {
        return Quantity.text(template, EXCLUSIVE, "true|false", "true or false")
                .filter("true"::equals)
                .isPresent();
    }

    /** What is asked for each machine, slot or core, in the words of a piece on one machine. */
    private record Each(
            OptionalInt gpusPerNode,
            OptionalInt gpusPerSlot,
            Optional<Quantity.Size> memoryPerCore) {

        static Each of(JobTemplate template) {
            return new Each(
                    Quantity.count(template, PbsDirectives.GPUS_PER_NODE),
                    Quantity.count(template, PbsDirectives.GPUS_PER_SLOT),
                    PbsDirectives.memoryPerCore(template));
        }

        String words(int slots, int cores) {
            var gpus =
                    gpusPerNode.isPresent()
                            ? gpusPerNode.getAsInt()
                            : gpusPerSlot.orElse(0) * slots;
            return (gpus > 0 ? ":ngpus=" + gpus : "")
                    + memoryPerCore.map(size -> ":mem=" + size.times(slots * cores)).orElse("");
        }
    }

    /**
     * {@code 2:ncpus=4:mpiprocs=4}. Without mpiprocs a job's list of machines has one line for each
     * piece, and without ompthreads OMP_NUM_THREADS is the number of its processors, for each of
     * its processes (23.06.06).
     */
    private static String select(Layout layout, Optional<String> memory, Each each, String system) {
        var cores = layout.coresPerSlot().orElse(1);
        return layout.groups().stream()
                .map(
                        group ->
                                group.pieces()
                                        + ":ncpus="
                                        + group.slots() * cores
                                        + ":mpiprocs="
                                        + group.slots()
                                        + ":ompthreads="
                                        + cores
                                        + memory(memory)
                                        + each.words(group.slots(), cores)
                                        + group.host().map(host -> ":host=" + host).orElse("")
                                        + system)
                .collect(Collectors.joining("+"));
    }

    private static String memory(Optional<String> memory) {
        return memory.map(size -> ":mem=" + size).orElse("");
    }

    private static void check(JobTemplate template, String select) {
        for (var other :
                List.of(
                        Layout.NODES,
                        Layout.PER_NODE,
                        Layout.CORES,
                        "pbs_jt_mem",
                        PbsDirectives.MEMORY_PER_CORE,
                        PbsDirectives.GPUS_PER_NODE,
                        PbsDirectives.GPUS_PER_SLOT)) {
            if (template.extensions().containsKey(other)) {
                throw beside(other);
            }
        }
        if (!template.candidateMachines().isEmpty()) {
            throw beside("candidateMachines");
        }
        if (template.minPhysMemory().isPresent()) {
            throw beside("minPhysMemory");
        }
        var slots = 0L;
        for (var chunk : select.split("\\+", -1)) {
            var pieces = PIECES.matcher(chunk);
            var processes = PROCESSES.matcher(chunk);
            slots +=
                    (pieces.find() ? Long.parseLong(pieces.group(1)) : 1)
                            * (processes.find() ? Long.parseLong(processes.group(1)) : 1);
        }
        if (template.minSlots().isPresent() && template.minSlots().getAsInt() != slots) {
            throw new InvalidArgumentException(
                    "pbs_jt_select has "
                            + slots
                            + " slots (pieces times mpiprocs), and minSlots is "
                            + template.minSlots().getAsInt(),
                    SELECT,
                    "minSlots");
        }
    }

    private static InvalidArgumentException beside(String other) {
        return new InvalidArgumentException(
                other + " cannot be set beside pbs_jt_select, which says it all", other, SELECT);
    }

    /**
     * With {@code -k oed} the files grow where they belong while the job runs; with {@code oe} they
     * would be in the home directory, whatever their paths say (23.06.06).
     */
    private static List<String> files(JobTemplate template) {
        var output = PbsDirectives.file("outputPath", template.outputPath(), template);
        var error = PbsDirectives.file("errorPath", template.errorPath(), template);
        var lines = new ArrayList<String>();
        lines.add("-o " + quoted(output));
        if (template.joinFiles() || (error.isEmpty() && output.isEmpty())) {
            lines.add("-j oe");
        } else {
            lines.add("-e " + quoted(error.or(() -> output)));
        }
        if (output.isPresent() || error.isPresent()) {
            lines.add("-k oed");
        }
        return lines;
    }

    static String quoted(Optional<String> path) {
        return ShellWords.quote(path.orElse("/dev/null"));
    }
}
