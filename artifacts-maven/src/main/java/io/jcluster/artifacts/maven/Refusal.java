package io.jcluster.artifacts.maven;

import io.jcluster.artifacts.ArtifactException;
import io.jcluster.artifacts.ArtifactException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.RepositoryOfflineException;

/**
 * What Maven answers when there is no class path, in the words of this program.
 *
 * @param asked the repositories
 * @param home the user's {@code .m2}
 * @param local the user's local repository
 */
record Refusal(List<RemoteRepository> asked, Path home, Path local) {

    private static final String ON_THE_CLUSTER =
            "; jars that are on the cluster already are named with --class-path";

    /** As many as a person wants to read of. */
    private static final int MOST = 5;

    ArtifactException of(DependencyResolutionException failure) {
        List<ArtifactResult> missing = missing(failure);
        if (missing.isEmpty()) {
            return new ArtifactException(
                    Kind.NOT_THERE,
                    "Maven finds no class path for what is named",
                    Optional.of(String.valueOf(failure.getMessage())),
                    "name other versions" + ON_THE_CLUSTER,
                    failure);
        }
        Optional<DependencyNode> root =
                Optional.ofNullable(failure.getResult()).map(it -> it.getRoot());
        List<String> all =
                missing.stream()
                        .map(result -> result.getRequest().getArtifact())
                        .map(it -> name(it) + neededBy(root, it))
                        .toList();
        String names =
                String.join(", ", all.subList(0, Math.min(all.size(), MOST)))
                        + (all.size() > MOST ? " and " + (all.size() - MOST) + " more" : "");
        String are = all.size() == 1 ? " is" : " are";
        if (thrown(missing, RepositoryOfflineException.class).isPresent()) {
            return new ArtifactException(
                    Kind.NOT_FETCHED,
                    names
                            + are
                            + " not in "
                            + local
                            + ", and "
                            + home.resolve("settings.xml")
                            + " says 'offline'",
                    Optional.empty(),
                    "take 'offline' away there" + ON_THE_CLUSTER,
                    failure);
        }
        Optional<ChecksumFailureException> wrong = thrown(missing, ChecksumFailureException.class);
        if (wrong.isPresent()) {
            return new ArtifactException(
                    Kind.NOT_FETCHED,
                    names + " arrived with a checksum that is wrong, and was thrown away",
                    Optional.of(String.valueOf(wrong.get().getMessage())),
                    "once more; when it stays so, tell who runs the repository",
                    failure);
        }
        Optional<ArtifactTransferException> cut =
                thrown(missing)
                        .filter(it -> !(it instanceof ArtifactNotFoundException))
                        .flatMap(it -> cast(it, ArtifactTransferException.class))
                        .findFirst();
        if (cut.isPresent()) {
            return new ArtifactException(
                    Kind.NOT_FETCHED,
                    names + are + " not in " + local + " and cannot be fetched",
                    Optional.of(String.valueOf(cut.get().getMessage())),
                    "see to the network, or to the proxies and mirrors of "
                            + home.resolve("settings.xml")
                            + ON_THE_CLUSTER,
                    failure);
        }
        return new ArtifactException(
                Kind.NOT_THERE,
                "there is no " + names + "; asked: " + local + repositories(missing),
                Optional.empty(),
                "look for its name and version on https://central.sonatype.com; further"
                        + " repositories are named in "
                        + home.resolve("settings.xml"),
                failure);
    }

    private static List<ArtifactResult> missing(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ArtifactResolutionException resolution) {
                return resolution.getResults().stream().filter(it -> !it.isResolved()).toList();
            }
        }
        return List.of();
    }

    private static <T extends Throwable> Optional<T> thrown(
            List<ArtifactResult> missing, Class<T> type) {
        return thrown(missing).flatMap(it -> cast(it, type)).findFirst();
    }

    private static Stream<Throwable> thrown(List<ArtifactResult> missing) {
        return missing.stream()
                .flatMap(result -> result.getExceptions().stream())
                .flatMap(Refusal::causes);
    }

    private static <T> Stream<T> cast(Throwable failure, Class<T> type) {
        return type.isInstance(failure) ? Stream.of(type.cast(failure)) : Stream.empty();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            all.add(at);
        }
        return all.stream();
    }

    /** POMs name repositories too, which only the answer tells. */
    private String repositories(List<ArtifactResult> missing) {
        return Stream.concat(
                        asked.stream(),
                        missing.stream().flatMap(it -> it.getRequest().getRepositories().stream()))
                .distinct()
                .map(it -> ", " + it.getId() + " (" + it.getUrl() + ")")
                .collect(Collectors.joining());
    }

    /** Which of those that were named it is for; empty for one of them. */
    private static String neededBy(Optional<DependencyNode> root, Artifact missing) {
        return root.stream()
                .flatMap(it -> it.getChildren().stream())
                .filter(it -> !same(it, missing) && holds(it, missing))
                .findFirst()
                .map(it -> ", which " + name(it.getArtifact()) + " needs,")
                .orElse("");
    }

    private static boolean holds(DependencyNode node, Artifact missing) {
        return same(node, missing)
                || node.getChildren().stream().anyMatch(child -> holds(child, missing));
    }

    private static boolean same(DependencyNode node, Artifact missing) {
        Artifact artifact = node.getArtifact();
        return artifact.getGroupId().equals(missing.getGroupId())
                && artifact.getArtifactId().equals(missing.getArtifactId())
                && artifact.getVersion().equals(missing.getVersion());
    }

    /** As a person would write it. */
    static String name(Artifact artifact) {
        String classifier = artifact.getClassifier();
        String name = artifact.getGroupId() + ":" + artifact.getArtifactId();
        String version = ":" + artifact.getVersion();
        return artifact.getExtension().equals("pom")
                ? "the POM of " + name + version
                : name + (classifier.isEmpty() ? "" : ":jar:" + classifier) + version;
    }
}
