package io.jcluster.launcher.cluster;

import io.jcluster.artifacts.ArtifactException;
import io.jcluster.artifacts.ArtifactSource;
import io.jcluster.artifacts.Artifacts;
import io.jcluster.artifacts.Coordinate;
import io.jcluster.launcher.cluster.Shipment.Item;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.tunnel.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The jars that Java code of a cluster needs and this machine has fetched, by their Maven
 * coordinates: what is sent of them, and where they are then.
 *
 * @param shipment empty where no coordinate is named
 */
public record Libraries(Optional<Shipment> shipment) {

    /** Those of a cluster that names none. */
    public static final Libraries NONE = new Libraries(Optional.empty());

    /** What a {@link Shipment} takes as a name, less room for a number before it. */
    private static final int LONGEST_NAME = 90;

    /**
     * Those that a profile names, fetched where this machine has not got them.
     *
     * @throws ClusterException when one of them cannot be had
     */
    public static Libraries of(Profile profile, Progress progress) {
        List<Coordinate> wanted = profile.java().maven();
        if (wanted.isEmpty()) {
            return NONE;
        }
        wanted.stream()
                .filter(Coordinate::isSnapshot)
                .forEach(
                        it ->
                                progress.note(
                                        it
                                                + " is a snapshot: next month it may be something"
                                                + " else"));
        try {
            List<Path> jars = Artifacts.jars(wanted, listener(progress));
            progress.waiting("reading " + jars.size() + " jars");
            return new Libraries(Optional.of(new Shipment(items(jars))));
        } catch (ArtifactException e) {
            throw refused(profile, e);
        }
    }

    private static ArtifactSource.Listener listener(Progress progress) {
        return new ArtifactSource.Listener() {
            @Override
            public void waiting(String what) {
                progress.waiting(what);
            }

            @Override
            public void note(String what) {
                progress.note(what);
            }
        };
    }

    private static ClusterException refused(Profile profile, ArtifactException failure) {
        ClusterException refused =
                ClusterException.of(
                                switch (failure.kind()) {
                                    case NOT_THERE -> ClusterException.Kind.REQUEST;
                                    case NOT_FETCHED, CONFIGURATION -> ClusterException.Kind.LAPTOP;
                                },
                                "'maven'"
                                        + profile.origin(Vocabulary.MAVEN)
                                                .map(at -> " (" + at + ")")
                                                .orElse("")
                                        + ": "
                                        + failure.getMessage())
                        .advise(failure.advice())
                        .because(failure);
        return failure.said().map(refused::said).orElse(refused);
    }

    /** Two groups may have a file of the same name. */
    private static List<Item> items(List<Path> jars) {
        Set<String> taken = new HashSet<>();
        List<Item> items = new ArrayList<>();
        for (Path jar : jars) {
            String name = String.valueOf(jar.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
            String end = name.substring(Math.max(0, name.length() - LONGEST_NAME));
            String own =
                    end.matches("[A-Za-z0-9].*") && taken.add(end)
                            ? end
                            : (items.size() + 1) + "-" + end;
            items.add(Item.of(own, jar));
        }
        return items;
    }

    /** The same with these jars at the end of its class path. */
    Profile under(Profile profile) {
        return shipment.map(
                        it ->
                                profile.with(
                                        Vocabulary.CLASS_PATH,
                                        Stream.concat(
                                                        profile.java().classPath().stream(),
                                                        it.items().stream()
                                                                .map(
                                                                        item ->
                                                                                "~/"
                                                                                        + it
                                                                                                .directory()
                                                                                        + "/"
                                                                                        + item
                                                                                                .name()))
                                                .toList(),
                                        Origin.of("maven")))
                .orElse(profile);
    }

    /** Sends those that are not there. */
    void send(Host host, Progress progress) throws InterruptedException {
        if (shipment.isPresent()) {
            Shipment jars = shipment.get();
            progress.waiting("looking for the jars of 'maven' on " + host.name());
            jars.send(
                    host,
                    (jar, number, count) ->
                            progress.waiting(
                                    "sending "
                                            + jar.name()
                                            + " to "
                                            + host.name()
                                            + " ("
                                            + number
                                            + " of "
                                            + count
                                            + ")"));
        }
    }
}
