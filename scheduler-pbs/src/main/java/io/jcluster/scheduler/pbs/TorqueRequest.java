package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The #PBS lines of a template for TORQUE: resources by {@code nodes}. OpenPBS's {@code select} is
 * never written: TORQUE takes it without a word and runs the job on one core.
 */
final class TorqueRequest {

    private static final String PROCS = "pbs_jt_procs";
    private static final Pattern PIECES = Pattern.compile("^([0-9]{1,7})(:|$)");
    private static final Pattern PER_PIECE = Pattern.compile(":ppn=([0-9]{1,7})");

    private TorqueRequest() {}

    static Map<String, String> extensions() {
        var all = new LinkedHashMap<String, String>();
        all.put(Layout.NODES, "number of machines, or all that qsub -l nodes takes: 2:ppn=4");
        all.put(PROCS, "qsub -l procs, in place of nodes, where the site's scheduler knows it");
        all.put("pbs_jt_qos", "qsub -l qos");
        all.put("pbs_jt_feature", "a property that the machines must have");
        all.putAll(PbsDirectives.extensions());
        return all;
    }

    static Map<String, String> insteadOf() {
        return Map.of(
                "pbs_jt_exclusive",
                "as many pbs_jt_ntasks_per_node as a node has cores, or the word of the site's"
                        + " scheduler in pbs_jt_resource_list, which with Moab and Maui is"
                        + " naccesspolicy=singlejob",
                "pbs_jt_gpu_type",
                "pbs_jt_feature, a property of the nodes that have them",
                "pbs_jt_constraint",
                "pbs_jt_feature, a property of the nodes",
                "pbs_jt_project",
                "accountingId: TORQUE accounts for no projects",
                "pbs_jt_select",
                "pbs_jt_nodes: TORQUE takes select and runs the job on one core",
                "pbs_jt_place",
                "pbs_jt_nodes with pbs_jt_ntasks_per_node",
                "reservationId",
                "the words of the site's scheduler in pbs_jt_resource_list, which with Moab"
                        + " and Maui are advres=NAME: TORQUE itself has no reservations");
    }

    static List<String> lines(JobTemplate template) {
        PbsDirectives.checkMachines(template);
        return new PbsDirectives(template).lines(resources(template), files(template));
    }

    static List<String> resources(JobTemplate template) {
        var resources = new ArrayList<String>();
        var procs = Quantity.count(template, PROCS);
        var given = Quantity.text(template, Layout.NODES).filter(text -> !text.matches("[0-9]+"));
        var feature =
                Quantity.text(template, "pbs_jt_feature", "[A-Za-z0-9_.-]+", "the name of one")
                        .map(name -> ":" + name)
                        .orElse("");
        if (given.isPresent()) {
            check(template, given.orElseThrow());
            resources.add("nodes=" + given.orElseThrow() + feature);
        } else if (procs.isPresent()) {
            same(template.minSlots(), procs.getAsInt(), PROCS);
            resources.add("procs=" + procs.getAsInt());
        } else {
            var layout = Layout.of(template, Quantity.count(template, Layout.NODES), true);
            if (layout.isPresent()) {
                resources.add("nodes=" + nodes(template, layout.orElseThrow(), feature));
            } else if (!feature.isEmpty() || !gpus(template, 1).isEmpty()) {
                resources.add("nodes=1" + gpus(template, 1) + feature);
            }
        }
        memory(template, resources);
        // Of each process, for which a core of ppn counts.
        PbsDirectives.memoryPerCore(template)
                .ifPresent(size -> resources.add("pmem=" + size.times(1)));
        Quantity.text(template, "pbs_jt_qos", "[A-Za-z0-9_.-]+", "a name")
                .ifPresent(name -> resources.add("qos=" + name));
        template.machineOS().ifPresent(system -> resources.add("opsys=linux"));
        return resources;
    }

    /** GPUs are a part of what is asked of a machine: nodes=2:ppn=4:gpus=1 (qsub(1B), NODES). */
    private static String gpus(JobTemplate template, int slots) {
        var perNode = Quantity.count(template, PbsDirectives.GPUS_PER_NODE);
        var perSlot = Quantity.count(template, PbsDirectives.GPUS_PER_SLOT);
        return perNode.isPresent()
                ? ":gpus=" + perNode.getAsInt()
                : perSlot.isPresent() ? ":gpus=" + perSlot.getAsInt() * slots : "";
    }

