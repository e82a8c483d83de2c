package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The resources of a job as a whole, for a site that refuses {@code select} and lays jobs out by
 * itself. NCI's qsub does, and wants {@code ncpus} and {@code mem} in its place; an OpenPBS as it
 * comes would look for one machine that has all of it (pbs_resources(7B)).
 */
final class Sums {

    private Sums() {}

    /**
     * @throws InvalidArgumentException for what can only be said with {@code select} or {@code
     *     place}, which PBS takes neither of beside {@code ncpus}
     */
    static List<String> of(JobTemplate template) {
        check(template);
        var sums = new ArrayList<String>();
        Layout.of(template, Quantity.count(template, Layout.NODES), false)
                .ifPresent(layout -> sums.addAll(of(template, layout)));
        template.machineOS().ifPresent(system -> sums.add("arch=linux"));
        return sums;
    }

    private static List<String> of(JobTemplate template, Layout layout) {
        var slots = 0;
        var pieces = 0;
        for (var group : layout.groups()) {
            slots += group.pieces() * group.slots();
            pieces += group.pieces();
        }
        var cores = slots * layout.coresPerSlot().orElse(1);
        var sums = new ArrayList<String>();
        sums.add("ncpus=" + cores);
        var gpus =
                Quantity.count(template, PbsDirectives.GPUS_PER_NODE).orElse(0) * pieces
                        + Quantity.count(template, PbsDirectives.GPUS_PER_SLOT).orElse(0) * slots;
        if (gpus > 0) {
            sums.add("ngpus=" + gpus);
        }
        var machines = pieces;
        PbsDirectives.memoryPerCore(template)
                .map(size -> size.times(cores))
                .or(
                        () ->
                                PbsDirectives.memory(template)
                                        .map(size -> Quantity.Size.of(size).times(machines)))
                .ifPresent(size -> sums.add("mem=" + size));
        return sums;
    }

    private static void check(JobTemplate template) {
        var dropped = PbsDirectives.dropped(template);
        var refused =
                Stream.of(OpenPbsRequest.SELECT, OpenPbsRequest.PLACE, OpenPbsRequest.EXCLUSIVE)
                        .filter(template.extensions()::containsKey)
                        .filter(
                                name ->
                                        name.equals(OpenPbsRequest.SELECT)
                                                || !dropped.contains("place"))
                        .findFirst()
                        .or(
                                () ->
                                        template.candidateMachines().isEmpty()
                                                ? Optional.empty()
                                                : Optional.of("candidateMachines"));
        refused.ifPresent(
                name -> {
                    throw new InvalidArgumentException(
                            name
                                    + " is said with select or place, and "
                                    + PbsDirectives.DROP
                                    + " leaves select out: this site is told sums, and chooses the"
                                    + " machines by itself",
                            name,
                            PbsDirectives.DROP);
                });
    }
}
