package io.jcluster.launcher.cli;

import io.jcluster.templates.HostSlots;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The words of a profile that can be said by an option. */
final class WordOptions {

    @Option(
            names = {"-s", "--scheduler"},
            paramLabel = "NAME",
            description =
                    "slurm, pbs (or which one: pbspro, torque), local for processes on this machine"
                            + " without a batch system, or hosts for those of --hosts")
    private @Nullable String scheduler;

    @Option(
            names = "--hosts",
            paramLabel = "HOST:N",
            split = ",",
            description =
                    "engines on these hosts, which ssh reaches, N on each, ranks in this order; no"
                            + " batch system")
    private List<String> hosts = List.of();

    @Option(
            names = {"-n", "--engines"},
            paramLabel = "N",
            description = "how many engines, one MPI rank each")
    private @Nullable String engines;

    @Option(
            names = "--login",
            paramLabel = "HOST",
            description = "submit on this host, as ssh would call it; 'localhost' for this machine")
    private @Nullable String login;

    @Option(names = "--nodes", paramLabel = "N", description = "compute nodes")
    private @Nullable String nodes;

    @Option(names = "--tasks-per-node", paramLabel = "N", description = "engines on each node")
    private @Nullable String tasksPerNode;

    @Option(names = "--cpus-per-task", paramLabel = "N", description = "CPUs for each engine")
    private @Nullable String cpusPerTask;

    @Option(names = "--memory", paramLabel = "SIZE", description = "of each node: 800M, 4G")
    private @Nullable String memory;

    @Option(
            names = "--memory-per-cpu",
            paramLabel = "SIZE",
            description = "of each CPU; in place of a profile's 'memory' too")
    private @Nullable String memoryPerCpu;

    @Option(names = "--gpus-per-node", paramLabel = "N", description = "GPUs of each node")
    private @Nullable String gpusPerNode;

    @Option(
            names = "--gpus-per-engine",
            paramLabel = "N",
            description = "GPUs of each engine; in place of a profile's 'gpus-per-node' too")
    private @Nullable String gpusPerEngine;

    @Option(
            names = {"-t", "--walltime"},
            paramLabel = "TIME",
            description = "time limit: 90m, 2h30m, 02:30:00, 1-12:00:00")
    private @Nullable String walltime;

    @Option(
            names = {"-q", "--partition", "--queue"},
            paramLabel = "NAME",
            description = "partition or queue")
    private @Nullable String partition;

    @Option(
            names = {"-A", "--account"},
            paramLabel = "NAME",
            description = "account that is charged, in PBS qsub -A")
    private @Nullable String account;

    @Option(
            names = {"-C", "--constraint"},
            paramLabel = "FEATURE",
            description = "node features; in TORQUE a property, in OpenPBS none")
    private @Nullable String constraint;

    @Option(
            names = "--qos",
            paramLabel = "NAME",
            description = "quality of service; not in OpenPBS")
    private @Nullable String qos;

    @Option(
            names = "--launcher",
            paramLabel = "NAME",
            description = "srun, mpiexec, ssh on hosts and without MPI, or fmpjrun with FastMPJ")
    private @Nullable String launcher;

