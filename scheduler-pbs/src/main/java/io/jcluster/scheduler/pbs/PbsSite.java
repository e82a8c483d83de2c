package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.MachineInfo;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.drmaa2.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Queues and machines in DRMAA2's words. */
final class PbsSite {

    static final Map<String, String> QUEUE_EXTENSIONS =
            Map.of(
                    "pbs_qi_enabled", "whether it takes jobs",
                    "pbs_qi_started", "whether it starts jobs",
                    "pbs_qi_type", "Execution or Route",
                    "pbs_qi_total_jobs", "how many jobs are in it");

    static final Map<String, String> MACHINE_EXTENSIONS =
            Map.of(
                    "pbs_mi_state", "its state in PBS's words",
                    "pbs_mi_resources_available", "what it offers to jobs",
                    "pbs_mi_jobs", "the jobs on it");

    /** States in which a machine works, whether there is room on it or not. */
    private static final Set<String> AVAILABLE =
            Set.of(
                    "free",
                    "busy",
                    "job-busy",
                    "job-exclusive",
                    "job-sharing",
                    "resv-exclusive",
                    "reserve");

    private static final Map<String, CpuArchitecture> ARCHITECTURES =
            Map.of(
                    "x86_64", CpuArchitecture.X64,
                    "aarch64", CpuArchitecture.ARM64,
                    "ppc64", CpuArchitecture.PPC64,
                    "ppc64le", CpuArchitecture.PPC64LE);

    private static final Pattern RESERVATION = Pattern.compile("[RSM][0-9]+");

    private PbsSite() {}

    /**
     * Those that take jobs: each name is one that a job may be submitted to. The queue of a
     * reservation is a reservation, and starts nothing until its time has come.
     */
    static List<QueueInfo> queues(List<PbsRecord> records) {
        return records.stream()
                .filter(queue -> queue.is("enabled", "True"))
                .filter(queue -> !RESERVATION.matcher(queue.id()).matches())
                .map(
                        queue -> {
                            var info = QueueInfo.builder().name(queue.id());
                            info.extension("pbs_qi_enabled", "true");
                            info.extension(
                                    "pbs_qi_started", String.valueOf(queue.is("started", "True")));
                            queue.get("queue_type")
                                    .ifPresent(type -> info.extension("pbs_qi_type", type));
                            queue.get("total_jobs")
                                    .ifPresent(n -> info.extension("pbs_qi_total_jobs", n));
                            return info.build();
                        })
                .toList();
    }

    static List<MachineInfo> openPbs(List<PbsRecord> records) {
        return records.stream()
                .map(
                        node -> {
                            var info = machine(node);
                            count(node.get("pcpus").or(() -> node.get("resources_available.ncpus")))
                                    .ifPresent(info::coresPerSocket);
                            var memory = PbsJobs.memory(node, "resources_available.mem");
                            memory.ifPresent(info::physMemory);
                            PbsJobs.memory(node, "resources_available.vmem")
                                    .or(() -> memory)
                                    .ifPresent(info::virtMemory);
                            node.get("resources_available.arch")
                                    .filter(name -> name.startsWith("linux"))
                                    .ifPresent(name -> info.machineOS(OperatingSystem.LINUX));
                            // OpenPBS does not say which.
                            info.machineArch(CpuArchitecture.OTHER_CPU);
                            info.extension(
                                    "pbs_mi_resources_available",
                                    node.attributes().entrySet().stream()
                                            .filter(e -> e.getKey().startsWith(OFFERED))
                                            .map(
                                                    e ->
                                                            e.getKey().substring(OFFERED.length())
                                                                    + "="
                                                                    + e.getValue())
                                            .sorted()
                                            .collect(Collectors.joining(",")));
                            return info.build();
                        })
                .toList();
    }

    private static final String OFFERED = "resources_available.";

    static List<MachineInfo> torque(List<PbsRecord> records) {
        return records.stream()
                .map(
                        node -> {
                            var info = machine(node);
                            var status = node.get("status", "");
                            count(said("ncpus", status).or(() -> node.get("np")))
                                    .ifPresent(info::coresPerSocket);
                            said("loadave", status)
                                    .filter(load -> load.matches("[0-9]{1,6}(\\.[0-9]+)?"))
                                    .ifPresent(load -> info.load(Double.valueOf(load)));
                            memory("physmem", status).ifPresent(info::physMemory);
                            memory("totmem", status).ifPresent(info::virtMemory);
                            said("opsys", status)
                                    .filter(name -> name.equals("linux"))
                                    .ifPresent(name -> info.machineOS(OperatingSystem.LINUX));
                            var uname = said("uname", status).orElse("").split(" ", -1);
                            if (uname.length > 3) {
                                info.machineOSVersion(Version.of(uname[2]));
                                info.machineArch(
                                        ARCHITECTURES.getOrDefault(
                                                uname[uname.length - 1],
                                                CpuArchitecture.OTHER_CPU));
                            }
                            info.extension(
                                    "pbs_mi_resources_available", "np=" + node.get("np", "0"));
                            return info.build();
                        })
                .toList();
    }

    private static MachineInfo.Builder machine(PbsRecord node) {
        var state = node.get("state", "");
        var info =
                MachineInfo.builder()
                        .name(node.id())
                        .available(Stream.of(state.split(",", -1)).allMatch(AVAILABLE::contains))
                        // PBS counts processors and knows nothing of sockets and threads.
                        .sockets(1)
                        .threadsPerCore(1)
                        .extension("pbs_mi_state", state);
        node.get("jobs")
                .filter(jobs -> !jobs.isBlank())
                .ifPresent(jobs -> info.extension("pbs_mi_jobs", jobs));
        return info;
    }

    /** A value in {@code opsys=linux,uname=Linux n1 6.1 #1 SMP x86_64,ncpus=2}. */
    private static Optional<String> said(String name, String status) {
        var matcher = Pattern.compile("(?:^|,)" + name + "=([^,]*)").matcher(status);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }

    private static Optional<Long> memory(String name, String status) {
        return PbsJobs.memory(
                new PbsRecord(name, Map.of(name, said(name, status).orElse(""))), name);
    }

    private static Optional<Integer> count(Optional<String> text) {
        return text.filter(number -> number.matches("[1-9][0-9]{0,6}")).map(Integer::parseInt);
    }
}
