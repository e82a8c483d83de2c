package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.launcher.cluster.Shipment.Item;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that {@code mvn install} has put into a local repository: nobody is asked for them. */
class LibrariesTest {

    private static final String HOME = "user.home";

    private final String home = System.getProperty(HOME);
    private final List<String> notes = new ArrayList<>();

    @TempDir private Path directory;

    @BeforeEach
    void anotherHome() throws IOException {
        System.setProperty(HOME, directory.toString());
        Files.createDirectories(directory.resolve(".m2"));
        Files.writeString(
                directory.resolve(".m2/settings.xml"),
                "<settings><offline>true</offline></settings>");
    }

    @AfterEach
    void theHomeOfBefore() {
        System.setProperty(HOME, home);
    }

    @Test
    void whatIsFetchedStandsBehindTheClassPathUnderTheHashOfItsContent() throws IOException {
        installed("org.example", "app", "1", "org.other:core:2");
        installed("org.example", "core", "2", "");
        installed("org.other", "core", "2", "");
        Profile profile =
                Profile.read(
                        "p",
                        "java: { class-path: ~/own.jar, maven: ['org.example:app:1', 'org.example:core:2'] }");
        Libraries libraries = Libraries.of(profile, progress());
        String place = "~/" + libraries.shipment().orElseThrow().directory() + "/";
        assertThat(libraries.under(profile).java().classPath())
                .containsExactly(
                        "~/own.jar",
                        place + "app-1.jar",
                        place + "core-2.jar",
                        place + "3-core-2.jar");
        assertThat(Libraries.of(profile, progress()).shipment().orElseThrow().directory())
                .isEqualTo(libraries.shipment().orElseThrow().directory());
        assertThat(libraries.shipment().orElseThrow().items())
                .extracting(Item::name)
                .containsExactly("app-1.jar", "core-2.jar", "3-core-2.jar");
    }

    @Test
    void scriptsOfBothKindsNameTheirPlace() throws IOException {
        installed("org.example", "app", "1", "");
        for (String kind : List.of("jshell", "mpj")) {
            Profile profile =
                    Profile.read(
                            "p",
                            "{ engines: { kind: "
                                    + kind
                                    + " }, java: { maven: 'org.example:app:1' } }");
            Profile program =
                    kind.equals("mpj")
                            ? profile.with(Vocabulary.MAIN_CLASS, "A", Origin.of("a test"))
                            : profile;
            Libraries libraries = Libraries.of(program, progress());
            Dialect dialect = Dialects.named("shell");
            ClusterSpec spec = ClusterSpec.settle("p", program, "shell", Optional.of(1), false);
            assertThat(new JobPlan(spec, "key", dialect, libraries).scripts())
                    .singleElement()
                    .asString()
                    .contains(
                            "class_path=('~/"
                                    + libraries.shipment().orElseThrow().directory()
                                    + "/app-1.jar')");
        }
    }

    @Test
    void aSnapshotIsTakenAndThatIsSaid() throws IOException {
        installed("org.example", "mine", "1-SNAPSHOT", "");
        Profile profile = Profile.read("p", "java: { maven: 'org.example:mine:1-SNAPSHOT' }");
        assertThat(Libraries.of(profile, progress()).shipment()).isPresent();
        assertThat(notes)
                .containsExactly(
                        "org.example:mine:1-SNAPSHOT is a snapshot: next month it may be something"
                                + " else");
    }

    @Test
    void whatCannotBeHadIsRefusedWithTheRowOfTheProfile() {
        Profile profile = Profile.read("p", "java:\n  maven: org.example:gone:1");
        assertThatThrownBy(() -> Libraries.of(profile, progress()))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("'maven' (p:2): org.example:gone:1 is not in ")
                .hasMessageEndingWith("says 'offline'");
    }

    @Test
    void aProfileWithoutCoordinatesIsAsItWas() {
        Profile profile = Profile.read("p", "java: { class-path: ~/own.jar }");
        Libraries libraries = Libraries.of(profile, progress());
        assertThat(libraries).isEqualTo(Libraries.NONE);
        assertThat(libraries.under(profile)).isSameAs(profile);
    }

    private void installed(String group, String artifact, String version, String needs)
            throws IOException {
        Path place =
                directory.resolve(
                        ".m2/repository/"
                                + group.replace('.', '/')
                                + "/"
                                + artifact
                                + "/"
                                + version
                                + "/"
                                + artifact
                                + "-"
                                + version);
        Files.createDirectories(place.getParent());
        String[] other = needs.split(":", -1);
        Files.writeString(
                Path.of(place + ".pom"),
                "<project><modelVersion>4.0.0</modelVersion>"
                        + named(group, artifact, version)
                        + (needs.isEmpty()
                                ? ""
                                : "<dependencies><dependency>"
                                        + named(other[0], other[1], other[2])
                                        + "</dependency></dependencies>")
                        + "</project>");
        Files.writeString(Path.of(place + ".jar"), group + artifact + version);
    }

    private static String named(String group, String artifact, String version) {
        return "<groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
                .formatted(group, artifact, version);
    }

    private Progress progress() {
        return new Progress() {
            @Override
            public void waiting(String what) {}

            @Override
            public void done(String what) {}

            @Override
            public void note(String what) {
                notes.add(what);
            }
        };
    }
}
