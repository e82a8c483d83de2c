package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.templates.Layout;
import io.jcluster.templates.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The most that a cluster can use of what sites charge for: each of its jobs up to its time limit.
 * What a site charges in the end is its own affair; a job that ends early is cheaper.
 *
 * @param jobs the engines' first
 * @param basis where the number of cores is from, in words
 */
public record Cost(List<Share> jobs, String basis) {

    /**
     * What one job can use.
     *
     * @param whose empty for the engines', which may have the controller with them
     * @param nodes empty where the scheduler chooses
     * @param limit its time limit
     */
    public record Share(String whose, OptionalInt nodes, long cores, Duration limit) {

        private String product() {
            return (nodes.isPresent() ? counted(nodes.getAsInt(), "node") : counted(cores, "core"))
                    + " x "
                    + inWords(limit)
                    + (whose.isEmpty() ? "" : " for " + whose);
        }
    }

    public Cost {
        jobs = List.copyOf(jobs);
    }

    /**
     * The cost of a cluster; empty without a walltime, since a site's own limit is not known here.
     *
     * @param perNode how many CPUs a node has by the scheduler's word, where it was asked
     */
    public static Optional<Cost> of(ClusterSpec spec, OptionalInt perNode) {
        Profile.Resources wanted = spec.profile().resources();
        if (wanted.walltime().isEmpty()) {
            return Optional.empty();
        }
        int cpus = wanted.cpusPerTask().orElse(1);
        Optional<Integer> own = spec.profile().site().coresPerNode();
        OptionalInt size = own.map(OptionalInt::of).orElse(perNode);
        boolean byNodes = spec.nodes().isPresent() && size.isPresent();
        OptionalInt nodes = spec.nodes().map(OptionalInt::of).orElse(OptionalInt.empty());
        List<Share> jobs = new ArrayList<>();
        jobs.add(
                new Share(
                        "",
                        nodes,
                        byNodes
                                ? (long) nodes.getAsInt() * size.getAsInt()
                                : (long) spec.engines() * cpus,
                        wanted.walltime().get()));
        if (spec.layout() == Layout.SEPARATE) {
            jobs.add(
                    new Share(
                            "the controller",
                            nodes.isPresent() ? OptionalInt.of(1) : nodes,
                            byNodes ? size.getAsInt() : 1,
                            spec.profile()
                                    .controller()
                                    .walltime()
                                    .orElse(wanted.walltime().get())));
        }
        return Optional.of(
                new Cost(
                        jobs,
                        byNodes
                                ? own.isPresent()
                                        ? counted(size.getAsInt(), "core")
                                                + " on each node, as the profile says"
                                        : counted(size.getAsInt(), "CPU")
                                                + " on each node, as the scheduler says"
                                : counted(spec.engines(), "task") + " x " + counted(cpus, "CPU")));
    }

    /** The engines' job alone: of those that join, whose controller is there and counted. */
    Cost ofEngines() {
        return new Cost(jobs.subList(0, 1), basis);
    }

    /**
     * The CPUs of a node of the queue that is asked for, by the scheduler's word; empty where it
     * does not tell, or the nodes differ.
     */
    static OptionalInt perNode(Dialect dialect, List<QueueInfo> queues, Optional<String> wanted) {
        return queues.stream()
                .filter(
                        queue ->
                                wanted.map(queue.name()::equals)
                                        .orElseGet(
                                                () ->
                                                        "true"
                                                                .equals(
                                                                        word(
                                                                                dialect, queue,
                                                                                "default"))))
                .findFirst()
                .map(
                        queue -> {
                            int cpus = number(word(dialect, queue, "total_cpus"));
                            int nodes = number(word(dialect, queue, "nodes"));
                            return nodes > 0 && cpus > 0 && cpus % nodes == 0
                                    ? OptionalInt.of(cpus / nodes)
                                    : OptionalInt.empty();
                        })
                .orElse(OptionalInt.empty());
    }

    /** Whether {@link #perNode} has anything to read. */
    static boolean tellsNodes(Dialect dialect) {
        return dialect.queueInfoExtensions().containsKey(name(dialect, "total_cpus"));
    }

    private static String word(Dialect dialect, QueueInfo queue, String name) {
        return queue.extensions().getOrDefault(name(dialect, name), "");
    }

    private static String name(Dialect dialect, String name) {
        return dialect.family() + "_qi_" + name;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** Empty where the number of nodes is the scheduler's choice. */
    public OptionalDouble nodeHours() {
        return jobs.stream().anyMatch(job -> job.nodes().isEmpty())
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        jobs.stream()
                                .mapToDouble(job -> job.nodes().getAsInt() * hours(job.limit()))
                                .sum());
    }

    public double coreHours() {
        return jobs.stream().mapToDouble(job -> job.cores() * hours(job.limit())).sum();
    }

    /** {@code up to 4 node-hours (2 nodes x 2 h), 288 core-hours (…)}. */
    public String inWords() {
        String products = jobs.stream().map(Share::product).collect(Collectors.joining(", "));
        String cores = rounded(coreHours()) + " core-hours (";
        return "up to "
                + (nodeHours().isPresent()
                        ? rounded(nodeHours().getAsDouble())
                                + " node-hours ("
                                + products
                                + "), "
                                + cores
                                + basis
                                + ")"
                        : cores + products + "; " + basis + ")");
    }

    static double hours(Duration time) {
        return time.toMillis() / 3_600_000.0;
    }

    /** With as many decimals as mean something: 0.03, 1.5, 288. */
    public static String rounded(double hours) {
        return hours >= 100 || hours == Math.rint(hours)
                ? String.format(Locale.ROOT, "%.0f", hours)
                : String.format(Locale.ROOT, "%.2f", hours).replaceFirst("\\.?0+$", "");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** {@code 1 d 12 h}, {@code 90 s}; the parts that are there. */
    public static String inWords(Duration time) {
        List<String> parts = new ArrayList<>();
        part(parts, time.toDays(), "d");
        part(parts, time.toHoursPart(), "h");
        part(parts, time.toMinutesPart(), "min");
        part(parts, time.toSecondsPart(), "s");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts);
    }

    private static void part(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit);
        }
    }
}
