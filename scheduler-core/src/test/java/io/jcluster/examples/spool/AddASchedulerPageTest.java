package io.jcluster.examples.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.conformance.SessionRules;
import io.jcluster.drmaa2.conformance.WaitingRules;
import io.jcluster.scheduler.hostile.HostileAnswers;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about adding a scheduler, against the code that it takes its pieces from. */
class AddASchedulerPageTest {

    private static final Path BASE = Path.of(System.getProperty("basedir", "."));

    private final String page =
            Files.readString(BASE.resolveSibling("site-docs").resolve("add-a-scheduler.md"));

    AddASchedulerPageTest() throws IOException {}

    @Test
    void everyPieceOfCodeIsOfTheToyAsItIsCompiledAndRun() throws IOException {
        var sources = new StringBuilder();
        for (var name :
                List.of("SpoolDialect", "SpoolConformanceTest", "SpoolHostileAnswersTest")) {
            sources.append(
                    Files.readString(
                            BASE.resolve(
                                    "src/test/java/io/jcluster/examples/spool/" + name + ".java")));
        }
        var pieces = found("```java\n(.*?)```\n");
        assertThat(pieces).hasSizeGreaterThan(5);
        assertThat(pieces)
                .allSatisfy(piece -> assertThat(unindented(sources)).contains(unindented(piece)));
    }

    private static String unindented(CharSequence code) {
        return code.toString().lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void everyTestThatLeadsToAStepIsThere() {
        var tests =
                Stream.of(SessionRules.class, WaitingRules.class, HostileAnswers.class)
                        .flatMap(rules -> Arrays.stream(rules.getDeclaredMethods()))
                        .map(Method::getName)
                        .toList();
        var named = found("fails: `(\\w+)`");
        assertThat(named).hasSizeGreaterThan(4);
        assertThat(tests).containsAll(named);
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
