package io.jcluster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.wire.Json;
import io.jcluster.wire.TaggedJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of an engine, without an engine. */
class CellsTest {

    private static final Cells CELLS = new Cells(true, List.of("int given = 7;"));

    @BeforeEach
    void clear() {
        CELLS.clear();
    }

    @AfterAll
    static void close() {
        CELLS.close();
    }

    @Test
    void snippetsShareWhatTheyDeclareAndOnlyTheLastValueIsDisplayed() throws SnippetException {
        assertThat(displayed("int twice(int i) { return 2 * i; }")).isEmpty();
        assertThat(displayed("import java.time.Duration;\nvar d = Duration.ofSeconds(twice(21))"))
                .isEmpty();
        assertThat(displayed("1 + 1; d.toSeconds()")).containsExactly("42");
        assertThat(displayed("\"text\"")).containsExactly("\"text\"");
        assertThat(displayed("new int[] {1, 2}")).containsExactly("int[2] { 1, 2 }");
        assertThat(displayed("List.of(1, 2); // a comment")).containsExactly("[1, 2]");
        assertThat(displayed("d = null")).isEmpty();
        assertThat(displayed("d")).containsExactly("null");
        assertThat(displayed("record P(int x, int y) {}\nnew P(1, 2)"))
                .containsExactly("P[x=1, y=2]");
        assertThat(displayed("")).isEmpty();
        assertThat(displayed("// nothing\n")).isEmpty();
    }

    @Test
    void whatTheCompilerRefusesHasItsLineAndACaret() {
        var code = "int a = 1;\nint b = 2;\n\tint c = a + missing;\n";

        var refused = failure(code);

        assertThat(refused.kind()).isEqualTo("CompileError");
        assertThat(refused.what()).isEqualTo("cannot find symbol (line 3)");
        assertThat(refused.traceback())
                .containsExactly(
                        "CompileError: cannot find symbol",
                        "line 3: \tint c = a + missing;",
                        "        \t            ^",
                        "  symbol:   variable missing");
        assertThat(failure("int i = ;").what()).isEqualTo("illegal start of expression (line 1)");
        assertThat(failure("\n\nString s = 5;").traceback())
                .contains("line 3: String s = 5;", "                   ^");
    }

    @Test
    void codeWhoseEndIsMissingIsNotBegun() throws SnippetException {
        var refused = failure("int begun = 1;\nfor (int i = 0; i < 3; i++) {\n");

        assertThat(refused.what()).startsWith("the code ends before its last statement does");
        assertThat(failure("begun").what()).startsWith("cannot find symbol");
    }

    @Test
    void anExceptionNamesTheUsersLinesAndNoOthers() throws SnippetException {
        CELLS.run("In[1]", "int half(int i) {\n    return i / (i - i);\n}", text -> {});

        var thrown = failure("// first\nvar r =\n    half(4);");

        assertThat(thrown.kind()).isEqualTo("java.lang.ArithmeticException");
        assertThat(thrown.what()).isEqualTo("/ by zero");
        assertThat(thrown.traceback())
                .containsExactly(
                        "java.lang.ArithmeticException: / by zero",
                        "    at half, In[1] line 2: return i / (i - i);",
                        "    at cell line 3: half(4);");
        assertThat(failure("Integer.parseInt(\"x\")").traceback())
                .anyMatch(line -> line.contains("java.lang.Integer.parseInt"))
                .last()
                .isEqualTo("    at cell line 1: Integer.parseInt(\"x\")");
        assertThat(
                        failure(
                                        "throw new IllegalStateException(\"outer\", new"
                                                + " RuntimeException(\"inner\"));")
                                .traceback())
                .contains("Caused by: java.lang.RuntimeException: inner");
    }

    @Test
    void aDamagedClassThatIsTooMuchForTheCompilerIsAnErrorOfTheCode(@TempDir Path directory)
            throws Exception {
        String classPath = System.getProperty("java.class.path");
        damaged(directory);
        System.setProperty("java.class.path", classPath + File.pathSeparator + directory);
        try (Cells cells = new Cells(true, List.of())) {
            for (var code :
                    List.of(
                            "q.Damaged.answer()",
                            "q.Damaged d = null;",
                            "class S extends q.Damaged {}")) {
                var refused =
                        catchThrowableOfType(
                                SnippetException.class, () -> cells.run("cell", code, text -> {}));
                assertThat(refused.kind()).as(code).isEqualTo("CompileError");
                assertThat(refused.what()).startsWith("the compiler itself has failed over it: ");
            }
            var texts = new ArrayList<String>();
            cells.run("cell", "1 + 1", texts::add);
            assertThat(texts).containsExactly("2");
        } finally {
            System.setProperty("java.class.path", classPath);
        }
    }

    /** A class with an annotation of which a value has no type that there is. */
    private static void damaged(Path directory) throws IOException {
        var source = directory.resolve("Damaged.java");
        Files.writeString(
                source,
                "package q; @Deprecated(since = \"1\") public class Damaged"
                        + " { public static int answer() { return 42; } }");
        assertThat(
                        ToolProvider.findFirst("javac")
                                .orElseThrow()
                                .run(
                                        System.out,
                                        System.err,
                                        "-d",
                                        directory.toString(),
                                        source.toString()))
                .isZero();
        var file = directory.resolve("q/Damaged.class");
        byte[] bytes = Files.readAllBytes(file);
        int tag = bytes.length - 3; // JVMS 4.7.16.1: of the last element_value
        assertThat((char) bytes[tag]).isEqualTo('s');
        bytes[tag] = ' ';
        Files.write(file, bytes);
    }

