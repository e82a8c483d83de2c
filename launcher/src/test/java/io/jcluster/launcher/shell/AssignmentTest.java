package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    n=1000              | n    | 1000
                    big=1000000000000000000000000000000 | big | 1000000000000000000000000000000
                    name=steel          | name | "steel"
                    name="12"           | name | "12"
                    grid=[0.5, 1]       | grid | [0.5,1]
                    o={"fast": true}    | o    | {"fast":true}
                    flag=True           | flag | true
                    flag=false          | flag | false
                    none=None           | none | null
                    empty=              | empty | ""
                    where=a=b           | where | "a=b"
                    """)
    void aValueIsJsonOrAPythonWordOrText(String text, String name, String value) {
        Assignment assignment = Assignment.parse(text);
        assertThat(assignment.name()).isEqualTo(name);
        assertThat(assignment.value()).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "=1", "x=[1,2", "x={a: 1}", "x=1e", "x='text'"})
    void whatIsNearlyAValueIsRefused(String text) {
        assertThatThrownBy(() -> Assignment.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
