package io.jcluster.artifacts.maven;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import io.jcluster.artifacts.ArtifactSource;
import io.jcluster.artifacts.Coordinate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.maven.settings.Settings;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;

/**
 * Maven's own repositories: the user's local one, Maven Central, and those that the user's settings
 * name in addition or in its place.
 */
public final class MavenRepositories implements ArtifactSource {

    private static final String JAR = "jar";

    /**
     * How long a server may say nothing. Maven's own patience is half an hour, for builds at night.
     */
    private static final int SILENCE_MILLIS = 60_000;

    private final Path userHome;

    public MavenRepositories() {
        this(Path.of(System.getProperty("user.home")));
    }

    /**
     * @param userHome where {@code .m2} is, as Maven's {@code ${user.home}}
     */
    MavenRepositories(Path userHome) {
        this.userHome = userHome;
    }

    @Override
    public List<Path> jars(List<Coordinate> wanted, Listener listener) {
        Path home = userHome.resolve(".m2");
        Settings settings = UserSettings.read(home);
        try (Transfers transfers = new Transfers(inWords(wanted), listener);
                Context maven =
                        new StandaloneStaticRuntime()
                                .create(
                                        ContextOverrides.create()
                                                .withUserSettings(true)
                                                .withMavenUserHomeOverride(home)
                                                .withEffectiveSettings(settings)
                                                .offline(settings.isOffline())
                                                .checksumPolicy(
                                                        ContextOverrides.ChecksumPolicy.FAIL)
                                                .configProperties(
                                                        Map.of(
                                                                ConfigurationProperties
                                                                        .REQUEST_TIMEOUT,
                                                                SILENCE_MILLIS))
                                                .transferListener(transfers)
                                                .repositoryListener(transfers.descriptors())
                                                .build())) {
            List<RemoteRepository> asked = inMavensOrder(maven.remoteRepositories());
            CollectRequest collection =
                    new CollectRequest(
                            wanted.stream()
                                    .map(MavenRepositories::artifact)
                                    .map(it -> new Dependency(it, JavaScopes.COMPILE))
                                    .toList(),
                            List.of(),
                            asked);
            try {
                List<Path> jars =
                        maven
                                .repositorySystem()
                                .resolveDependencies(
                                        maven.repositorySystemSession(),
                                        new DependencyRequest(collection, null))
                                .getArtifactResults()
                                .stream()
                                .map(ArtifactResult::getArtifact)
                                .filter(it -> it.getExtension().equals(JAR))
                                .map(it -> it.getFile().toPath())
                                .toList();
                transfers.tell();
                return jars;
            } catch (DependencyResolutionException e) {
                transfers.stopIfCancelled();
                throw new Refusal(
                                asked,
                                home,
                                maven.repositorySystemSession()
                                        .getLocalRepository()
                                        .getBasedir()
                                        .toPath())
                        .of(e);
            }
        }
    }

    /** Central behind what the user's settings name, as in every POM; MIMA 2.4 has it before. */
    private static List<RemoteRepository> inMavensOrder(List<RemoteRepository> repositories) {
        List<RemoteRepository> turned = new ArrayList<>(repositories);
        Collections.rotate(turned, -1);
        return List.copyOf(turned);
    }

    private static Artifact artifact(Coordinate wanted) {
        return new DefaultArtifact(
                wanted.group(),
                wanted.artifact(),
                wanted.classifier().orElse(""),
                JAR,
                wanted.version());
    }

    private static String inWords(List<Coordinate> wanted) {
        int more = wanted.size() - 1;
        return "looking up what "
                + wanted.get(0)
                + (more == 0 ? " needs" : " and " + more + " more need");
    }
}
