package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jcluster.templates.Template.Lines;
import io.jcluster.templates.Template.Word;
import io.jcluster.templates.Template.Words;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

    @Test
    void aWordIsQuotedAndWordsAreQuotedEachAndLinesAreLeftAlone() {
        String text = "a={{word}}\nb=({{words...}})\n{{lines|lines}}\n";

        assertThat(
                        new Template("t", text)
                                .fill(
                                        Map.of(
                                                "word", new Word("$x"),
                                                "words", new Words(List.of("y", "z z")),
                                                "lines", new Lines("echo $x\nexit\n"))))
                .isEqualTo("a='$x'\nb=(y 'z z')\necho $x\nexit\n");
    }

    @Test
    void linesThatMayBeNoneLeaveNoEmptyLine() {
        Template template = new Template("t", "a\n{{x|lines?}}\nb\n");

        assertThat(template.fill(Map.of("x", new Template.LinesIfAny("")))).isEqualTo("a\nb\n");
        assertThat(template.fill(Map.of("x", new Template.LinesIfAny("c\nd"))))
                .isEqualTo("a\nc\nd\nb\n");
    }

    @Test
    void aValueThatLooksLikeAHoleIsNotFilledAgain() {
        assertThat(new Template("t", "{{a}}").fill(Map.of("a", new Word("{{a}}"))))
                .isEqualTo("'{{a}}'");
    }

    @Test
    void aHoleNobodyFillsIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Template("t", "{{a}}").fill(Map.of()))
                .withMessage("t: nothing fills {{a}}");
    }

    @Test
    void aValueNobodyReadsIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Template("t", "a").fill(Map.of("b", new Word("x"))))
                .withMessage("t: no hole reads [b]");
    }

    @Test
    void aValueOfAnotherTypeThanItsHoleIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Template("t", "{{a}}").fill(Map.of("a", new Lines("rm x"))))
                .withMessageContaining("{{a}} is filled with");
    }

    @Test
    void linesInTheMiddleOfALineAreAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Template("t", "echo {{a|lines}}")
                                        .fill(Map.of("a", new Lines("x"))))
                .withMessage("t: {{a|lines}} is not alone on its line");
    }
}
