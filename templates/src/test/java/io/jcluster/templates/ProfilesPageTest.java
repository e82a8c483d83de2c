package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about profiles, against the words that the reader knows. */
class ProfilesPageTest {

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page =
                Files.readString(
                        Path.of(System.getProperty("basedir", "."))
                                .resolveSibling("site-docs")
                                .resolve("profiles.md"));
    }

    @Test
    void thePageHasTheTableOfTheVocabulary() {
        String from = page.substring(page.indexOf("| section |"));
        assertThat(from.substring(0, from.indexOf("\n\n"))).isEqualTo(table());
    }

    @Test
    void thePageShowsTheBundledExampleAsItIs() {
        String example = Resource.text("profiles/example.yaml");
        assertThat(page).contains(example.substring(example.indexOf("site:")));
    }

    @Test
    void thePageNamesEveryBundledProfile() {
        Path nowhere = Path.of("/nonexistent");
        assertThat(new Profiles(nowhere).names())
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static String table() {
        List<String> rows = new ArrayList<>();
        rows.add("| section | word | value | without it |");
        rows.add("|---|---|---|---|");
        String before = "";
        for (Word<?> word : Vocabulary.all()) {
            rows.add(
                    "|%s | %s | %s | %s |"
                            .formatted(
                                    word.section().equals(before)
                                            ? ""
                                            : " `" + word.section() + "`",
                                    word.names().stream()
                                            .map(name -> "`" + name + "`")
                                            .collect(Collectors.joining(" or ")),
                                    word.meaning(),
                                    word.without()));
            before = word.section();
        }
        return String.join("\n", rows);
    }
}
