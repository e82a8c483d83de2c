package io.jcluster.templates.ipyparallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python's literals, and what is none. */
class SettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'workq'",
                "\"workq\"",
                "u'workq'",
                "r\"workq\"",
                "'''workq'''",
                "\"\"\"workq\"\"\"",
                "'work' 'q'",
                "('work'\n    \"q\")",
                "'work' + 'q'",
                "'wo\\x72kq'",
                "'\\167orkq'",
                "'\\u0077orkq'",
                "'wor\\\nkq'",
                "\\\n  'workq'  # a comment",
                "'workq';",
                "(('workq'))",
            })
    void aStringIsReadInAllItsQuotings(String literal) {
        assertThat(value(literal)).contains(new PythonValue.Text("workq", 1).text());
    }

    @Test
    void escapesMeanWhatTheyMeanInPython() {
        assertThat(value("'a\\n\\t\\\\\\'\\\"\\d'")).contains("a\n\t\\'\"\\d");
        assertThat(value("r'a\\n\\''")).contains("a\\n\\'");
        assertThat(value("'''a\n'b' # no comment\n'''")).contains("a\n'b' # no comment\n");
        assertThat(value("'\\U0001F40D'")).contains("\uD83D\uDC0D");
    }

    @Test
    void numbersListsAndDictsAreRead() {
        Settings settings = new Settings();
        settings.add(
                "f.py",
                """
                c.A.int = 0x1F
                c.A.float = -1.5e3
                c.A.yes = True
                c.A.none = None
                c.A.list = ['a',
                    "b" 'c', ] + ('d',)
                c.A.dict = {'OMP': 1, "B": ['x']}
                c.A.empty = ()
                c.A.one = ('a',)
                """);

        assertThat(shown(settings, "int")).isEqualTo("0x1F");
        assertThat(shown(settings, "float")).isEqualTo("-1.5e3");
        assertThat(shown(settings, "yes")).isEqualTo("True");
        assertThat(shown(settings, "none")).isEqualTo("None");
        assertThat(shown(settings, "list")).isEqualTo("[a, bc, d]");
        assertThat(shown(settings, "dict")).isEqualTo("[OMP, B]");
        assertThat(shown(settings, "empty")).isEqualTo("[]");
        assertThat(shown(settings, "one")).isEqualTo("[a]");
        assertThat(settings.unclear()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f'{queue}'",
                "b'workq'",
                "'\\N{SNOWMAN}'",
                "os.environ['QUEUE']",
                "QUEUE",
                "'a' % 'b'",
                "'%s'.format('b')",
                "['a', QUEUE]",
                "{'a'}",
                "1 + 1",
                "__import__('os').system('true')",
                "'a' if x else 'b'",
                "'not closed",
                "'''not closed",
                "['not closed'",
                "lambda: 'a'",
                "1j",
                "'a' 'b' f'c'",
                "",
                "'a' 'b' = 'c'",
            })
    void whatIsNotPlainIsListedWithFileAndLineAndHasNoValue(String expression) {
        Settings settings = new Settings();
        settings.add("f.py", "c = get_config()\n\nc.PBSLauncher.queue = " + expression + "\n");

        assertThat(settings.first("queue", List.of("PBSLauncher"))).isEmpty();
        assertThat(settings.unclear())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.kind()).isEqualTo(Finding.Kind.NOT_UNDERSTOOD);
                            assertThat(one.file()).isEqualTo("f.py");
                            assertThat(one.line()).isEqualTo(3);
                        });
    }

    @Test
    void theLastPlainAssignmentCounts() {
        Settings settings = new Settings();
        settings.add("a.py", "c.P.queue = 'one'\nc.P.queue = 'two'\n");
        settings.add("b.py", "cfg = get_config()\ncfg.P.queue = 'three'\n");

        assertThat(shown(settings, "P", "queue")).isEqualTo("three");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c.P.queue = os.environ['Q']",
                "c.P.queue += 'x'",
                "c.P.queue.append('x')",
                "c.P.queue[0] = 'x'",
                "if True:\n    c.P.queue = 'x'",
                "if True: c.P.queue = 'x'",
                "try:\n    c.P.queue = 'x'\nexcept:\n    pass",
            })
    void aTraitThatSomethingElseMaySetHasNoValue(String after) {
        Settings settings = new Settings();
        settings.add("a.py", "c.P.queue = 'one'\n" + after + "\n");

        assertThat(settings.first("queue", List.of("P"))).isEmpty();
        assertThat(settings.unclear()).isNotEmpty();
    }

    @Test
    void whatOnlyReadsATraitLeavesItsValue() {
        Settings settings = new Settings();
        settings.add("a.py", "c.P.queue = 'one'\nprint(c.P.queue)\n");

        assertThat(shown(settings, "P", "queue")).isEqualTo("one");
    }

    @Test
    void commentsBlanksAndDocstringsAreNothing() {
        Settings settings = new Settings();
        settings.add(
                "f.py",
                "\"\"\"Doc.\n\nc.P.queue = 'no'\n\"\"\"\n# c.P.queue = 'no'\r\n\n  # x\npass\n");

        assertThat(settings.unclear()).isEmpty();
        assertThat(settings.unread()).isEmpty();
    }

    @Test
    void deepNestingIsNoValueAndNoFault() {
        assertThat(value("[".repeat(100_000) + "]".repeat(100_000))).isEmpty();
        assertThat(value("(".repeat(100_000))).isEmpty();
    }

    @Test
    void aStringKnowsTheLineItBeginsOn() {
        Settings settings = new Settings();
        settings.add("f.py", "\nc.P.t = (\n  '''a\nb''')\n");

        assertThat(settings.first("t", List.of("P")).map(Settings.Setting::value))
                .contains(new PythonValue.Text("a\nb", 3));
    }

    @Test
    void whatIsReadIsNotUnread() {
        Settings settings = new Settings();
        settings.add("f.py", "c.P.a = 1; c.P.b = {'x': 'y'}\n");

        assertThat(settings.first("b", List.of("Q", "P")).map(Settings::table))
                .contains(Map.of("x", new PythonValue.Text("y", 1)));
        assertThat(settings.unread()).extracting(Settings.Setting::name).containsExactly("P.a");
    }

    private static Optional<String> value(String literal) {
        Settings settings = new Settings();
        settings.add("f.py", "c.P.queue = " + literal + "\n");
        return settings.first("queue", List.of("P")).flatMap(Settings::text);
    }

    private static String shown(Settings settings, String trait) {
        return shown(settings, "A", trait);
    }

    private static String shown(Settings settings, String owner, String trait) {
        return settings.first(trait, List.of(owner)).orElseThrow().value().shown();
    }
}