    private static String nodes(JobTemplate template, Layout layout, String feature) {
        var cores = layout.coresPerSlot().orElse(1);
        return layout.groups().stream()
                .map(
                        group ->
                                group.host().orElse(String.valueOf(group.pieces()))
                                        + ":ppn="
                                        + group.slots() * cores
                                        + gpus(template, group.slots())
                                        + feature)
                .collect(Collectors.joining("+"));
    }

    /** TORQUE's mem is of the whole job: what is asked for each machine is added up. */
    private static void memory(JobTemplate template, List<String> resources) {
        PbsDirectives.memory(template)
                .ifPresent(
                        size -> {
                            var layout =
                                    Layout.of(
                                            template,
                                            plain(template)
                                                    ? Quantity.count(template, Layout.NODES)
                                                    : OptionalInt.empty(),
                                            true);
                            var machines =
                                    layout.map(
                                                    l ->
                                                            l.groups().stream()
                                                                    .mapToInt(Layout.Group::pieces)
                                                                    .sum())
                                            .orElse(1);
                            var unit = size.replaceFirst("^[0-9]+", "");
                            var number =
                                    Long.parseLong(
                                            size.substring(0, size.length() - unit.length()));
                            resources.add("mem=" + Math.multiplyExact(number, machines) + unit);
                        });
    }

    private static boolean plain(JobTemplate template) {
        return Quantity.text(template, Layout.NODES).filter(t -> !t.matches("[0-9]+")).isEmpty();
    }

    private static void check(JobTemplate template, String nodes) {
        if (!nodes.matches(
                "[A-Za-z0-9_.-]+(:[A-Za-z0-9_.=-]+)*(\\+[A-Za-z0-9_.-]+(:[A-Za-z0-9_.=-]+)*)*")) {
            throw Quantity.refused(Layout.NODES, "a number or like 2:ppn=4", nodes);
        }
        for (var other :
                List.of(
                        PROCS,
                        Layout.PER_NODE,
                        Layout.CORES,
                        "pbs_jt_mem",
                        PbsDirectives.GPUS_PER_NODE,
                        PbsDirectives.GPUS_PER_SLOT)) {
            if (template.extensions().containsKey(other)) {
                throw new InvalidArgumentException(
                        other + " cannot be set beside a whole pbs_jt_nodes", other, Layout.NODES);
            }
        }
        if (!template.candidateMachines().isEmpty()) {
            throw new InvalidArgumentException(
                    "candidateMachines cannot be set beside a whole pbs_jt_nodes",
                    "candidateMachines",
                    Layout.NODES);
        }
        same(template.minSlots(), slots(nodes), Layout.NODES);
    }

    /** How many slots a whole {@code -l nodes} asks for: of 2:ppn=4+nid7 it is nine. */
    static long slots(String nodes) {
        var slots = 0L;
        for (var part : nodes.split("\\+", -1)) {
            var pieces = PIECES.matcher(part);
            var each = PER_PIECE.matcher(part);
            slots +=
                    (pieces.find() ? Long.parseLong(pieces.group(1)) : 1)
                            * (each.find() ? Long.parseLong(each.group(1)) : 1);
        }
        return slots;
    }

    private static void same(OptionalInt minSlots, long slots, String extension) {
        if (minSlots.isPresent() && minSlots.getAsInt() != slots) {
            throw new InvalidArgumentException(
                    extension + " has " + slots + " slots, and minSlots is " + minSlots.getAsInt(),
                    extension,
                    "minSlots");
        }
    }

    /**
     * Output comes home at the end of the job, except with {@code -k}, which knows only files of
     * its own naming in the home directory; {@code -k oed} is an error here.
     */
    private static List<String> files(JobTemplate template) {
        var output = PbsDirectives.file("outputPath", template.outputPath(), template);
        var error = PbsDirectives.file("errorPath", template.errorPath(), template);
        var lines = new ArrayList<String>();
        lines.add("-o " + OpenPbsRequest.quoted(output));
        // Of two that come to the same file, the second replaces the first (master of 2020-06-12).
        if (template.joinFiles() || error.equals(output)) {
            lines.add("-j oe");
        } else {
            lines.add("-e " + OpenPbsRequest.quoted(error.or(() -> Optional.of("/dev/null"))));
        }
        return lines;
    }
}
