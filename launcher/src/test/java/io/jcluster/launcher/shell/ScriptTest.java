package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {

    @TempDir Path directory;

    @Test
    void aScriptRunsAsUnderPythonAndItsTracebackShowsItsLines() throws Exception {
        String script =
                """
                import sys
                text = 'ü "quoted" \\n'
                def fail():
                    raise ValueError(sys.argv)
                if __name__ == "__main__":
                    fail()
                """;
        String said = python(Script.call("my script.py", script, List.of("--n", "a'b\"c")));
        assertThat(said)
                .contains("File \"my script.py\", line 4, in fail")
                .contains("    raise ValueError(sys.argv)")
                .endsWith("ValueError: ['my script.py', '--n', 'a\\'b\"c']\n");
    }

    @Test
    void whatAScriptDefinesStays() throws Exception {
        assertThat(python(Script.call("s.py", "answer = 6 * 7\n", List.of()) + "print(answer)\n"))
                .isEqualTo("42\n");
    }

    @Test
    void aScriptThatIsNotPythonIsToldByItsLineAloneAndNotByItsWholeText() throws Exception {
        String said = python(Script.call("s.py", "secret = 1\nif secret\n    pass\n", List.of()));
        assertThat(said)
                .contains("File \"s.py\", line 2", "    if secret\n", "SyntaxError")
                .doesNotContain("secret = 1");
    }

    @Test
    void toLeaveWithoutAnErrorIsAGoodEndAndWithOneIsNot() throws Exception {
        String program = Script.call("s.py", "import sys\nsys.exit(0)\n", List.of());
        assertThat(python(program + "print('on')\n")).isEqualTo("on\n");
        assertThat(python(program.replace("exit(0)", "exit('why')"))).endsWith("why\n");
    }

    private String python(String program) throws IOException, InterruptedException {
        // IPython asks for the lines as this does; Python's own report reads files only.
        String hook =
                "import sys, traceback\nsys.excepthook = lambda *e: traceback.print_exception(*e)\n";
        Path file = Files.writeString(directory.resolve("program.py"), hook + program);
        Process process =
                new ProcessBuilder("python3", file.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
