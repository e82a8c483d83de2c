package io.jcluster.templates;

import io.jcluster.templates.Layers.Source;
import io.jcluster.templates.ProfileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
    private static final Pattern ONE_OF_A_FILE = Pattern.compile("(.+\\.yaml):([^:/]+)");
    private static final List<String> BUNDLED =
            List.of("daint", "example", "hosts", "local", "pbs", "slurm", "wheeler");

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
        TreeSet<String> names = new TreeSet<>(BUNDLED);
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
                            + String.join(", ", Nearest.first(name, names()))
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

    /** Everything that is wrong with a file, with the profiles in it, and with what they extend. */
    public List<Problem> problems(Path file) {
        List<Problem> problems = new ArrayList<>();
        try {
            Source source = this.file(file);
            new Layers(this).whole(source);
            source.file()
                    .clusters()
                    .keySet()
                    .forEach(name -> new Layers(this).cluster(source, name));
        } catch (ProfileException e) {
            problems.addAll(e.problems());
        }
        return problems;
    }

    private Profile saidEverywhere() {
        Layers layers = new Layers(this);
        everywhere.filter(Files::exists).ifPresent(file -> layers.whole(this.file(file)));
        return layers.settled(Profile.EMPTY);
    }

    /** The bundled profile of that name. */
    Optional<Source> bundled(String name) {
        return Optional.of(name)
                .filter(BUNDLED::contains)
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
        try {
            ProfileFile file =
                    ProfileReader.read(
                            source,
                            Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path),
                            Files.readString(path));
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
        } catch (NoSuchFileException e) {
            throw problem(source, "it cannot be read: there is no such file");
        } catch (IOException e) {
            throw problem(source, "it cannot be read: " + e);
        }
    }

    private static ProfileException problem(String source, String sentence) {
        return new ProfileException(List.of(new Problem(source, 0, 0, sentence)));
    }
}
