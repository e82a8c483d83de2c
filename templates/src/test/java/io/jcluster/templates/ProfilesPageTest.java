package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    void whatHoldsWithoutAWordIsToldAsItIs() {
        for (Word<?> word : Vocabulary.all()) {
            usual(word)
                    .ifPresent(value -> assertThat(word.without()).as("" + word).contains(value));
        }
    }

    /** But for what depends on the machine, which is told in words. */
    private static <T> Optional<String> usual(Word<T> word) {
        return word.usual(Profile.EMPTY)
                .filter(
                        value ->
                                !List.of("login", "poll-interval", "launcher")
                                        .contains(word.name()))
                .filter(value -> !word.equals(Vocabulary.NOTEBOOK_PYTHON))
                .map(value -> WrittenProfile.yaml(Profile.EMPTY.with(word, value, Origin.of("x"))))
                .map(yaml -> yaml.strip().replaceFirst("(?s).*: ", "").replace("\"", ""));
    }

    @Test
    void thePageShowsTheBundledExampleAsItIs() {
        String example = Resource.text("profiles/example.yaml");
        assertThat(page).contains(example.substring(example.indexOf("site:")));
    }

    @Test
    void thePageNamesEveryBundledProfileThatIsOfNoSite() {
        assertThat(Bundled.names())
                .filteredOn(name -> !Bundled.sites().contains(name))
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
