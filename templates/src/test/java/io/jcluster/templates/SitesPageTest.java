package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page about sites, against their profiles. With {@code -Dsites.page=write} the page is written
 * anew from its first table on.
 */
class SitesPageTest {

    private static final String TABLE = "| profile | system |";

    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."))
                    .toAbsolutePath()
                    .normalize()
                    .resolveSibling("site-docs")
                    .resolve("sites.md");

    @Test
    void thePageSaysOfEverySiteWhatItsProfileSays() throws IOException {
        String page = Files.readString(PAGE);
        int table = page.indexOf(TABLE);
        if (System.getProperty("sites.page", "").equals("write")) {
            String prose = table < 0 ? page : page.substring(0, table);
            page = prose + rendered();
            Files.writeString(PAGE, page);
        }
        assertThat(page.substring(page.indexOf(TABLE)))
                .as("rerun with -Dsites.page=write to write it anew")
                .isEqualTo(rendered());
    }

    private static String rendered() {
        return TABLE
                + " log in at | scheduler | queue | longest | of a node | you say |\n"
                + "|---|---|---|---|---|---|---|---|\n"
                + Bundled.sites().stream().map(SitesPageTest::row).collect(Collectors.joining())
                + Bundled.sites().stream()
                        .map(SitesPageTest::section)
                        .collect(Collectors.joining());
    }

    private static String row(String name) {
        Profile profile = Bundled.profile(name);
        Profile.Site site = profile.site();
        boolean retired = site.status().equals(Optional.of(SiteStatus.RETIRED));
        return cells(
                "[`%s`](#%s)".formatted(name, name),
                site.name().orElse("") + (retired ? " (retired)" : ""),
                "`" + site.login().orElse("") + "`",
                site.scheduler().orElse(""),
                profile.resources().partition().map(it -> "`" + it + "`").orElse(""),
                site.maxWalltime().map(SitesPageTest::time).orElse(""),
                node(site),
                site.requires().stream()
                        .filter(word -> !says(profile, word))
                        .collect(Collectors.joining(", ")));
    }

    private static boolean says(Profile profile, String resource) {
        return Vocabulary.find("resources", resource).flatMap(profile::get).isPresent();
    }

    private static String node(Profile.Site site) {
        return site.coresPerNode().map(cores -> cores + " cores").orElse("")
                + site.gpusPerNode()
                        .map(gpus -> gpus == 1 ? ", 1 GPU" : ", " + gpus + " GPUs")
                        .orElse("");
    }

    private static String time(Duration longest) {
        return longest.toHours() % 24 == 0 ? longest.toDays() + " d" : longest.toHours() + " h";
    }

    private static String cells(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /** The remarks of the file as a paragraph, and the file without them. */
    private static String section(String name) {
        Profile.Site site = Bundled.profile(name).site();
        List<String> lines = Resource.text("profiles/" + name + ".yaml").lines().toList();
        String remarks =
                lines.stream()
                        .takeWhile(line -> line.startsWith("#"))
                        .map(line -> line.substring(1).strip())
                        .collect(Collectors.joining("\n"));
        String yaml =
                lines.stream()
                        .dropWhile(line -> line.startsWith("#"))
                        .collect(Collectors.joining("\n"));
        return """

        ## %s

        **%s** (%s). [Read](%s) on %s.

        %s

        ```yaml
        %s
        ```
        """
                .formatted(
                        name,
                        site.name().orElse(""),
                        site.status().map(it -> it.name().toLowerCase(Locale.ROOT)).orElse(""),
                        site.documentation().orElse(""),
                        site.read().map(String::valueOf).orElse(""),
                        remarks,
                        yaml);
    }
}
