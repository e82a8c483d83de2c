package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {

    private final Path directory;

    ProfilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"daint", "example", "local", "pbs", "slurm", "wheeler"})
    void aBundledProfileNamesItsScheduler(String name) {
        assertThat(new Profiles(directory).named(name).site().scheduler()).isPresent();
    }

    @Test
    void theUsersOwnIsPutOverTheBundledOne() throws Exception {
        Files.writeString(
                directory.resolve("daint.yaml"),
                "resources: { account: g33 }\nsoftware: { environment: { A: b } }\n");

        Profile profile = new Profiles(directory).named("daint");

        assertThat(profile.resources().account()).contains("g33");
        assertThat(profile.resources().constraint()).contains("gpu");
        assertThat(profile.software().modules()).contains("daint-gpu");
        assertThat(profile.software().environment()).containsEntry("A", "b");
    }

    @Test
    void namesAreTheBundledOnesAndTheUsersOwn() throws Exception {
        Files.writeString(directory.resolve("mine.yaml"), "");
        Files.writeString(directory.resolve("notes.txt"), "");

        assertThat(new Profiles(directory).names())
                .containsExactly("daint", "example", "local", "mine", "pbs", "slurm", "wheeler");
    }

    @Test
    void aPathIsThatFileAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("slurm.yaml"), "site: { login: x }\n");

        assertThat(new Profiles(directory).named(file.toString()).site().scheduler()).isEmpty();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named("dainty"))
                .withMessage(
                        "profile dainty: there is none of that name; there are daint, example,"
                                + " local, pbs, slurm, wheeler, and your own go to "
                                + directory);
    }

    @Test
    void aFileThatIsNotThereIsAProblemOfTheProfile() {
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named(directory + "/no.yaml"))
                .withMessageContaining("no.yaml: it cannot be read");
    }

    @Test
    void theUsersOwnLieUnderXdgConfigHomeOrUnderTheHome() {
        Path home = Path.of("/home/a");

        assertThat(Profiles.of(Map.of("XDG_CONFIG_HOME", "/c"), home).directory())
                .isEqualTo(Path.of("/c/jcluster/profiles"));
        assertThat(Profiles.of(Map.of("XDG_CONFIG_HOME", "relative"), home).directory())
                .isEqualTo(Path.of("/home/a/.config/jcluster/profiles"));
    }
}
