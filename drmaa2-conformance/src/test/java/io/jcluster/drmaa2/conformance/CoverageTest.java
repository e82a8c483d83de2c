package io.jcluster.drmaa2.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

/** Every rule has a test, or a reason to have none here. */
class CoverageTest {

    @Test
    void everyRuleIsTriedOrSaysWhereElse() {
        assertThat(Coverage.missing()).isEmpty();
    }

    @Test
    void noRuleIsBothTriedAndElsewhere() {
        assertThat(Coverage.tried().keySet())
                .doesNotContainAnyElementsOf(Coverage.elsewhere().keySet());
    }

    @Test
    void everyTestSaysWhichRulesItIsAbout() {
        for (var chapter : Coverage.chapters()) {
            assertThat(Modifier.isAbstract(chapter.getModifiers())).isTrue();
            for (var method : chapter.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    assertThat(method.isAnnotationPresent(Rule.class)).as("%s", method).isTrue();
                }
            }
        }
    }
}