    @Test
    void aClearedEngineHasWhatItBeganWith() throws SnippetException {
        CELLS.run("In[1]", "int given = 8; int mine = 1;", text -> {});

        CELLS.clear();

        assertThat(displayed("given")).containsExactly("7");
        assertThat(failure("mine").what()).startsWith("cannot find symbol");
    }

    @Test
    void valuesHaveAJsonFormOrAreRefused() throws SnippetException {
        CELLS.run("In[1]", "record P(int x, List<String> tags) {}", text -> {});

        assertThat(json("Map.of(\"a\", new double[] {1, 2.5})")).isEqualTo("{\"a\":[1.0,2.5]}");
        assertThat(json("new P(1, List.of(\"t\"))")).isEqualTo("{\"x\":1,\"tags\":[\"t\"]}");
        assertThat(json("new int[][] {{1}, {2, 3}}")).isEqualTo("[[1],[2,3]]");
        assertThat(json("BigInteger.TEN.pow(30)")).isEqualTo("1" + "0".repeat(30));
        assertThat(json("0.0 / 0")).contains("__jcluster__").contains("NaN");
        assertThat(json("(Object) null // none")).isEqualTo("null");
        assertThat(json("Optional.of('c')")).isEqualTo("\"c\"");
        var refused =
                catchThrowableOfType(SnippetException.class, () -> json("List.of(new Object())"));
        assertThat(refused.what()).startsWith("a java.lang.Object has no JSON form");
        var broken = catchThrowableOfType(SnippetException.class, () -> json("1 +\n* 2"));
        assertThat(broken.traceback()).contains("line 2: * 2");
    }

    @Test
    void valuesThatArriveHaveTheTypesOneComputesWith() throws Exception {
        assertThat(assigned("5", "n + 1")).isEqualTo("6");
        assertThat(assigned("5000000000", "n + 1L")).isEqualTo("5000000001");
        assertThat(assigned("[1, 2, 3]", "n.get(0) + n.size()")).isEqualTo("4");
        assertThat(assigned("[1, 2.5]", "n.get(0) + n.get(1)")).isEqualTo("3.5");
        assertThat(assigned("{\"k\": [\"v\"]}", "n.get(\"k\")")).isEqualTo("[\"v\"]");
        assertThat(assigned("[null, \"x\"]", "n")).isEqualTo("[null,\"x\"]");
        assertThat(assigned("null", "n == null")).isEqualTo("true");
        CELLS.run("In[1]", "double[] n = {}; Long m = 1L;", text -> {});
        assertThat(assigned("[1, 2, 3.5]", "n[2] * n.length")).isEqualTo("10.5");
        CELLS.assign(Map.of("m", Given.of(JsonNodeFactory.instance.numberNode(3))));
        assertThat(json("m.doubleValue()")).isEqualTo("3.0");
    }

    @Test
    void functionsAreCalledWithValues() throws SnippetException {
        CELLS.run("In[1]", "int add(int a, int b) { return a + b; }", text -> {});

        var sum = CELLS.call("add", List.of(given("20"), given("22")));

        assertThat(sum).contains(42);
        assertThat(CELLS.call("Math.sqrt", List.of(given("16")))).contains(4.0);
    }

    @Test
    void codeGoesOnWithWhatIsDeclaredAndNothingOfItIsRun() throws SnippetException {
        CELLS.run("In[1]", "int twice(int i) { return 2 * i; }\nint turns = 0;", text -> {});

        assertThat(continuations("turns++; tw|ice(1)"))
                .isEqualTo(new Continuations(9, List.of("twice(")));
        assertThat(continuations("for (var s : List.of(\"a\")) {\n    s.leng|"))
                .isEqualTo(new Continuations(35, List.of("length()")));
        // What comes first where it is an int that is wanted.
        assertThat(continuations("int half = gi|").texts()).first().isEqualTo("given");
        assertThat(continuations("void f() { }\ntur|"))
                .isEqualTo(new Continuations(13, List.of("turns")));
        assertThat(continuations("noSuchThing.a|").texts()).isEmpty();
        assertThat(continuations("System.out.pr|").texts())
                .containsExactlyInAnyOrder("print(", "println(", "printf(");
        assertThat(continuations("|").texts()).contains("twice(", "turns", "String");
        assertThat(json("turns")).isEqualTo("0");
    }

    /** Code with a bar where the cursor is. */
    private static Continuations continuations(String code) {
        return CELLS.continuations(code.replace("|", ""), code.indexOf('|'));
    }

    private static Given given(String json) {
        try {
            return Given.of(Json.MESSAGES.readTree(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String assigned(String json, String expression) throws SnippetException {
        CELLS.assign(Map.of("n", given(json)));
        return json(expression);
    }

    private static String json(String expression) throws SnippetException {
        JsonNode json = JsonForm.of(CELLS.value(expression));
        return TaggedJson.encode(json);
    }

    private static List<String> displayed(String code) throws SnippetException {
        var texts = new ArrayList<String>();
        CELLS.run("cell", code, texts::add);
        return texts;
    }

    private static SnippetException failure(String code) {
        return catchThrowableOfType(
                SnippetException.class, () -> CELLS.run("cell", code, text -> {}));
    }
}
