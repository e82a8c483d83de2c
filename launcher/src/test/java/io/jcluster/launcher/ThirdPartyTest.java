package io.jcluster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The list of other people's libraries, against those that are there. */
class ThirdPartyTest {

    private static final Path TOP =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

    private static Set<String> runtime;
    private static Set<String> tests;

    @BeforeAll
    static void read() throws IOException {
        String list = Files.readString(TOP.resolve("THIRD-PARTY.md"));
        int middle = list.indexOf("## Tests");
        runtime = rows(list.substring(0, middle));
        tests = rows(list.substring(middle));
    }

    @Test
    void everyLibraryOnTheClassPathIsListedWithItsVersion() {
        Set<String> listed = new TreeSet<>(runtime);
        listed.addAll(tests);
        assertThat(listed).containsAll(onTheClassPath());
    }

    @Test
    void everyLibraryListedForRuntimeIsOnTheClassPath() {
        assertThat(onTheClassPath()).containsAll(runtime);
    }

    @Test
    void everyDependencyOfThePomIsListedWithItsVersion() throws IOException {
        String pom = Files.readString(TOP.resolve("pom.xml"));
        Set<String> wanted =
                Pattern.compile(
                                "<artifactId>([^<]+)</artifactId><version>\\$\\{([a-z0-9-]+\\.version)}</version></dependency>")
                        .matcher(pom)
                        .results()
                        .map(it -> it.group(1) + " " + property(pom, it.group(2)))
                        .filter(it -> !it.endsWith("-SNAPSHOT"))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = new TreeSet<>(runtime);
        listed.addAll(tests);
        assertThat(wanted).isNotEmpty();
        assertThat(listed).containsAll(wanted);
    }

    private static Set<String> onTheClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(it -> Path.of(it))
                .filter(it -> !it.startsWith(TOP))
                .map(it -> JAR.matcher(it.getFileName().toString()))
                .filter(it -> it.matches())
                .map(it -> it.group(1) + " " + it.group(2))
                .filter(it -> !it.startsWith("surefire-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String property(String pom, String name) {
        return Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<")
                .matcher(pom)
                .results()
                .map(it -> it.group(1))
                .findFirst()
                .orElse("-SNAPSHOT"); // project.version: our own
    }

    private static Set<String> rows(String text) {
        return Pattern.compile("(?m)^\\| ([a-z0-9-]+) \\| (\\d[^ ]*) \\| [A-Z].* \\|$")
                .matcher(text)
                .results()
                .map(it -> it.group(1) + " " + it.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
