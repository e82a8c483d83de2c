package io.jcluster.templates;

import io.jcluster.templates.Layers.Source;
import io.jcluster.templates.ProfileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where profiles are found, and which is put over which: those that come with the program; over
 * them what the user says of every profile, and the user's own; over these the project's.
 *
 * @param directory the user's own, one NAME.yaml each; need not exist
 * @param everywhere a file of the user's words for every profile; need not exist
 * @param project the file of the project that one is in
 */
public record Profiles(Path directory, Optional<Path> everywhere, Optional<Path> project) {

    /** What a project's file is called. */
    public static final String PROJECT_FILE = "jcluster.yaml";

    private static final String SUFFIX = ".yaml";
    private static final int SHOWN = 6;
    private static final Pattern ONE_OF_A_FILE = Pattern.compile("(.+\\.yaml):([^:/]+)");

    /** Those of a directory alone, with nothing said of every profile and without a project. */
    public Profiles(Path directory) {
        this(directory, Optional.empty(), Optional.empty());
    }

    /**
     * The user's.
     *
     * @param config {@code ~/.config/jcluster}
     * @param home where the search for a project's file ends
     * @param working where it begins; it goes up from there, and not further than to the top of a
     *     Git working tree either
     */
    public static Profiles of(Path config, Path home, Path working) {
        return new Profiles(
                config.resolve("profiles"),
                Optional.of(config.resolve("config.yaml")),
                projectOf(working.toAbsolutePath().normalize(), home));
    }

