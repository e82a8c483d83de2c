package io.jcluster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.scheduler.CommandLineSessionManager;
import io.jcluster.scheduler.Dialects;
import io.jcluster.tunnel.LocalHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about DRMAA2 from Java, against the schedulers that are installed. */
class SchedulersPageTest {

    /** A family is no scheduler: its members are. */
    private static final List<String> SCHEDULERS =
            Dialects.names().stream().filter(SchedulersPageTest::isOne).toList();

    private final String page;

    SchedulersPageTest() throws IOException {
        page =
                Files.readString(
                        Path.of(System.getProperty("basedir", "."))
                                .resolveSibling("site-docs")
                                .resolve("drmaa2.md"));
    }

    private static boolean isOne(String name) {
        try {
            return Dialects.named(name).name().equals(name);
        } catch (InvalidArgumentException family) {
            return false;
        }
    }

    @Test
    void thePageSaysWhatEachSchedulerSupports(@TempDir Path state) {
        var capabilities =
                Arrays.stream(DrmaaCapability.values()).map(DrmaaCapability::name).toList();
        assertThat(page)
                .contains(
                        table(
                                "capability",
                                capabilities,
                                (scheduler, name) -> supports(scheduler, name, state)));
    }

    private static boolean supports(String scheduler, String capability, Path state) {
        try (var here = new LocalHost();
                var manager =
                        new CommandLineSessionManager(Dialects.named(scheduler), here, state)) {
            return manager.supports(DrmaaCapability.valueOf(capability));
        }
    }

    @Test
    void thePageSaysWhichAttributesEachSchedulerTakes() {
        var names = new TreeSet<String>();
        SCHEDULERS.forEach(scheduler -> names.addAll(Dialects.named(scheduler).attributes()));
        assertThat(page)
                .contains(
                        table(
                                "attribute",
                                List.copyOf(names),
                                (scheduler, name) ->
                                        Dialects.named(scheduler).attributes().contains(name)));
    }

    private static String table(
            String title, List<String> rows, BiPredicate<String, String> supported) {
        return "| "
                + title
                + SCHEDULERS.stream().map(name -> " | " + name).collect(Collectors.joining())
                + " |\n|"
                + "---|".repeat(SCHEDULERS.size() + 1)
                + "\n"
                + rows.stream()
                        .map(
                                row ->
                                        "| `"
                                                + row
                                                + "`"
                                                + SCHEDULERS.stream()
                                                        .map(
                                                                name ->
                                                                        supported.test(name, row)
                                                                                ? " | yes"
                                                                                : " | –")
                                                        .collect(Collectors.joining())
                                                + " |\n")
                        .collect(Collectors.joining());
    }
}
