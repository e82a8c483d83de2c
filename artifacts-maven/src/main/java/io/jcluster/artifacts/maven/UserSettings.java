package io.jcluster.artifacts.maven;

import io.jcluster.artifacts.ArtifactException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;

/**
 * The user's {@code settings.xml}, with those of a Maven that {@code MAVEN_HOME} names under it.
 */
final class UserSettings {

    private UserSettings() {}

    /**
     * @param home the user's {@code .m2}
     * @throws ArtifactException when they cannot be read
     */
    static Settings read(Path home) {
        Path file = home.resolve("settings.xml");
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(file.toFile());
        Optional.ofNullable(System.getenv("MAVEN_HOME"))
                .map(maven -> Path.of(maven, "conf", "settings.xml"))
                .ifPresent(global -> request.setGlobalSettingsFile(global.toFile()));
        request.setSystemProperties(properties());
        try {
            Settings settings =
                    new DefaultSettingsBuilderFactory()
                            .newInstance()
                            .build(request)
                            .getEffectiveSettings();
            settings.addMirror(blocker(settings));
            // Maven leaves those out itself; MIMA 2.4.48 would use them.
            settings.getProxies().removeIf(proxy -> !proxy.isActive());
            return settings;
        } catch (SettingsBuildingException e) {
            throw new ArtifactException(
                    ArtifactException.Kind.CONFIGURATION,
                    "Maven's settings in " + file + " cannot be read",
                    Optional.of(
                            e.getProblems().stream()
                                    .map(it -> it.getMessage())
                                    .collect(Collectors.joining("\n"))),
                    "mend the file, or move it away",
                    e);
        }
    }

    /** As Maven calls them: {@code ${env.HOME}} is in many settings. */
    private static Properties properties() {
        Properties properties = new Properties();
        properties.putAll(System.getProperties());
        System.getenv().forEach((name, value) -> properties.setProperty("env." + name, value));
        return properties;
    }

    /**
     * What stands in the way to repositories that a POM names with http. Maven has the same in the
     * settings of its own installation since 3.8.1, of which there need not be one here. What the
     * user's settings name is the user's affair.
     */
    private static Mirror blocker(Settings settings) {
        Mirror mirror = new Mirror();
        mirror.setId("maven-default-http-blocker");
        mirror.setUrl("http://0.0.0.0/");
        mirror.setBlocked(true);
        mirror.setMirrorOf(
                Stream.concat(
                                Stream.of("external:http:*"),
                                settings.getProfiles().stream()
                                        .flatMap(profile -> profile.getRepositories().stream())
                                        .map(Repository::getId)
                                        .map(id -> "!" + id))
                        .collect(Collectors.joining(",")));
        return mirror;
    }
}
