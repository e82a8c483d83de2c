package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.Version;
import io.jcluster.scheduler.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code scontrol -o show node}: Slurm's nodes, which are DRMAA2's machines. A node that never
 * reported has neither an architecture nor a system. Texts of administrators (Reason, Comment,
 * Extra) come last in a record, so the first value of a key counts.
 */
final class SlurmNodes {

    private static final Pattern FIELD = Pattern.compile("(?:^| )([A-Z][\\w:/]*)=(\\S*)");

    /** {@code OS=Linux 6.1.0-13-amd64 #1 SMP … RealMemory=12000} */
    private static final Pattern SYSTEM = Pattern.compile(" OS=(\\S+) (\\d+)\\.(\\d+)\\S* ");

    /** Base states in which jobs are started or run (scontrol(1), sinfo(1)). */
    private static final Set<String> USABLE = Set.of("IDLE", "MIXED", "ALLOCATED", "COMPLETING");

    private static final Set<String> UNUSABLE_FLAGS =
            Set.of(
                    "DOWN",
                    "DRAIN",
                    "DRAINED",
                    "DRAINING",
                    "FAIL",
                    "FAILING",
                    "INVAL",
                    "INVALID_REG",
                    "MAINT",
                    "MAINTENANCE",
                    "NOT_RESPONDING",
                    "REBOOT",
                    "REBOOT_ISSUED",
                    "REBOOT_REQUESTED",
                    "POWERING_DOWN");

    private SlurmNodes() {}

    static Map<String, String> extensions() {
        return Map.of(
                "slurm_mi_state", "Slurm's words for the state, as in IDLE+DRAIN",
                "slurm_mi_features", "the features that slurm_jt_constraint can name",
                "slurm_mi_gres", "generic resources, as in gpu:a100:4",
                "slurm_mi_partitions", "the queues that use it, with commas between",
                "slurm_mi_cpus_allocated", "how many CPUs jobs have",
                "slurm_mi_mem_free_kb", "free memory, in kilobytes of 1024 bytes");
    }

    static Exchange<List<MachineInfo>> question() {
        return SlurmExchange.of(
                "list the machines",
                List.of("scontrol", "-o", "show", "node"),
                outcome -> read(outcome.stdout()));
    }

    static List<MachineInfo> read(String text) {
        var nodes = new ArrayList<MachineInfo>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("No nodes in the system"))
                .forEach(
                        line -> {
                            if (line.startsWith("NodeName=")) {
                                nodes.add(node(line));
                            } else if (nodes.isEmpty()) { // else an administrator's second line
                                throw Printed.unreadable("no node", line);
                            }
                        });
        return List.copyOf(nodes);
    }

    private static MachineInfo node(String line) {
        var f = new HashMap<String, String>();
        var matcher = FIELD.matcher(line);
        while (matcher.find()) {
            f.putIfAbsent(matcher.group(1), matcher.group(2));
        }
        var state = f.getOrDefault("State", "");
        var node =
                MachineInfo.builder()
                        .name(f.getOrDefault("NodeName", ""))
                        .available(isUsable(state))
                        .sockets(Printed.count(f.get("Sockets")).orElse(1))
                        .coresPerSocket(Printed.count(f.get("CoresPerSocket")).orElse(1))
                        .threadsPerCore(Printed.count(f.get("ThreadsPerCore")).orElse(1));
        Printed.text(f.get("CPULoad"))
                .filter(load -> load.matches("[0-9]{1,6}(\\.[0-9]{1,4})?"))
                .ifPresent(load -> node.load(Double.parseDouble(load)));
        kilobytes(f.get("RealMemory"))
                .ifPresent(memory -> node.physMemory(memory).virtMemory(memory)); // no word of swap
        Printed.text(f.get("Arch"))
                .ifPresent(arch -> node.machineArch(CpuArchitecture.ofUname(arch)));
        system(line, node);
        var named =
                Map.of(
                        "slurm_mi_state", "State",
                        "slurm_mi_features", "ActiveFeatures",
                        "slurm_mi_gres", "Gres",
                        "slurm_mi_partitions", "Partitions",
                        "slurm_mi_cpus_allocated", "CPUAlloc");
        named.forEach(
                (name, key) -> Printed.text(f.get(key)).ifPresent(v -> node.extension(name, v)));
        kilobytes(f.get("FreeMem"))
                .ifPresent(memory -> node.extension("slurm_mi_mem_free_kb", memory.toString()));
        return node.build();
    }

    private static void system(String line, MachineInfo.Builder node) {
        var system = SYSTEM.matcher(line);
        if (system.find()) {
            node.machineOS(
                    switch (system.group(1)) {
                        case "Linux" -> OperatingSystem.LINUX;
                        case "FreeBSD", "NetBSD" -> OperatingSystem.BSD;
                        default -> OperatingSystem.OTHER_OS;
                    });
            node.machineOSVersion(new Version(system.group(2), system.group(3)));
        }
    }

    /** {@code IDLE+DRAIN}; a star is a node that does not respond. */
    private static boolean isUsable(String state) {
        var words = List.of(state.split("\\+", -1));
        return USABLE.contains(words.get(0))
                && state.indexOf('*') < 0
                && words.stream().noneMatch(UNUSABLE_FLAGS::contains);
    }

    /** Of a number of megabytes. */
    private static Optional<Long> kilobytes(@Nullable String megabytes) {
        var number = Printed.number(megabytes, 12);
        return number < 0 ? Optional.empty() : Optional.of(number * 1024);
    }
}
