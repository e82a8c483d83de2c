package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindRulesTest {

    @Test
    void whatASiteSaysOfItsJavaStandsInTheWayOfNoPythonEngine() {
        KindRules.check(profile("java: { home: /opt/jdk, mpi-home: /opt/mpj, options: [-Xmx1g] }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "java: { jar: a.jar } | 'jar' (p:1) says nothing to engines of kind python; for a Java MPI program say 'kind: mpj' in 'engines' (--kind mpj)",
                "java: { maven: 'g:a:1' } | 'maven' (p:1) says nothing to engines of kind python; for a Java MPI program say 'kind: mpj' in 'engines' (--kind mpj)",
                "java: { main-class: A } | 'main-class' (p:1) says nothing to engines of kind python; for a Java MPI program say 'kind: mpj' in 'engines' (--kind mpj)",
                "{ engines: { kind: jshell }, java: { main-class: A } } | 'main-class' (p:1) says nothing to engines of kind jshell (p:1); for a Java MPI program say 'kind: mpj' in 'engines' (--kind mpj)",
            })
    void aWordOfAnotherKindIsRefusedAndItsKindNamed(String yaml, String sentence) {
        assertThatThrownBy(() -> KindRules.check(profile(yaml)))
                .isInstanceOf(RefusedException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{ engines: { kind: mpj }, launch: { launcher: fmpjrun } } | starts programs of FastMPJ alone",
                "launch: { launcher: fmpjrun } | starts programs of FastMPJ alone",
                "{ engines: { kind: mpj }, java: { implementation: fastmpj }, launch: { launcher: srun } } | 'launcher' is srun (p:1); leave it out, or say fmpjrun",
                "{ engines: { kind: mpj }, controller: { layout: separate } } | a Java MPI program has none; leave it out",
                "{ engines: { kind: mpj }, software: { container: { image: a.sif } } } | Take it away with 'container: ~'",
                "{ engines: { kind: jshell }, software: { container: { image: a.sif } } } | Take it away with 'container: ~'",
                "{ engines: { kind: mpj }, java: { device: ibvdev } } | device ibvdev (p:1) is none that MPJ Express has",
            })
    void wordsThatDoNotGoTogetherAreRefused(String yaml, String part) {
        assertThatThrownBy(() -> KindRules.check(profile(yaml)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(part);
    }

    @Test
    void fastMpjIsStartedByItsOwnProgramUnlessSaidOtherwise() {
        Profile fast =
                profile("{ engines: { kind: mpj }, java: { implementation: fastmpj, device: x } }");
        KindRules.check(fast);
        assertThat(fast.usual(Vocabulary.LAUNCHER)).isEqualTo("fmpjrun");
    }

    private static Profile profile(String yaml) {
        return Profile.read("p", yaml);
    }
}
