package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A word that is written into a profile of the user's own, and all that stays as it was. */
class OwnProfileTest {

    @TempDir private Path directory = Path.of("");

    @Test
    void aProfileThatIsNotThereIsMade() throws Exception {
        assertBecomes("", "software:\n  venv: /home/me/env\n");
    }

    @Test
    void aProfileWithoutThatSectionGetsOneAtItsEnd() throws Exception {
        assertBecomes(
                "# mine\nresources: { account: g1 } # ours\n",
                "# mine\nresources: { account: g1 } # ours\nsoftware:\n  venv: /home/me/env\n");
    }

    @Test
    void aSectionGetsTheWordAsItsFirstAndKeepsItsCommentsAndItsIndentation() throws Exception {
        assertBecomes(
                """
                software: # what we load
                    # the new ones
                    modules: [gcc, python]
                    prologue: |
                      source ~/setup
                      # a comment of bash
                resources:
                    nodes: 2
                """,
                """
                software: # what we load
                    venv: /home/me/env
                    # the new ones
                    modules: [gcc, python]
                    prologue: |
                      source ~/setup
                      # a comment of bash
                resources:
                    nodes: 2
                """);
    }

    @Test
    void theValueOfBeforeIsReplacedAndItsCommentStays() throws Exception {
        assertBecomes(
                """
                software:
                  modules: [gcc]
                  venv: ~/old   # of May
                site: { login: daint }
                """,
                """
                software:
                  modules: [gcc]
                  venv: /home/me/env   # of May
                site: { login: daint }
                """);
    }

    @Test
    void aSectionOnOneLineGetsTheWordInside() throws Exception {
        assertBecomes(
                "software: { modules: [gcc] } # all\n",
                "software: { venv: /home/me/env, modules: [gcc] } # all\n");
        assertBecomes("software: {}\n", "software: {venv: /home/me/env }\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "software: { venv: ~/old, modules: [gcc] }\n",
                "software:\n  venv:\n    ~/old\n",
                "software:\n  venv: \"~/old\"\n  venv: ~/older\n",
                "{ software: { modules: [gcc] } }\n",
                "nonsense: 1\n",
                "software: [\n",
            })
    void aFileOfWhichThatCannotBePromisedIsLeftAlone(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("my.yaml"), text);
        assertThat(new OwnProfile(file).set("venv", "/home/me/env")).isFalse();
        assertThat(file).hasContent(text);
    }

    @Test
    void aPathWithABlankIsQuoted() {
        assertThat(OwnProfile.lines("venv", "/home/my self/env"))
                .isEqualTo("software:\n  venv: \"/home/my self/env\"\n");
    }

    private void assertBecomes(String before, String after) throws Exception {
        Path file = directory.resolve("deep").resolve("my.yaml");
        Files.deleteIfExists(file);
        if (!before.isEmpty()) {
            Files.createDirectories(directory.resolve("deep"));
            Files.writeString(file, before);
        }
        assertThat(new OwnProfile(file).set("venv", "/home/me/env")).as(before).isTrue();
        assertThat(file).hasContent(after);
    }
}