    private static Optional<Path> projectOf(Path working, Path home) {
        for (Path at = working; at != null; at = at.getParent()) {
            Path file = at.resolve(PROJECT_FILE);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
            if (at.equals(home) || Files.exists(at.resolve(".git"))) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The names one can ask for, sorted. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>(Bundled.names());
        ownFiles().forEach(file -> names.add(nameOf(file)));
        Stream.concat(ownFiles().stream(), Stream.concat(everywhere.stream(), project.stream()))
                .flatMap(file -> whereItCanBeRead(file).stream())
                .forEach(source -> names.addAll(source.file().clusters().keySet()));
        return List.copyOf(names);
    }

    /** The profile that the project wants where the command line names none. */
    public Optional<String> ofProject() {
        return project.flatMap(
                file ->
                        this.file(file).file().profile().stream()
                                .findFirst()
                                .map(one -> one.name()));
    }

    /** What the project's file says by itself, over what it extends. */
    public Profile saidByProject() {
        Layers layers = new Layers(this);
        project.ifPresent(file -> layers.whole(this.file(file)));
        return layers.settled(Profile.EMPTY);
    }

    /**
     * The profile of that name, with all layers but the command line. A name that ends in {@code
     * .yaml} is the path of a file, which takes the place of the bundled profile and the user's
     * own; {@code FILE.yaml:NAME} is one of the {@code clusters} in it.
     *
     * @throws ProfileException when there is none, or it holds something wrong
     */
    public Profile named(String name) {
        Layers layers = new Layers(this);
        Optional<Source> ofProject = project.map(this::file);
        boolean inProject =
                ofProject.filter(file -> file.file().clusters().containsKey(name)).isPresent();
        Matcher oneOf = ONE_OF_A_FILE.matcher(name);
        if (name.endsWith(SUFFIX)) {
            layers.whole(file(Path.of(name)));
        } else if (oneOf.matches()) {
            Source file = file(Path.of(oneOf.group(1)));
            if (!file.file().clusters().containsKey(oneOf.group(2))) {
                throw problem(
                        file.name(),
                        "there is no '"
                                + oneOf.group(2)
                                + "' in its 'clusters'; there are "
                                + String.join(
                                        ", ",
                                        Nearest.first(
                                                oneOf.group(2), file.file().clusters().keySet())));
            }
            layers.whole(file);
            layers.cluster(file, oneOf.group(2));
        } else if (bundled(name).isPresent() || own(name).isPresent()) {
            layers.named(name);
        } else if (!inProject) {
            throw problem(
                    "profile " + name,
                    "there is none of that name; there are "
                            + nearest(name)
                            + ", and your own go to "
                            + directory);
        }
        ofProject.ifPresent(
                file -> {
                    layers.whole(file);
                    layers.cluster(file, name);
                });
        return layers.settled(saidEverywhere());
    }

    /** What a profile must keep to when all of its layers are put over each other. */
    public interface Rules {

        /**
         * What is wrong.
         *
         * @param source how to speak of the profile as a whole
         */
        List<Problem> problems(String source, Profile profile);
    }

    /**
     * Everything that is wrong with a file, with the profiles in it, and with what they are put
     * over: what they extend, the bundled profile of that name under one's own, and the profile
     * that a project names.
     */
    public List<Problem> problems(Path file, Rules rules) {
        try {
            Source source = this.file(file);
            List<Consumer<Layers>> ways = new ArrayList<>();
            ways.add(layers -> underneath(layers, source).whole(source));
            for (String name : source.file().clusters().keySet()) {
                ways.add(
                        layers -> {
                            underneath(layers, source).whole(source);
                            layers.cluster(source, name);
                        });
            }
            return ways.stream()
                    .flatMap(way -> problems(source.name(), way, rules).stream())
                    .distinct()
                    .toList();
        } catch (ProfileException e) {
            return e.problems();
        }
    }

    private Layers underneath(Layers layers, Source source) {
        source.file().profile().forEach(named -> layers.named(named.name()));
        Path path = source.path().orElseThrow().toAbsolutePath().normalize();
        if (directory.toAbsolutePath().normalize().equals(path.getParent())) {
            layers.bundled(nameOf(path));
        }
        return layers;
    }

    /** Everything that is wrong with the profile of that name, in all of its layers. */
    public List<Problem> problems(String name, Rules rules) {
        try {
            return problems("profile " + name, named(name), rules);
        } catch (ProfileException e) {
            return e.problems();
        }
    }

    private List<Problem> problems(String source, Consumer<Layers> way, Rules rules) {
        Layers layers = new Layers(this);
        try {
            way.accept(layers);
            return problems(source, layers.settled(Profile.EMPTY), rules);
        } catch (ProfileException e) {
            return e.problems();
        }
    }

    private static List<Problem> problems(String source, Profile profile, Rules rules) {
        return Stream.concat(
                        templateProblems(profile).stream(),
                        rules.problems(source, profile).stream())
                .toList();
    }

    private static List<Problem> templateProblems(Profile profile) {
        return Stream.of(Vocabulary.JOB, Vocabulary.CONTROLLER_JOB, Vocabulary.ENGINES_JOB)
                .flatMap(word -> profile.get(word).stream())
                .flatMap(file -> OwnTemplate.problems(file).stream())
                .toList();
    }

    /**
     * What there is to know of a profile in a list.
     *
     * @param from where it is: {@code bundled}, and files
     * @param problem the first, where it cannot be used as it is
     */
    public record Listed(
            String name,
            Optional<String> site,
            Optional<String> scheduler,
            boolean retired,
            List<String> from,
            Optional<String> problem) {}

    /** All there are, by their names. */
    public List<Listed> listed() {
        return names().stream().map(this::listed).toList();
    }

    private Listed listed(String name) {
        List<String> from = new ArrayList<>();
        if (Bundled.names().contains(name)) {
            from.add("bundled");
        }
        try {
            if (isOwnFile(name)) {
                from.add(ownFile(name).toString());
            } else {
                own(name).ifPresent(source -> from.add(source.name()));
            }
            project.map(this::file)
                    .filter(file -> file.file().clusters().containsKey(name))
                    .ifPresent(file -> from.add(file.name()));
            Profile profile = named(name);
            return new Listed(
                    name,
                    profile.site().name(),
                    profile.site().scheduler(),
                    profile.site().status().equals(Optional.of(SiteStatus.RETIRED)),
                    from,
                    Optional.empty());
        } catch (ProfileException e) {
            return new Listed(
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    from,
                    Optional.of(e.problems().get(0).toString()));
        }
    }

    /** Those that could be meant, for there are too many to tell all. */
    String nearest(String name) {
        List<String> all = Nearest.first(name, names());
        String shown = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() <= SHOWN
                ? shown
                : shown + " and " + (all.size() - SHOWN) + " more (jcluster profiles)";
    }

    private Profile saidEverywhere() {
        Layers layers = new Layers(this);
        everywhere.filter(Files::exists).ifPresent(file -> layers.whole(this.file(file)));
        return layers.settled(Profile.EMPTY);
    }

    /** The bundled profile of that name. */
    Optional<Source> bundled(String name) {
        return Optional.of(name)
                .filter(Bundled.names()::contains)
                .map(
                        known -> {
                            String source = "the bundled profile " + known;
                            return new Source(
                                    source,
                                    Optional.empty(),
                                    ProfileReader.read(
                                            source,
                                            Path.of(""),
                                            Resource.text("profiles/" + known + SUFFIX)));
                        });
    }

    /** The file in which the user has a profile of that name: NAME.yaml, or one that holds it. */
    Optional<Source> own(String name) {
        if (isOwnFile(name)) {
            return Optional.of(file(ownFile(name)));
        }
        List<Source> holding =
                Stream.concat(ownFiles().stream(), everywhere.filter(Files::exists).stream())
                        .flatMap(file -> whereItCanBeRead(file).stream())
                        .filter(source -> source.file().clusters().containsKey(name))
                        .toList();
        if (holding.size() > 1) {
            throw problem(
                    "profile " + name,
                    "it is in two files, "
                            + holding.get(0).name()
                            + " and "
                            + holding.get(1).name()
                            + "; rename one");
        }
        return holding.stream().findFirst();
    }

    boolean isOwnFile(String name) {
        return Files.exists(ownFile(name));
    }

    private Path ownFile(String name) {
        return directory.resolve(name + SUFFIX);
    }

    static boolean isFile(String name) {
        return name.endsWith(SUFFIX) || name.contains("/");
    }

    private List<Path> ownFiles() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        } catch (IOException e) {
            throw problem(directory.toString(), "it cannot be read: " + e);
        }
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** What is wrong with a file is no matter of who asks for a profile that is elsewhere. */
    private Optional<Source> whereItCanBeRead(Path file) {
        try {
            return Optional.of(file(file));
        } catch (ProfileException e) {
            return Optional.empty();
        }
    }

    /** A file of profiles. */
    Source file(Path path) {
        String source = path.toString();
        ProfileFile file =
                ProfileReader.read(
                        source,
                        Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path),
                        TextFile.read(path, "it cannot be read: there is no such file"));
        if (!file.profile().isEmpty() && !path.endsWith(PROJECT_FILE)) {
            Origin at = file.profile().get(0).at();
            throw new ProfileException(
                    List.of(
                            new Problem(
                                    source,
                                    at.line(),
                                    at.column(),
                                    "'profile' is for the "
                                            + PROJECT_FILE
                                            + " of a project; a profile is put over others"
                                            + " with 'extends'")));
        }
        return new Source(source, Optional.of(path), file);
    }

    private static ProfileException problem(String source, String sentence) {
        return new ProfileException(List.of(new Problem(source, 0, 0, sentence)));
    }
}
