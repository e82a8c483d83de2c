package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.templates.ClusterScript.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The profiles that come with the program, each as a whole. */
class BundledTest {

    private final Path home;

    BundledTest(@TempDir Path home) {
        this.home = home;
    }

    static List<String> names() {
        return Bundled.names();
    }

    static List<String> sites() {
        return Bundled.sites();
    }

    @Test
    void everyFileOfAProfileIsInTheListAndNoOther() throws Exception {
        Path files =
                Path.of(System.getProperty("basedir", "."))
                        .resolve("src/main/resources/io/jcluster/templates/profiles");
        try (Stream<Path> all = Files.list(files)) {
            assertThat(all.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Bundled.names());
        }
        assertThat(Bundled.sites()).isSorted();
    }

    @Test
    void thereAreSitesOfEachScheduler() {
        assertThat(Bundled.sites().stream().map(BundledTest::scheduler))
                .hasSizeGreaterThanOrEqualTo(25)
                .contains("slurm", "pbspro", "torque");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aProfileNamesItsScheduler(String name) {
        assertThat(Bundled.profile(name).site().scheduler()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("sites")
    void aSiteSaysWhatItIsAndWhereAndWhenThatWasRead(String name) {
        Profile.Site site = Bundled.profile(name).site();

        assertThat(site.name()).isPresent();
        assertThat(site.login()).isPresent();
        assertThat(site.documentation())
                .hasValueSatisfying(it -> assertThat(it).startsWith("https://"));
        assertThat(site.read()).hasValueSatisfying(day -> assertThat(day).isAfter(LocalDate.EPOCH));
        assertThat(site.status()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("sites")
    void whatASiteAsksForFitsOnItsNodesAndIsNotWhatItForbids(String name) {
        Profile profile = Bundled.profile(name);
        Profile.Resources wanted = profile.resources();
        int tasks = wanted.tasksPerNode().orElse(1);

        profile.site()
                .coresPerNode()
                .ifPresent(
                        cores ->
                                assertThat(tasks * wanted.cpusPerTask().orElse(1))
                                        .isLessThanOrEqualTo(cores));
        int gpus =
                wanted.gpusPerNode().orElse(0)
                        + wanted.gpusPerEngine().map(each -> each * tasks).orElse(0);
        assertThat(gpus).isLessThanOrEqualTo(profile.site().gpusPerNode().orElse(0));
        if (wanted.memory().isPresent()) {
            assertThat(profile.site().forbids()).doesNotContain("memory");
        }
        if (wanted.memoryPerCpu().isPresent()) {
            assertThat(profile.site().forbids()).doesNotContain("memory-per-cpu");
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aProfileGivesAScriptThatBashCanRead(String name) throws Exception {
        Profile profile = Bundled.profile(name);
        String scheduler =
                switch (scheduler(name)) {
                    case "pbs" -> "torque"; // one of the two it stands for
                    case "hosts" -> "shell"; // on the controller's host
                    default -> scheduler(name);
                };
        int engines = 2 * profile.resources().tasksPerNode().orElse(2);

        String body = ClusterScript.of(profile, scheduler, Part.TOGETHER, "demo", engines).body();

        Path script = Files.writeString(home.resolve("script.sh"), body);
        Path said = home.resolve("said");
        Process bash =
                new ProcessBuilder("bash", "-n", script.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(bash.waitFor(60, TimeUnit.SECONDS)).as("bash ends").isTrue();
            assertThat(bash.exitValue()).as(Files.readString(said)).isZero();
        } finally {
            bash.destroyForcibly();
        }
        List<String> missing = new ArrayList<>(profile.software().modules());
        missing.removeIf(body::contains);
        assertThat(missing).isEmpty();
    }

    private static String scheduler(String name) {
        return Bundled.profile(name).site().scheduler().orElseThrow();
    }
}
