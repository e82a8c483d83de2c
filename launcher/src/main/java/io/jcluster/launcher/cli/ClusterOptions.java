package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that describe a cluster, the same for every command that needs one described. */
final class ClusterOptions {

    /** What users say for "no batch system, this machine". */
    private static final String LOCAL = "local";

    private static final String LOCAL_DIALECT = "shell";

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME|FILE",
            description = "the site: a profile's name, or a YAML file (jcluster profile list)")
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

    /** Those that were given with a command, as {@code --name=value}, to be given again. */
    List<String> givenWith(CommandSpec command) {
        ParseResult said = command.commandLine().getParseResult();
        return command.mixins().values().stream()
                .filter(mixin -> mixin.userObject() == this)
                .flatMap(mixin -> mixin.options().stream())
                .map(option -> said.matchedOption(option.longestName()))
                .filter(Objects::nonNull)
                .flatMap(ClusterOptions::words)
                .toList();
    }

    private static Stream<String> words(OptionSpec option) {
        String name = option.longestName();
        return option.arity().max() == 0
                ? Stream.of(name)
                : option.originalStringValues().stream()
                        .map(value -> name + "=" + anywhere(name, value));
    }

    /** The name of a file means the same from another directory too. */
    private static String anywhere(String option, String value) {
        return option.equals("--profile") && value.matches(".+\\.yaml(:[^:/]+)?")
                ? Path.of(value).toAbsolutePath().normalize().toString()
                : value;
    }

    /** The options of an earlier command with those of this one put in their place. */
    static ClusterOptions again(List<String> earlier, List<String> now) {
        ClusterOptions options = new ClusterOptions();
        new CommandLine(options).parseArgs(merged(earlier, now).toArray(String[]::new));
        return options;
    }

    static List<String> merged(List<String> earlier, List<String> now) {
        Set<String> replaced = now.stream().map(ClusterOptions::name).collect(Collectors.toSet());
        return Stream.concat(
                        earlier.stream().filter(word -> !replaced.contains(name(word))),
                        now.stream())
                .toList();
    }

    /** What the record keeps of them. */
    static ClusterRecord.Request request(List<String> words, Path from, ClusterSpec settled) {
        return new ClusterRecord.Request(
                Optional.of(words),
                Optional.of(from.toAbsolutePath().toString()),
                settled.profile().limits().warnBefore().orElse(ClusterRecord.USUAL_WARNING));
    }

    private static String name(String word) {
        return word.replaceFirst("=.*", "");
    }

    /**
     * What a cluster would be made of, before anything is made of it.
     *
     * @param name of the profile
     * @param profile all of its layers, the command line included
     */
    record Chosen(String name, Profile profile) {}

    /** The cluster that is meant. */
    ClusterSpec settle(UserDirectories directories) {
        return settle(directories.profiles());
    }

    ClusterSpec settle(Profiles profiles) {
        Chosen chosen = choose(profiles, Optional.ofNullable(profile));
        String dialect = given().or(() -> chosen.profile().site().scheduler()).orElse(LOCAL);
        return ClusterSpec.settle(
                chosen.name(),
                chosen.profile(),
                dialect.equals(LOCAL) ? LOCAL_DIALECT : dialect,
                chosen.profile().engines().count(),
                hold);
    }

    /** The scheduler that the options name; hosts that are named have one of their own. */
    private Optional<String> given() {
        return Optional.ofNullable(scheduler)
                .or(() -> hosts.isEmpty() ? Optional.empty() : Optional.of(NamedHosts.SCHEDULER));
    }

    /** The profile that is meant by that name, or by the options where there is no name. */
    Chosen choose(UserDirectories directories, Optional<String> named) {
        return choose(directories.profiles(), named);
    }

    private Chosen choose(Profiles profiles, Optional<String> named) {
        String name =
                named.or(() -> Optional.ofNullable(profile))
                        .or(() -> given().map(one -> profileFor(one, profiles)))
                        .or(profiles::ofProject)
                        .or(() -> profileOfProject(profiles))
                        .orElse(LOCAL);
        return new Chosen(name, profiles.named(name).overriddenBy(overrides()));
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
        said = said(said, Vocabulary.SCHEDULER, scheduler, "--scheduler");
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
