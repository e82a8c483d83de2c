package io.jcluster.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The door to the one {@link ArtifactSource} there is.
 *
 * <p>In an installation it lies with its libraries in a directory beside this jar, and is loaded
 * when something is wanted of it: on the class path its thirty jars would be opened by every
 * command that asks for services.
 */
public final class Artifacts {

    private static final String DIRECTORY = "maven";

    private Artifacts() {}

    /**
     * As {@link ArtifactSource#jars}.
     *
     * @throws ArtifactException also where this installation has no source
     */
    public static List<Path> jars(List<Coordinate> wanted, ArtifactSource.Listener listener) {
        try (URLClassLoader loader =
                new URLClassLoader(beside(), Artifacts.class.getClassLoader())) {
            return ServiceLoader.load(ArtifactSource.class, loader)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this jcluster has no lib/maven"))
                    .jars(wanted, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("jars of this program cannot be closed", e);
        }
    }

    /** Empty where a module is being built, and all of it is on the class path. */
    private static URL[] beside() throws IOException {
        Path directory = own().resolveSibling(DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return new URL[0];
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Artifacts::url)
                    .toArray(URL[]::new);
        }
    }

    private static Path own() {
        try {
            return Path.of(
                    Artifacts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of a class path's entry is an address", e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("every file has an address", e);
        }
    }
}
