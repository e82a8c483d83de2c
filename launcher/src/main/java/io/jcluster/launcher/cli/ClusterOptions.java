package io.jcluster.launcher.cli;

import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.NamedHosts;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.HostSlots;
import io.jcluster.templates.Layout;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Profiles;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Walltime;
import io.jcluster.templates.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a cluster, the same for every command that needs one described. */
final class ClusterOptions {

    /** What users say for "no batch system, this machine". */
    private static final String LOCAL = "local";

    private static final String LOCAL_DIALECT = "shell";

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME|FILE",
            description =
                    "the site: a profile's name, or a YAML file (jcluster profiles lists them)")
    private @Nullable String profile;

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
    private @Nullable Integer engines;

    @Option(
            names = "--login",
            paramLabel = "HOST",
            description = "submit on this host, as ssh would call it; 'localhost' for this machine")
    private @Nullable String login;

    @Option(names = "--nodes", paramLabel = "N", description = "compute nodes")
    private @Nullable Integer nodes;

    @Option(names = "--tasks-per-node", paramLabel = "N", description = "engines on each node")
    private @Nullable Integer tasksPerNode;

    @Option(names = "--cpus-per-task", paramLabel = "N", description = "CPUs for each engine")
    private @Nullable Integer cpusPerTask;

    @Option(
            names = {"-t", "--walltime"},
            paramLabel = "TIME",
            description = "time limit: 90m, 2h30m, 02:30:00, 1-12:00:00")
    private @Nullable String walltime;

    @Option(
            names = {"--partition", "--queue"},
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

    @Option(names = "--launcher", paramLabel = "NAME", description = "srun or mpiexec")
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
            names = "--hold",
            description = "with separate jobs: hold the engines' until the controller answers")
    private boolean hold;

    /** The cluster that is meant. */
    ClusterSpec settle(UserDirectories directories) {
        Optional<String> given =
                Optional.ofNullable(scheduler)
                        .or(
                                () ->
                                        hosts.isEmpty()
                                                ? Optional.empty()
                                                : Optional.of(NamedHosts.SCHEDULER));
        Profiles profiles = directories.profiles();
        String name =
                Optional.ofNullable(profile)
                        .or(() -> given.map(one -> profileFor(one, profiles)))
                        .or(profiles::ofProject)
                        .or(() -> profileOfProject(profiles))
                        .orElse(LOCAL);
        Profile settled = profiles.named(name).overriddenBy(overrides());
        String dialect = given.or(() -> settled.site().scheduler()).orElse(LOCAL);
        return ClusterSpec.settle(
                name,
                settled,
                dialect.equals(LOCAL) ? LOCAL_DIALECT : dialect,
                settled.engines().count(),
                hold);
    }

    /** The profile of a scheduler's name, or of its family's: what holds for both PBS is in one. */
    private static String profileFor(String scheduler, Profiles profiles) {
        return profiles.names().contains(scheduler)
                ? scheduler
                : Dialects.find(scheduler).map(Dialect::family).orElse(scheduler);
    }

    /** A project that names no profile may still say what scheduler it is for. */
    private static Optional<String> profileOfProject(Profiles profiles) {
        return profiles.saidByProject()
                .site()
                .scheduler()
                .map(scheduler -> profileFor(scheduler, profiles))
                .filter(profiles.names()::contains);
    }

    /** What the command line says, as a profile over all others. */
    private Profile overrides() {
        Profile said = Profile.EMPTY;
        said = said(said, Vocabulary.LOGIN, login, "--login");
        if (!hosts.isEmpty()) {
            said =
                    said(
                            said,
                            Vocabulary.HOSTS,
                            hosts.stream().map(HostSlots::parse).toList(),
                            "--hosts");
        }
        said = said(said, Vocabulary.NODES, nodes, "--nodes");
        said = said(said, Vocabulary.TASKS_PER_NODE, tasksPerNode, "--tasks-per-node");
        said = said(said, Vocabulary.CPUS_PER_TASK, cpusPerTask, "--cpus-per-task");
        if (walltime != null) {
            said = said(said, Vocabulary.WALLTIME, Walltime.parse(walltime), "--walltime");
        }
        said = said(said, Vocabulary.PARTITION, partition, "--partition");
        said = said(said, Vocabulary.ACCOUNT, account, "--account");
        said = said(said, Vocabulary.CONSTRAINT, constraint, "--constraint");
        said = said(said, Vocabulary.QOS, qos, "--qos");
        said = said(said, Vocabulary.PYTHON, python, "--python");
        said = said(said, Vocabulary.LAUNCHER, launcher, "--launcher");
        said = said(said, Vocabulary.MPI, mpi, "--mpi");
        if (layout != null) {
            said = said(said, Vocabulary.LAYOUT, Layout.parse(layout), "--layout");
        }
        return said(said, Vocabulary.COUNT, engines, "-n");
    }

    private static <T> Profile said(
            Profile before, Word<T> word, @Nullable T value, String option) {
        return value == null ? before : before.with(word, value, Origin.of(option));
    }
}
