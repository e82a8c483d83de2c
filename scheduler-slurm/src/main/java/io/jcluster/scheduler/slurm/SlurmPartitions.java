package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.scheduler.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * sinfo's partitions, which are DRMAA2's queues: those the user may see. Nothing in these fields is
 * a user's choice.
 */
final class SlurmPartitions {

    /** Name, name with a star if it is the default one, state, limits, nodes, CPUs A/I/O/T. */
    static final String FORMAT = "%R|%P|%a|%l|%L|%D|%C";

    private static final int FIELDS = 7;

    private SlurmPartitions() {}

    static Map<String, String> extensions() {
        return Map.of(
                "slurm_qi_state", "up, down, drain or inact",
                "slurm_qi_default", "whether jobs that name no queue go there",
                "slurm_qi_max_time", "the longest time limit, D-HH:MM:SS or infinite",
                "slurm_qi_default_time", "the time limit of jobs that ask for none",
                "slurm_qi_nodes", "how many nodes it has",
                "slurm_qi_total_cpus", "how many CPUs it has");
    }

    static Exchange<List<QueueInfo>> question() {
        return SlurmExchange.of(
                "list the queues",
                List.of("sinfo", "-h", "-o", FORMAT),
                outcome -> read(outcome.stdout()));
    }

    static List<QueueInfo> read(String text) {
        var queues = new LinkedHashMap<String, QueueInfo>();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(
                        line -> {
                            var f = line.split("\\|", -1);
                            if (f.length != FIELDS) {
                                throw Printed.unreadable(f.length + " fields", line);
                            }
                            // One line for each partition, unless its nodes differ in what is
                            // asked.
                            queues.putIfAbsent(f[0], queue(f));
                        });
        return List.copyOf(queues.values());
    }

    private static QueueInfo queue(String[] f) {
        var queue =
                QueueInfo.builder()
                        .name(f[0])
                        .extension("slurm_qi_state", f[2])
                        .extension("slurm_qi_default", String.valueOf(f[1].equals(f[0] + "*")))
                        .extension("slurm_qi_nodes", f[5]);
        Printed.text(f[3]).ifPresent(time -> queue.extension("slurm_qi_max_time", time));
        Printed.text(f[4]).ifPresent(time -> queue.extension("slurm_qi_default_time", time));
        queue.extension("slurm_qi_total_cpus", f[6].substring(f[6].lastIndexOf('/') + 1));
        return queue.build();
    }
}
