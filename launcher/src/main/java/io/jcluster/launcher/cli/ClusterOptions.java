package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.config.NamedHosts;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Profiles;
import io.jcluster.templates.Vocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that describe a cluster, the same for every command that needs one described. */
final class ClusterOptions {

    /** What users say for "no batch system, this machine". */
    private static final String LOCAL = "local";

    private static final String LOCAL_DIALECT = "shell";

    private static final String KIND = "--kind";

    private static final Optional<String> USUAL = Optional.of(KIND + "=python");

    /** What is said of one kind of engine, and means nothing or something else to another. */
    private static final Set<String> OF_A_KIND =
            Set.of(
                    "--implementation",
                    "--jar",
                    "--class-path",
                    "--maven",
                    "--main-class",
                    "--argument",
                    "--mpi");

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME|FILE",
            description = "the site: a profile's name, or a YAML file (jcluster profile list)")
    private @Nullable String profile;

    @Mixin private WordOptions words = new WordOptions();

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

    /** Of a cluster that was submitted nothing is described any more. */
    void refuseBeside(String submitted, CommandSpec command) {
        givenWith(command).stream()
                .findFirst()
                .ifPresent(
                        word -> {
                            throw new IllegalArgumentException(
                                    name(word)
                                            + " describes a cluster that is to be submitted, and "
                                            + submitted
                                            + " is one that was; leave one of them out");
                        });
    }

    private static Stream<String> words(OptionSpec option) {
        String name = option.longestName();
        return option.arity().max() == 0
                ? Stream.of(name)
                : option.originalStringValues().stream()
                        .map(value -> name + "=" + anywhere(name, value));
    }

    /** Further arguments of a program. */
    void arguments(List<String> more) {
        words.arguments(more);
    }

    /** The name of a file means the same from another directory too. */
    private static String anywhere(String option, String value) {
        return option.equals("--jar")
                        || (option.equals("--profile") && value.matches(".+\\.yaml(:[^:/]+)?"))
                ? Path.of(value).toAbsolutePath().normalize().toString()
                : value;
    }

    /** The options of an earlier command with those of this one put in their place. */
    static ClusterOptions again(List<String> earlier, List<String> now) {
        ClusterOptions options = new ClusterOptions();
        new CommandLine(options).parseArgs(merged(earlier, now).toArray(String[]::new));
        return options;
    }

    /**
     * Each of the later ones takes the place of the other words for the same thing too, and another
     * kind of engine that of all that was said of the first.
     */
    static List<String> merged(List<String> earlier, List<String> now) {
        boolean other = kind(now).isPresent() && !kind(now).equals(kind(earlier).or(() -> USUAL));
        Set<String> replaced =
                now.stream()
                        .map(ClusterOptions::name)
                        .flatMap(name -> Stream.concat(Stream.of(name), alternatives(name)))
                        .collect(Collectors.toSet());
        return Stream.concat(
                        earlier.stream()
                                .filter(word -> !replaced.contains(name(word)))
                                .filter(word -> !other || !OF_A_KIND.contains(name(word))),
                        now.stream())
                .toList();
    }

    /** What the record keeps of them. */
    static ClusterRecord.Request request(List<String> words, Path from, ClusterSpec settled) {
        return new ClusterRecord.Request(
                Optional.of(words),
                Optional.of(from.toAbsolutePath().toString()),
                settled.profile().usual(Vocabulary.WARN_BEFORE));
    }

    private static Stream<String> alternatives(String option) {
        return Vocabulary.resource(option.replaceFirst("^--", "")).stream()
                .flatMap(word -> Vocabulary.alternatives(word).stream())
                .map(word -> "--" + word.name());
    }

    private static Optional<String> kind(List<String> words) {
        return words.stream().filter(word -> name(word).equals(KIND)).findFirst();
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

    /** All that is said of it, before it is asked whether that goes together. */
    Profile said(Profiles profiles) {
        return choose(profiles, Optional.ofNullable(profile)).profile();
    }

    ClusterSpec settle(Profiles profiles) {
        Chosen chosen = choose(profiles, Optional.ofNullable(profile));
        String dialect = given().orElseGet(() -> chosen.profile().usual(Vocabulary.SCHEDULER));
        return ClusterSpec.settle(
                chosen.name(),
                chosen.profile(),
                dialect.equals(LOCAL) ? LOCAL_DIALECT : dialect,
                chosen.profile().engines().count(),
                hold);
    }

    /** The scheduler that the options name; hosts that are named have one of their own. */
    private Optional<String> given() {
        Profile.Site site = words.said().site();
        return site.scheduler()
                .or(
                        () ->
                                site.hosts().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(NamedHosts.SCHEDULER));
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
        return new Chosen(name, profiles.named(name).overriddenBy(words.said()));
    }

    /** The profile of a scheduler's name, or of its family's: what holds for both PBS is in one. */
    private static String profileFor(String scheduler, Profiles profiles) {
        return profiles.names().contains(scheduler)
                ? scheduler
                : Dialects.find(scheduler)
                        .map(Dialect::family)
                        .orElseThrow(() -> unknown(scheduler));
    }

    private static IllegalArgumentException unknown(String scheduler) {
        return new IllegalArgumentException(
                "no scheduler is called '"
                        + scheduler
                        + "'; there are "
                        + String.join(", ", Dialects.names())
                        + ", and "
                        + LOCAL
                        + " and "
                        + NamedHosts.SCHEDULER
                        + " for none");
    }

    /** A project that names no profile may still say what scheduler it is for. */
    private static Optional<String> profileOfProject(Profiles profiles) {
        return profiles.saidByProject()
                .site()
                .scheduler()
                .filter(one -> Dialects.find(one).isPresent() || profiles.names().contains(one))
                .map(scheduler -> profileFor(scheduler, profiles))
                .filter(profiles.names()::contains);
    }
}
