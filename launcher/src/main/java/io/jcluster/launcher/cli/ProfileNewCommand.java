package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.launcher.doctor.Doctor;
import io.jcluster.launcher.doctor.Finding;
import io.jcluster.templates.Bundled;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProfileException;
import io.jcluster.templates.Profiles;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Word;
import io.jcluster.templates.WrittenProfile;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "new",
        description = {
            "Make a profile of what you say, or answer: a short file to go on from.",
            "",
            "What no option says is asked for, where somebody can be asked; an empty answer leaves it to"
                    + " the site. A login host that a bundled profile knows brings that one's facts."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profile new work                        answer the questions",
            "  jcluster profile new work --login lumi.csc.fi --account project_465",
            "  jcluster profile new work --from-doctor login1   look there first"
        })
final class ProfileNewCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String SUFFIX = ".yaml";

    /** How the doctor ends what it says of a scheduler: with the word that a profile has for it. */
    private static final Pattern SCHEDULER = Pattern.compile("\\(([a-z]+)\\)(;|$)");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "what to call it")
    private String name = "";

    @Mixin private WordOptions words = new WordOptions();

    @Option(
            names = "--from-doctor",
            paramLabel = "HOST",
            description = "the host for --login, after a look at which scheduler it has")
    private @Nullable String doctored;

    @Option(
            names = "--module",
            paramLabel = "NAME",
            split = ",",
            description = "a module to load; several with commas, or the option again")
    private @Nullable List<String> modules;

    @Override
    public Integer call() throws Exception {
        if (!NAME.matcher(name).matches() || name.endsWith(SUFFIX)) {
            throw request(
                    "'"
                            + name
                            + "' is no name for a profile, which is letters, digits, dots, dashes and"
                            + " underscores",
                    "jcluster profile new mycluster");
        }
        UserDirectories directories = UserDirectories.from(System.getenv());
        Path directory = directories.config().resolve("profiles");
        Path file = directory.resolve(name + SUFFIX);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw request(file + " is there already", "another name, or an editor");
        }
        Profile said = words.said();
        if (doctored != null) {
            said = said.with(Vocabulary.LOGIN, doctored, Origin.of("--from-doctor"));
        }
        said =
                answered(
                        said,
                        Vocabulary.LOGIN,
                        "host to log in to, as ssh calls it; empty: this machine");
        List<String> known = said.site().login().map(ProfileNewCommand::sites).orElse(List.of());
        Optional<String> site =
                known.contains(name) ? Optional.of(name) : known.stream().findFirst();
        String text = WrittenProfile.yaml(settled(site, said));
        write(new Profiles(directory), file, text);
        tell(file, text, known);
        return 0;
    }

    /** What is written down; a site that is known has said its login and its scheduler. */
    private Profile settled(Optional<String> site, Profile begun)
            throws InterruptedException, IOException {
        Profile said = begun;
        Optional<String> found = doctored == null ? Optional.empty() : asked(doctored);
        if (site.isPresent()) {
            if (!site.get().equals(name)) {
                said = said.with(Vocabulary.EXTENDS, List.of(site.get()), Origin.of("--login"));
            }
        } else if (found.isPresent() && said.site().scheduler().isEmpty()) {
            said = said.with(Vocabulary.SCHEDULER, found.get(), Origin.of("--from-doctor"));
        } else {
            said =
                    answered(
                            said,
                            Vocabulary.SCHEDULER,
                            "scheduler: slurm, pbs, pbspro, torque, shell");
        }
        said = answered(said, Vocabulary.ACCOUNT, "account or project that is charged");
        said = answered(said, Vocabulary.PARTITION, "queue or partition");
        said = answered(said, Vocabulary.WALLTIME, "how long a job may run, as 90m or 2h30m");
        List<String> loaded =
                modules != null
                        ? modules
                        : ask("modules to load, with blanks between them")
                                .map(line -> Arrays.asList(line.split("\\s+", -1)))
                                .orElse(List.of());
        return loaded.isEmpty()
                ? said
                : said.with(Vocabulary.MODULES, loaded, Origin.of("--module"));
    }

    /** The profile with what was answered, where no option has said it. */
    private static <T> Profile answered(Profile said, Word<T> word, String question) {
        return said.get(word).isPresent()
                ? said
                : ask(question)
                        .map(
                                answer ->
                                        said.with(
                                                word,
                                                word.parse(word.name(), answer),
                                                Origin.of("an answer")))
                        .orElse(said);
    }

    private Optional<String> asked(String host) throws InterruptedException, IOException {
        List<Finding> findings;
        try (Office office = Office.open(spec.commandLine().getErr())) {
            findings =
                    new Doctor(
                                    office.desk().directories(),
                                    office.desk().lines(),
                                    new Terminal(),
                                    office.desk().progress())
                            .examine(Optional.of(host), Profile.EMPTY);
        }
        Optional<Finding> way =
                findings.stream()
                        .filter(finding -> finding.status() == Finding.Status.PROBLEM)
                        .findFirst();
        return findings.stream()
                .filter(finding -> finding.name().equals("scheduler"))
                .map(finding -> SCHEDULER.matcher(finding.seen()))
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .findFirst()
                .or(
                        () -> {
                            way.ifPresent(
                                    problem ->
                                            spec.commandLine()
                                                    .getErr()
                                                    .println(
                                                            "jcluster: the scheduler of "
                                                                    + host
                                                                    + " could not be found out: "
                                                                    + problem.seen()));
                            return Optional.empty();
                        });
    }

    /**
     * The bundled profiles whose jobs are submitted there, by that name or by what it stands for.
     */
    private static List<String> sites(String host) {
        String bare = host.substring(host.lastIndexOf('@') + 1);
        Optional<String> real = resolved(host);
        return Bundled.sites().stream()
                .filter(
                        one ->
                                Bundled.profile(one)
                                        .site()
                                        .login()
                                        .filter(
                                                it ->
                                                        it.equals(bare)
                                                                || real.equals(Optional.of(it)))
                                        .isPresent())
                .toList();
    }

    private static Optional<String> resolved(String host) {
        try {
            return Optional.of(SshTarget.resolve(host).host());
        } catch (HostException e) {
            return Optional.empty(); // the profile can be begun all the same; doctor tells more
        }
    }

    private void write(Profiles profiles, Path file, String text) throws IOException {
        try {
            PrivateFiles.write(file, text);
        } catch (IOException e) {
            throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot write " + file).said(e);
        }
        try {
            profiles.named(name);
        } catch (ProfileException e) {
            Files.delete(file);
            throw e;
        }
    }

    private void tell(Path file, String text, List<String> known) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("profile " + name + ", readable by you only: " + file);
        out.println();
        text.lines().forEach(line -> out.println("  " + FailureReport.printable(line)));
        out.println();
        if (known.size() > 1) {
            out.println(
                    "This host has several profiles: "
                            + String.join(", ", known)
                            + ". For another write it behind 'extends'.");
        }
        out.println("  jcluster doctor " + name + "              whether a submission can go well");
        out.println("  jcluster script --profile " + name + "    prints what it would submit");
    }

    private static Optional<String> ask(String question) {
        return new Terminal()
                .ask(question + ": ", true)
                .map(String::strip)
                .filter(answer -> !answer.isEmpty());
    }

    private static ClusterException request(String what, String advice) {
        return ClusterException.of(ClusterException.Kind.REQUEST, what).advise(advice);
    }
}
