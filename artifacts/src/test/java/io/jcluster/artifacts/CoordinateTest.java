package io.jcluster.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinateTest {

    private static final Pattern FOR_EDITORS = Pattern.compile(Coordinate.PATTERN);

    @Test
    void aCoordinateIsGroupArtifactAndVersion() {
        assertThat(Coordinate.parse("com.google.guava:guava:33.4.0-jre"))
                .isEqualTo(
                        new Coordinate(
                                "com.google.guava", "guava", Optional.empty(), "33.4.0-jre"));
    }

    @Test
    void aJarBesideTheMainOneHasAClassifier() {
        assertThat(Coordinate.parse("org.bytedeco:openblas:jar:linux-x86_64:0.3.28-1.5.11"))
                .isEqualTo(
                        new Coordinate(
                                "org.bytedeco",
                                "openblas",
                                Optional.of("linux-x86_64"),
                                "0.3.28-1.5.11"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"g:a:1", "g:a:jar:natives:1.0+b", "g.h:a_b-c:1-SNAPSHOT"})
    void whatIsReadIsWrittenTheSameAndIsGoodForEditors(String text) {
        assertThat(Coordinate.parse(text)).hasToString(text);
        assertThat(text).matches(FOR_EDITORS);
    }

    @Test
    void theTypeOfAJarMayBeSaid() {
        assertThat(Coordinate.parse("g:a:jar:1")).hasToString("g:a:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "g:a | names no version, and a run is to be the same next month",
                "g:a: | names no version",
                "g:a:[1,2) | leaves the version open, and a run is to be the same next month",
                "g:a:LATEST | leaves the version open",
                "g:a:pom:1 | is a pom, and a class path is made of jars",
                "g:a:tar.gz:bin:1 | is a tar.gz",
                "guava | is no Maven coordinate, which is written as group:artifact:version",
                "g:a b:1 | is no Maven coordinate",
                "g:..:1 | is no Maven coordinate",
                "g:a:1/2 | is no Maven coordinate",
                "g:a:jar:c:1:2 | is no Maven coordinate",
            })
    void anythingElseIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> Coordinate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' " + reason);
        assertThat(text).doesNotMatch(FOR_EDITORS);
    }
}
