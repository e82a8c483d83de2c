package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.templates.ClusterScript.Part;
import io.jcluster.templates.ipyparallel.ImportedProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Job scripts around the templates that an import writes. */
class ImportedProfileScriptTest {

    @TempDir private Path profiles;

    @ParameterizedTest
    @CsvSource({
        "pbs, torque, ENGINES",
        "pbs, torque, CONTROLLER",
        "openpbs, pbspro, TOGETHER",
        "slurm, slurm, ENGINES"
    })
    void jclustersLinesAreInTheirPlaceAndTheWholeIsBash(String example, String scheduler, Part part)
            throws Exception {
        Profile profile = imported(example);
        assertThat(profile.site().scheduler()).contains(scheduler);
        Optional<Path> template =
                switch (part) {
                    case TOGETHER -> profile.templates().job();
                    case CONTROLLER -> profile.templates().controller();
                    case ENGINES -> profile.templates().engines();
                };
        String body = ClusterScript.of(profile, scheduler, part, "demo", 16).body();
        String before =
                Files.readString(template.orElseThrow())
                        .lines()
                        .takeWhile(line -> !line.startsWith("{{"))
                        .reduce("", (a, b) -> a + b + "\n");
        assertThat(body).startsWith(before).contains("tag=demo", "# Written by jcluster");
        Path script = Files.writeString(profiles.resolve("script"), body);
        assertThat(
                        new ProcessBuilder("bash", "-n", script.toString())
                                .inheritIO()
                                .start()
                                .waitFor())
                .isZero();
    }

    private Profile imported(String example) throws Exception {
        Path directory =
                Path.of(
                        Objects.requireNonNull(
                                        ImportedProfile.class.getResource("profile_" + example))
                                .toURI());
        write(ImportedProfile.from(directory, "site").files());
        return new Profiles(profiles).named("site");
    }

    private void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(profiles.resolve(file.getKey()), file.getValue());
        }
    }
}
