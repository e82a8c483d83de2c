package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the slots of a job lie on machines: groups of alike pieces, each on one machine.
 *
 * @param apart whether each piece must have a machine of its own
 * @param coresPerSlot of no value where nothing was said about it
 */
record Layout(List<Group> groups, boolean apart, OptionalInt coresPerSlot) {

    /**
     * Alike pieces.
     *
     * @param host the machine they must be on
     */
    record Group(int pieces, int slots, Optional<String> host) {}

    static final String NODES = "pbs_jt_nodes";
    static final String PER_NODE = "pbs_jt_ntasks_per_node";
    static final String CORES = "pbs_jt_cpus_per_task";

    /**
     * The layout a template asks for; empty where it says nothing about slots and machines.
     *
     * @param together whether slots without a word about machines shall lie on one machine: TORQUE
     *     takes more machines than it has for a request that cannot be met. Otherwise each is a
     *     piece of its own, which PBS puts wherever there is room
     * @throws InvalidArgumentException when the numbers contradict each other
     */
    static Optional<Layout> of(JobTemplate template, OptionalInt nodes, boolean together) {
        var slots = template.minSlots();
        var perNode = Quantity.count(template, PER_NODE);
        var cores = Quantity.count(template, CORES);
        var hosts = template.candidateMachines();
        if (slots.isEmpty()
                && nodes.isEmpty()
                && perNode.isEmpty()
                && cores.isEmpty()
                && hosts.isEmpty()) {
            return Optional.empty();
        }
        if (nodes.isEmpty() && perNode.isEmpty()) {
            var count = slots.orElse(1);
            var groups =
                    hosts.isEmpty()
                            ? List.of(
                                    together
                                            ? new Group(1, count, Optional.empty())
                                            : new Group(count, 1, Optional.empty()))
                            : on(hosts, count);
            return Optional.of(new Layout(groups, false, cores));
        }
        var count = slots.orElseGet(() -> nodes.orElse(1) * perNode.orElse(1));
        var pieces = nodes.orElseGet(() -> (count + perNode.orElse(1) - 1) / perNode.orElse(1));
        var most = perNode.orElse((count + pieces - 1) / pieces);
        if (count < pieces || count > (long) pieces * most) {
            throw contradiction(count, nodes, perNode);
        }
        // The last machine may have fewer; one more machine than needed is a mistake.
        if (perNode.isPresent() && count <= (pieces - 1L) * most) {
            throw contradiction(count, nodes, perNode);
        }
        if (!hosts.isEmpty()) {
            if (hosts.size() < pieces) {
                throw new InvalidArgumentException(
                        pieces
                                + " machines are asked for, and candidateMachines has "
                                + hosts.size(),
                        "candidateMachines",
                        NODES);
            }
            return Optional.of(new Layout(on(hosts.subList(0, pieces), count), true, cores));
        }
        var groups = new ArrayList<Group>();
        if (perNode.isPresent()) {
            add(groups, count / most, most);
            add(groups, 1, count % most);
        } else {
            add(groups, count % pieces, count / pieces + 1);
            add(groups, pieces - count % pieces, count / pieces);
        }
        return Optional.of(new Layout(groups, true, cores));
    }

    private static void add(List<Group> groups, int pieces, int slots) {
        if (pieces > 0 && slots > 0) {
            groups.add(new Group(pieces, slots, Optional.empty()));
        }
    }

    /**
     * Slots dealt out evenly to the machines named, in their order. DRMAA2 lets a job run on any of
     * them, and PBS has no word for "some of these": these are the ones it gets.
     */
    private static List<Group> on(List<String> hosts, int slots) {
        var groups = new ArrayList<Group>();
        for (var i = 0; i < hosts.size(); i++) {
            var share = slots / hosts.size() + (i < slots % hosts.size() ? 1 : 0);
            if (share > 0) {
                groups.add(new Group(1, share, Optional.of(hosts.get(i))));
            }
        }
        return groups;
    }

    private static InvalidArgumentException contradiction(
            int slots, OptionalInt nodes, OptionalInt perNode) {
        return new InvalidArgumentException(
                slots
                        + " slots do not fit "
                        + (nodes.isPresent() ? nodes.getAsInt() + " machines" : "the machines")
                        + (perNode.isPresent() ? " with " + perNode.getAsInt() + " each" : ""),
                "minSlots",
                NODES,
                PER_NODE);
    }
}
