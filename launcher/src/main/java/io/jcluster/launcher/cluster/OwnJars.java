package io.jcluster.launcher.cluster;

import io.jcluster.launcher.cluster.Shipment.Item;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jars of this program, as they lie beside each other where it is installed: what the JVMs of a job
 * need of them is sent to the cluster.
 */
public final class OwnJars {

    private OwnJars() {}

    /**
     * A shipment of some of them, each called by the name of its artifact, such as {@code
     * ranks.jar}.
     *
     * @param artifacts their names without version, such as {@code ranks}
     * @throws ClusterException when one is not there
     */
    public static Shipment of(List<String> artifacts) {
        return new Shipment(
                artifacts.stream().map(name -> new Item(name + ".jar", content(name))).toList());
    }

    private static byte[] content(String artifact) {
        Path place =
                Stream.of(
                                System.getProperty("java.class.path")
                                        .split(Pattern.quote(File.pathSeparator), -1))
                        .map(Path::of)
                        .filter(entry -> isOf(artifact, entry))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        ClusterException.of(
                                                        ClusterException.Kind.LAPTOP,
                                                        "this jcluster has no "
                                                                + artifact
                                                                + ".jar to send")
                                                .advise("install it again, whole"));
        try {
            return Files.isDirectory(place) ? Jar.of(place) : Files.readAllBytes(place);
        } catch (IOException e) {
            throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot read " + place).said(e);
        }
    }

    /** A jar with or without version, or the classes of a module that is being built. */
    private static boolean isOf(String artifact, Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.matches(Pattern.quote(artifact) + "(-[0-9][^/]*)?\\.jar")
                || entry.endsWith(Path.of(artifact, "target", "classes"));
    }
}
