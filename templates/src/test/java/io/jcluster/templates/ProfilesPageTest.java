package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about profiles, against the reader that knows their words. */
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
    void thePageHasTheWordsOfTheReaderAndNoOthers() {
        Set<String> read = new TreeSet<>();
        for (String section : words("no-such-section: 1")) {
            words(section + ": { no-such-word: 1 }")
                    .forEach(word -> read.add(section + " " + word));
        }
        assertThat(written()).isEqualTo(read);
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

    /** The words that the reader says it knows, when it meets one that it does not. */
    private static List<String> words(String yaml) {
        ProfileException refused =
                catchThrowableOfType(
                        ProfileException.class, () -> ProfileReader.read("a test", yaml));
        String known = String.valueOf(refused.getMessage()).replaceAll("(?s).*it knows ", "");
        return Arrays.asList(known.strip().split(", ", -1));
    }

    private static Set<String> written() {
        Set<String> found = new TreeSet<>();
        String section = "";
        String table = page.substring(page.indexOf("## All words"));
        for (MatchResult row :
                Pattern.compile("(?m)^\\| ([^|]*) \\| (`[^|]*) \\|.*$|^\\| \\| (`[^|]*) \\|.*$")
                        .matcher(table)
                        .results()
                        .toList()) {
            section = row.group(1) == null ? section : row.group(1).replace("`", "");
            String cell = row.group(2) == null ? row.group(3) : row.group(2);
            for (String word : cell.split(" or ", -1)) {
                found.add(section + " " + word.replace("`", ""));
            }
        }
        return found;
    }
}
