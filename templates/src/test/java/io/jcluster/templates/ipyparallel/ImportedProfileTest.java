package io.jcluster.templates.ipyparallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles as people have them, each with the files that must come of it. */
class ImportedProfileTest {

    @ParameterizedTest
    @ValueSource(strings = {"pbs", "openpbs", "slurm", "mpi"})
    void aProfileBecomesTheFilesBesideIt(String example) throws Exception {
        ImportedProfile imported = ImportedProfile.from(directory("profile_" + example), "site");

        assertThat(imported.files()).isEqualTo(texts(directory("expected_" + example)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbs", "openpbs", "slurm", "mpi"})
    void whatBecameOfEachLineIsToldInTheOrderOfTheFiles(String example) throws Exception {
        ImportedProfile imported = ImportedProfile.from(directory("profile_" + example), "site");

        assertThat(
                        imported.findings().stream()
                                .map(ImportedProfileTest::line)
                                .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(
                        Files.readString(directory("expected_" + example).resolve("findings.txt")));
    }

    private static String line(Finding finding) {
        return finding.kind()
                + " "
                + finding.file()
                + ":"
                + finding.line()
                + "  "
                + finding.text()
                + "\n    "
                + finding.meaning();
    }

    private static Path directory(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ImportedProfileTest.class.getResource(name)).toURI());
    }

    private static SortedMap<String, String> texts(Path directory) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("findings.txt")) {
                    texts.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return texts;
    }
}