    @Option(
            names = "--mpi",
            paramLabel = "FLAVOUR",
            description =
                    "how the launcher speaks to MPI: pmix, pmi2 ...; none for engines without MPI")
    private @Nullable String mpi;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "the Python of the engines, on the cluster")
    private @Nullable String python;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description =
                    "together: controller and engines in one job (default); separate: a job each")
    private @Nullable String layout;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "python: engines of ipyparallel (default); jshell: engines that take Java;"
                            + " mpj: a Java MPI program, which runs and ends")
    private @Nullable String kind;

    @Option(
            names = "--implementation",
            paramLabel = "NAME",
            description =
                    "whose MPI for Java the nodes have: mpjexpress or fastmpj. With --kind jshell"
                            + " it makes the engines one MPI world")
    private @Nullable String implementation;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description =
                    "with --kind mpj the program, with --kind jshell classes for cells: a jar, or"
                            + " a directory of classes, of this machine; it is sent along")
    private @Nullable String jar;

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            split = ":",
            description =
                    "with --kind mpj or jshell, jars and directories of classes on the cluster")
    private List<String> classPath = List.of();

    @Option(
            names = "--maven",
            paramLabel = "G:A:V",
            description =
                    "with --kind mpj or jshell, a jar by its Maven coordinate, with all that it"
                            + " needs: fetched here, sent once; give it again for more")
    private List<String> maven = List.of();

    @Option(
            names = "--main-class",
            paramLabel = "NAME",
            description = "with --kind mpj the class whose main each rank runs")
    private @Nullable String mainClass;

    @Option(
            names = "--argument",
            paramLabel = "WORD",
            description =
                    "an argument of the program of --kind mpj, else a further word for each engine")
    private List<String> arguments = new ArrayList<>();

    /** More arguments of the program. */
    void arguments(List<String> more) {
        arguments = Stream.concat(arguments.stream(), more.stream()).toList();
    }

    /** What they say, as a profile that is put over all others. */
    Profile said() {
        Profile said = Profile.EMPTY;
        said = said(said, Vocabulary.SCHEDULER, scheduler, "--scheduler");
        said = said(said, Vocabulary.LOGIN, login, "--login");
        if (!hosts.isEmpty()) {
            said =
                    said.with(
                            Vocabulary.HOSTS,
                            hosts.stream().map(HostSlots::parse).toList(),
                            Origin.of("--hosts"));
        }
        said = said(said, Vocabulary.NODES, nodes, "--nodes");
        said = said(said, Vocabulary.TASKS_PER_NODE, tasksPerNode, "--tasks-per-node");
        said = said(said, Vocabulary.CPUS_PER_TASK, cpusPerTask, "--cpus-per-task");
        said = said(said, Vocabulary.MEMORY, memory, "--memory");
        said = said(said, Vocabulary.MEMORY_PER_CPU, memoryPerCpu, "--memory-per-cpu");
        said = said(said, Vocabulary.GPUS_PER_NODE, gpusPerNode, "--gpus-per-node");
        said = said(said, Vocabulary.GPUS_PER_ENGINE, gpusPerEngine, "--gpus-per-engine");
        said = said(said, Vocabulary.WALLTIME, walltime, "--walltime");
        said = said(said, Vocabulary.PARTITION, partition, "--partition");
        said = said(said, Vocabulary.ACCOUNT, account, "--account");
        said = said(said, Vocabulary.CONSTRAINT, constraint, "--constraint");
        said = said(said, Vocabulary.QOS, qos, "--qos");
        said = said(said, Vocabulary.PYTHON, python, "--python");
        said = said(said, Vocabulary.LAUNCHER, launcher, "--launcher");
        said = said(said, Vocabulary.MPI, mpi, "--mpi");
        said = said(said, Vocabulary.LAYOUT, layout, "--layout");
        said = said(said, Vocabulary.ENGINE_KIND, kind, "--kind");
        said = said(said, Vocabulary.IMPLEMENTATION, implementation, "--implementation");
        said = said(said, Vocabulary.JAR, jar, "--jar");
        said = said(said, Vocabulary.MAIN_CLASS, mainClass, "--main-class");
        if (!classPath.isEmpty()) {
            said = said.with(Vocabulary.CLASS_PATH, classPath, Origin.of("--class-path"));
        }
        if (!maven.isEmpty()) {
            said =
                    said.with(
                            Vocabulary.MAVEN,
                            maven.stream()
                                    .flatMap(it -> Vocabulary.MAVEN.parse("--maven", it).stream())
                                    .toList(),
                            Origin.of("--maven"));
        }
        if (!arguments.isEmpty()) {
            said = said.with(Vocabulary.ENGINE_ARGUMENTS, arguments, Origin.of("--argument"));
        }
        return said(said, Vocabulary.COUNT, engines, "-n");
    }

    private static <T> Profile said(
            Profile before, Word<T> word, @Nullable String value, String option) {
        return value == null
                ? before
                : before.with(word, word.parse(option, value), Origin.of(option));
    }
}
