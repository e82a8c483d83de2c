package io.jcluster.templates;

import io.jcluster.templates.ProfileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where profiles are found: those that come with the program, and over them the user's own.
 *
 * @param directory the user's own, one NAME.yaml each; need not exist
 */
public record Profiles(Path directory) {

    private static final String SUFFIX = ".yaml";
    private static final List<String> BUNDLED =
            List.of("daint", "example", "local", "pbs", "slurm", "wheeler");

    /** The user's: under {@code XDG_CONFIG_HOME}, else under {@code .config} of the home. */
    public static Profiles of(Map<String, String> environment, Path home) {
        Path config =
                Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                        .map(Path::of)
                        .filter(Path::isAbsolute) // XDG Base Directory 0.8: ignore relative ones
                        .orElse(home.resolve(".config"));
        return new Profiles(config.resolve("jcluster").resolve("profiles"));
    }

    /** The names one can ask for, sorted. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>(BUNDLED);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(SUFFIX))
                        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                        .forEach(names::add);
            } catch (IOException e) {
                throw unreadable(directory, e);
            }
        }
        return List.copyOf(names);
    }

    /**
     * The profile of that name; the user's own over the bundled one where there are both. A name
     * that ends in {@code .yaml} is the path of a file, and that file alone.
     *
     * @throws ProfileException when there is none, or it holds something wrong
     */
    public Profile named(String name) {
        if (name.endsWith(SUFFIX)) {
            return read(Path.of(name));
        }
        if (!names().contains(name)) {
            throw new ProfileException(
                    List.of(
                            new Problem(
                                    "profile " + name,
                                    0,
                                    0,
                                    "there is none of that name; there are "
                                            + String.join(", ", Nearest.first(name, names()))
                                            + ", and your own go to "
                                            + directory)));
        }
        Profile profile =
                BUNDLED.contains(name)
                        ? ProfileReader.read(
                                "bundled profile " + name,
                                Resource.text("profiles/" + name + SUFFIX))
                        : Profile.EMPTY;
        Path own = directory.resolve(name + SUFFIX);
        return Files.exists(own) ? profile.overriddenBy(read(own)) : profile;
    }

    private static Profile read(Path file) {
        try {
            return ProfileReader.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ProfileException unreadable(Path file, IOException e) {
        return new ProfileException(
                List.of(new Problem(file.toString(), 0, 0, "it cannot be read: " + e)));
    }
}
