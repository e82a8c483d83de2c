package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.scheduler.RemotePath;
import io.jcluster.tunnel.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A job template as #PBS lines (qsub(1B)), as far as OpenPBS and TORQUE have them in common. Both
 * read the words of a line as a shell does: quotes of either kind, a backslash outside of them.
 */
final class PbsDirectives {

    /**
     * Standard attributes that become lines in both. No machineArch: PBS has no names for processor
     * architectures, only resources that a site may have defined.
     */
    static final Set<String> ATTRIBUTES =
            Set.of(
                    "jobName",
                    "queueName",
                    "accountingId",
                    "minSlots",
                    "priority",
                    "candidateMachines",
                    "minPhysMemory",
                    "machineOS",
                    "startTime",
                    "resourceLimits",
                    "email",
                    "emailOnStarted",
                    "emailOnTerminated",
                    "outputPath",
                    "errorPath",
                    "joinFiles",
                    "submitAsHold",
                    "rerunnable");

    /** Limits that both enforce on the job as a whole. */
    static final Set<String> LIMITS = Set.of(Drmaa2.WALLCLOCK_TIME, Drmaa2.CPU_TIME);

    /** What is set here, and so cannot come by {@code pbs_jt_native}. */
    private static final Set<Character> OURS =
            Set.of('h', 'r', 'o', 'e', 'j', 'k', 'v', 'V', 'J', 't', 'I', 'X', 'z', 'x', 'f', 'C');

    static final String GPUS_PER_NODE = "pbs_jt_gpus_per_node";
    static final String GPUS_PER_SLOT = "pbs_jt_gpus_per_task";
    static final String MEMORY_PER_CORE = "pbs_jt_mem_per_cpu";
    static final String DROP = "pbs_jt_drop";

    /** Without these the job could not be found again, or its words not be read. */
    private static final Set<String> NEEDED = Set.of("v", "o", "j");

    private static final int LEAST_PRIORITY = -1024;
    private static final int MOST_PRIORITY = 1023;
    private static final int LONGEST_NAME = 230;

    private final JobTemplate template;
    private final List<String> lines = new ArrayList<>();

    private final Set<String> dropped;

    PbsDirectives(JobTemplate template) {
        this.template = template;
        this.dropped = dropped(template);
        for (var name : dropped) {
            if (NEEDED.contains(name)) {
                throw new InvalidArgumentException(
                        DROP
                                + " cannot leave out -"
                                + name
                                + ", without which jcluster does not find the job or its log",
                        DROP);
            }
        }
    }

