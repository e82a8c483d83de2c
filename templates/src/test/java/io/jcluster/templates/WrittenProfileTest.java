package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenProfileTest {

    @ParameterizedTest
    @MethodSource("bundled")
    void aBundledProfileIsReadAgainAsItWas(String name) {
        Profile profile = new Profiles(Path.of("/nonexistent")).named(name);
        assertThat(Profile.read("written", WrittenProfile.yaml(profile))).isEqualTo(profile);
    }

    static Iterable<String> bundled() {
        return new Profiles(Path.of("/nonexistent")).names();
    }

    @Test
    void everyExampleOfTheVocabularyIsReadAndReadAgain() {
        for (Word<?> word : Vocabulary.all()) {
            String yaml = word.name() + ": " + word.example() + "\n";
            String[] sections = word.section().split("\\.", -1);
            for (int i = sections.length - 1; i >= 0 && !sections[i].isEmpty(); i--) {
                yaml = sections[i] + ":\n" + yaml.indent(2);
            }
            ProfileFile file = ProfileReader.read("example", Path.of("/site"), yaml);
            assertThat(Profile.read("written", WrittenProfile.yaml(file.said())))
                    .as(yaml)
                    .isEqualTo(file.said());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a ",
                " a",
                "~",
                "null",
                "NULL",
                "true",
                "007",
                "1e5",
                "a: b",
                "a:",
                ":",
                "- a",
                "-",
                "a #b",
                "#",
                "'",
                "\"",
                "\\",
                "[a]",
                "{a}",
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "%a",
                "@a",
                "`",
                "?",
                "? a",
                "a, b",
                "0x1f",
                "02:30:00",
                "2026-11-21",
                "é",
                "\u2028",
                "\uD83D\uDE00",
                "a\tb",
                "\u001b[2J",
                "=",
                "<<"
            })
    void anyTextIsReadAgainAsItWas(String text) {
        Profile profile =
                Profile.EMPTY
                        .with(Vocabulary.ENVIRONMENT, "A", text, Origin.of("a test"))
                        .with(
                                Vocabulary.EPILOGUE,
                                java.util.List.of("first", text + "x"),
                                Origin.of("a test"));
        Profile again = Profile.EMPTY;
        if (text.chars().noneMatch(Character::isISOControl)) {
            again = Profile.read("written", WrittenProfile.yaml(profile));
            assertThat(again).isEqualTo(profile);
        } else {
            again =
                    Profile.read(
                            "written",
                            WrittenProfile.yaml(profile).replaceAll("(?s)environment:\n.*?\n", ""));
            assertThat(again.software().epilogue()).isEqualTo(profile.software().epilogue());
        }
    }

    @Test
    void aCommentSaysWhereEachWordIsFrom() {
        Profile profile =
                Profile.read("p.yaml", "site: { login: a }\nsoftware: { modules: [b, c] }\n")
                        .with(Vocabulary.WALLTIME, Walltime.parse("90m"), Origin.of("--walltime"));

        assertThat(WrittenProfile.yaml(profile, (at, taken) -> Optional.of("from " + at)))
                .isEqualTo(
                        """
                        site:
                          login: a # from p.yaml:1
                        resources:
                          walltime: 1h30m # from --walltime
                        software:
                          modules: # from p.yaml:2
                            - b
                            - c
                        """);
    }

    @Test
    void whatWasTakenAwayIsWrittenSoThatItIsTakenAwayAgain() {
        Profile profile =
                Profile.read("base.yaml", "resources: { memory: 4G }")
                        .overriddenBy(
                                Profile.read(
                                        "mine.yaml",
                                        """
                                        resources: { memory: ~ }
                                        software: { environment: { A: null, B: b }, container: ~ }
                                        mail: { to: ~ }
                                        """));
        String yaml =
                WrittenProfile.yaml(
                        profile, (at, taken) -> Optional.of((taken ? "taken by " : "") + at));

        assertThat(yaml)
                .startsWith("resources:\n  memory: ~ # taken by mine.yaml:1\n")
                .contains("    A: ~ # taken by mine.yaml:2\n    B: b # mine.yaml:2\n")
                .contains("  container:\n    image: ~ # taken by mine.yaml:2\n")
                .endsWith("mail:\n  to: ~ # taken by mine.yaml:3\n");
        assertThat(Profile.read("written", yaml)).isEqualTo(profile);
        assertThat(WrittenProfile.json("p", profile, Origin::toString))
                .contains("\"memory\" : null", "\"A\" : null")
                .contains("\"resources.memory\" : \"mine.yaml:1\"");
        Profile all = Profile.read("p.yaml", "software: { environment: ~ }");
        assertThat(Profile.read("written", WrittenProfile.yaml(all))).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void aWholeProfileIsReadAgainAsItWasAndSaysWhatJclusterDoesByItself(String name) {
        Profile whole = new Profiles(Path.of("/nonexistent")).named(name).withUsual();
        assertThat(Profile.read("written", WrittenProfile.yaml(whole))).isEqualTo(whole);
        assertThat(whole.software().python()).isPresent();
        assertThat(whole.launch().launcher()).isPresent();
        assertThat(whole.origin(Vocabulary.KEEP).map(Origin::toString)).contains("built-in");
    }

    @Test
    void asJsonNumbersAreNumbers() {
        Profile profile =
                Profile.read(
                        "p.yaml",
                        "resources: { nodes: 2, account: 007, exclusive: true }\n"
                                + "software: { environment: { A: 1 }, container: { image: x } }");

        assertThat(WrittenProfile.json("p", profile, Origin::toString))
                .isEqualTo(
                        """
                        {
                          "profile" : "p",
                          "settings" : {
                            "resources" : {
                              "nodes" : 2,
                              "account" : "007",
                              "exclusive" : true
                            },
                            "software" : {
                              "environment" : {
                                "A" : "1"
                              },
                              "container" : {
                                "image" : "x"
                              }
                            }
                          },
                          "origins" : {
                            "resources.nodes" : "p.yaml:1",
                            "resources.account" : "p.yaml:1",
                            "resources.exclusive" : "p.yaml:1",
                            "software.environment.A" : "p.yaml:2",
                            "software.container.image" : "p.yaml:2"
                          }
                        }
                        """);
    }
}
