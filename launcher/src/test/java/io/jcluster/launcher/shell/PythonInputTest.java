package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonInputTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 + 1",
                "f(1, [2, 3])",
                "x = {'a': 1}",
                "if x: y = 1",
                "print('(')",
                "s = \"\"\"a\nb\"\"\"",
                "x = 'it\\'s'",
                "# for all of them:",
                "def f():\n    return 1\n",
                "x = ')'",
                "print('never closed",
                "f(]"
            })
    void aStatementThatIsWholeRuns(String text) {
        assertThat(PythonInput.isComplete(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def f():",
                "def f():\n    return 1",
                "for i in range(3):  # all of them",
                "f(1,",
                "x = [1,\n  2,",
                "s = '''a",
                "x = 1 + \\",
                "@decorated",
                "class A:\n    def f(self):\n        pass"
            })
    void oneThatGoesOnIsWaitedFor(String text) {
        assertThat(PythonInput.isComplete(text)).isFalse();
    }
}