    /** The options that are left out, by their letters, and the resources, by their names. */
    static Set<String> dropped(JobTemplate template) {
        return Stream.of(Quantity.text(template, DROP).orElse("").split(",", -1))
                .map(name -> name.strip().replaceFirst("^-", ""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    static Map<String, String> extensions() {
        var all = new LinkedHashMap<String, String>();
        all.put(Layout.PER_NODE, "slots on each machine");
        all.put(Layout.CORES, "cores for each slot");
        all.put("pbs_jt_mem", "memory on each machine, or of each piece: 4gb");
        all.put("pbs_jt_resource_list", "further resources, qsub -l: a=1,b=2");
        all.put("pbs_jt_walltime", "qsub -l walltime: [[H:]M:]S");
        all.put("pbs_jt_cput", "qsub -l cput: [[H:]M:]S");
        all.put("pbs_jt_group_list", "qsub -W group_list");
        all.put("pbs_jt_umask", "qsub -W umask: three octal digits");
        all.put("pbs_jt_dependency", "qsub -W depend: afterok:12.server");
        all.put("pbs_jt_mail_points", "qsub -m: n, or letters of a, b and e");
        all.put("pbs_jt_checkpoint", "qsub -c");
        all.put(GPUS_PER_NODE, "GPUs on each machine");
        all.put(GPUS_PER_SLOT, "GPUs for each slot");
        all.put(MEMORY_PER_CORE, "memory for each core: 2gb");
        all.put(DROP, "options that are left out though they are asked for: A,m,place");
        all.put("pbs_jt_native", "further options of qsub, one on each line: -S /bin/bash");
        return all;
    }

    /** The lines of both, the resources of the one in between. */
    List<String> lines(List<String> resources, List<String> files) {
        template.jobName().ifPresent(name -> option("-N", jobName(name)));
        queue().ifPresent(queue -> option("-q", queue));
        template.accountingId().ifPresent(account -> option("-A", account));
        resources.forEach(resource -> option("-l", resource));
        limits();
        template.priority().ifPresent(this::priority);
        template.startTime()
                .filter(at -> !at.equals(Drmaa2.NOW))
                .ifPresent(at -> option("-a", PbsTime.request(at)));
        mail();
        files.forEach(this::flag);
        if (template.submitAsHold()) {
            flag("-h");
        }
        flag(template.rerunnable() ? "-r y" : "-r n");
        PbsTag.assignment(template).ifPresent(tag -> option("-v", tag));
        attribute("group_list", "[A-Za-z0-9_.,@-]+", "names of groups");
        attribute("umask", "[0-7]{3,4}", "three octal digits");
        dependency();
        Quantity.text(template, "pbs_jt_checkpoint", "[A-Za-z0-9=,/._]+", "an argument of qsub -c")
                .ifPresent(value -> option("-c", value));
        nativeOptions();
        return List.copyOf(lines);
    }

    /**
     * A name that PBS takes: others are refused. DRMAA2 lets names be shortened; letters, digits
     * and {@code -+_.} are what both take (ck_job_name.c of OpenPBS 23.06.06).
     */
    private static String jobName(String name) {
        var plain = name.replaceAll("[^A-Za-z0-9+_.-]", "_");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
    }

    /** A reservation of OpenPBS is a queue: R123 of R123.server. */
    private Optional<String> queue() {
        return template.reservationId()
                .map(
                        id -> {
                            if (!id.matches("[RSM][0-9]+(\\..+)?")) {
                                throw Quantity.refused(
                                        "reservationId", "an id like R123.server", id);
                            }
                            var queue = id.split("\\.", 2)[0];
                            if (template.queueName().filter(q -> !q.equals(queue)).isPresent()) {
                                throw new InvalidArgumentException(
                                        "a reservation is a queue of its own: queueName and"
                                                + " reservationId cannot both be set",
                                        "queueName",
                                        "reservationId");
                            }
                            return queue;
                        })
                .or(template::queueName);
    }

    private void limits() {
        var seconds = Optional.ofNullable(template.resourceLimits().get(Drmaa2.WALLCLOCK_TIME));
        limit("walltime", seconds, "pbs_jt_walltime");
        limit(
                "cput",
                Optional.ofNullable(template.resourceLimits().get(Drmaa2.CPU_TIME)),
                "pbs_jt_cput");
        Quantity.text(
                        template,
                        "pbs_jt_resource_list",
                        "[A-Za-z_][A-Za-z0-9_]*=[^,\\s]+(,[A-Za-z_][A-Za-z0-9_]*=[^,\\s]+)*",
                        "a list like a=1,b=2")
                .ifPresent(list -> option("-l", list));
    }

    private void limit(String resource, Optional<String> seconds, String extension) {
        var given = Quantity.span(template, extension);
        var same =
                given.flatMap(PbsTime::span)
                        .map(span -> String.valueOf(span.toSeconds()))
                        .equals(seconds);
        if (given.isPresent() && seconds.isPresent() && !same) {
            throw new InvalidArgumentException(
                    extension
                            + " is "
                            + given.orElseThrow()
                            + ", and resourceLimits says "
                            + seconds.orElseThrow()
                            + " seconds",
                    extension,
                    "resourceLimits");
        }
        given.or(() -> seconds.map(PbsDirectives::clock))
                .ifPresent(limit -> option("-l", resource + "=" + limit));
    }

    private static String clock(String text) {
        var seconds = Long.parseLong(text);
        return String.format("%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private void priority(int priority) {
        if (priority < LEAST_PRIORITY || priority > MOST_PRIORITY) {
            throw new InvalidArgumentException(
                    "priority is " + LEAST_PRIORITY + " to " + MOST_PRIORITY + ", not " + priority,
                    "priority");
        }
        option("-p", String.valueOf(priority));
    }

    /** Without a word about mail PBS would send some when a job is aborted. */
    private void mail() {
        var points =
                Quantity.text(
                        template, "pbs_jt_mail_points", "n|[abe]{1,3}", "n, or letters of a, b, e");
        var wanted =
                (template.emailOnStarted() ? "b" : "") + (template.emailOnTerminated() ? "ae" : "");
        option("-m", points.orElse(wanted.isEmpty() ? "n" : wanted));
        if (!template.email().isEmpty()) {
            for (var address : template.email()) {
                if (!address.matches("[^\\s,]+")) {
                    throw Quantity.refused("email", "an address", address);
                }
            }
            option("-M", String.join(",", template.email()));
        }
    }

    private void attribute(String name, String shape, String words) {
        Quantity.text(template, "pbs_jt_" + name, shape, words)
                .ifPresent(value -> option("-W", name + "=" + value));
    }

    private void dependency() {
        Quantity.text(
                        template,
                        "pbs_jt_dependency",
                        "[a-z]+(:[^:,\\s]+)+(,[a-z]+(:[^:,\\s]+)+)*",
                        "a list like afterok:12.server:13.server")
                .ifPresent(value -> option("-W", "depend=" + value));
    }

    private void nativeOptions() {
        Quantity.text(template, "pbs_jt_native")
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(
                        line -> {
                            if (!line.matches("-[A-Za-z]( .+)?")) {
                                throw Quantity.refused(
                                        "pbs_jt_native",
                                        "an option like -S /bin/bash on each line",
                                        line);
                            }
                            if (OURS.contains(line.charAt(1))
                                    && !dropped.contains(line.substring(1, 2))) {
                                throw new InvalidArgumentException(
                                        "pbs_jt_native cannot set "
                                                + line.substring(0, 2)
                                                + ", which is set by jcluster",
                                        "pbs_jt_native");
                            }
                            lines.add(
                                    "#PBS "
                                            + (line.length() == 2
                                                    ? line
                                                    : line.substring(0, 3)
                                                            + ShellWords.quote(
                                                                    line.substring(3).strip())));
                        });
    }

    /**
     * The file of an attribute, as qsub takes it: relative to where qsub runs, which is the home
     * directory. Where nothing is said, PBS would leave {@code name.oN} there.
     */
    static Optional<String> file(String attribute, Optional<String> value, JobTemplate template) {
        return RemotePath.of(attribute, value, template)
                .map(RemotePath::path)
                .map(
                        path -> {
                            // host:path is what PBS reads into a colon.
                            if (path.contains(":") || path.contains("^")) {
                                throw Quantity.refused(
                                        attribute, "a path without : and ^ in PBS", path);
                            }
                            return path;
                        });
    }

    /** Memory of each piece; both ways to ask for it may not differ. */
    static Optional<String> memory(JobTemplate template) {
        var given = Quantity.size(template, "pbs_jt_mem");
        var kilobytes = template.minPhysMemory();
        if (given.isPresent() && kilobytes.isPresent()) {
            throw new InvalidArgumentException(
                    "pbs_jt_mem and minPhysMemory are the same; set one of them",
                    "pbs_jt_mem",
                    "minPhysMemory");
        }
        return kilobytes.isPresent() ? Optional.of(kilobytes.getAsLong() + "kb") : given;
    }

    /** Memory of each core; not beside that of a machine, and as little can GPUs be said twice. */
    static Optional<Quantity.Size> memoryPerCore(JobTemplate template) {
        both(template, GPUS_PER_NODE, GPUS_PER_SLOT);
        both(template, MEMORY_PER_CORE, "pbs_jt_mem");
        if (template.minPhysMemory().isPresent()
                && template.extensions().containsKey(MEMORY_PER_CORE)) {
            throw twoWords(MEMORY_PER_CORE, "minPhysMemory");
        }
        return Quantity.size(template, MEMORY_PER_CORE).map(Quantity.Size::of);
    }

    private static void both(JobTemplate template, String one, String other) {
        if (template.extensions().containsKey(one) && template.extensions().containsKey(other)) {
            throw twoWords(one, other);
        }
    }

    private static InvalidArgumentException twoWords(String one, String other) {
        return new InvalidArgumentException(
                one + " and " + other + " cannot both be set: one says what the other says",
                one,
                other);
    }

    /** What PBS cannot choose machines by. */
    static void checkMachines(JobTemplate template) {
        template.machineOS()
                .filter(system -> system != OperatingSystem.LINUX)
                .ifPresent(
                        system -> {
                            throw new InvalidArgumentException(
                                    "machineOS: the machines of PBS run LINUX, not " + system,
                                    "machineOS");
                        });
    }

    private void flag(String text) {
        if (!dropped.contains(text.substring(1, 2))) {
            lines.add("#PBS " + text);
        }
    }

    /** An option is dropped by its letter, one of the resources and attributes by its name. */
    private void option(String name, String value) {
        var of = value.split("=", 2)[0];
        if (!(List.of("-l", "-W").contains(name) && dropped.contains(of))) {
            flag(name + " " + ShellWords.quote(value));
        }
    }
}
