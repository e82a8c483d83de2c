package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.Outcome;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch over clusters on a real Slurm: as lines, as JSON, and on a terminal. */
class WatchTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each question to the scheduler leaves a line behind, then goes its way. */
    private static final String COUNTED =
            """
            mkdir -p ~/bin
            for program in squeue scontrol sacct; do
                printf '#!/bin/sh\\necho "$0 $*" >>~/questions\\nexec /usr/bin/%s "$@"\\n' $program >~/bin/$program
            done
            chmod +x ~/bin/*
            echo 'PATH=$HOME/bin:$PATH' >~/.bashrc
            """;

    private static final String SELDOM =
            """
            mkdir -p ~/.config/jcluster/profiles
            printf 'site: {scheduler: slurm, login: cluster, poll_interval: 30m}\\n' >~/.config/jcluster/profiles/seldom.yaml
            """;

    private final Testbed testbed;
    private final Person ada;

    WatchTest() throws InterruptedException {
        testbed = Testbed.up(Person.withJcluster());
        ada = Person.ada(testbed);
    }

    @AfterEach
    void down() {
        testbed.close();
    }

    @Test
    void aClusterIsSeenToWaitToRunAndToEndAndTheWatchEndsWithIt() throws Exception {
        String other = hog();
        String id = submits("--scheduler", "slurm", "--login", "cluster");
        Process watch = testbed.start("laptop", ada.jcluster(), "watch", id, "--interval", "1s");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            String stamp = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\S+ " + id + " ";
            assertThat(lines.readLine()).matches(stamp + "queued engines=-/2 line=- job=.*");
            testbed.output("login", "scancel", other);
            List<String> seen = until(lines, "engines=2/2");
            assertThat(seen)
                    .anyMatch(line -> line.matches(stamp + "running .* nodes=nid\\S+.*"))
                    .noneMatch(line -> line.matches(".*\\p{Cntrl}.*"))
                    .doesNotHaveDuplicates();
            testbed.output("login", "scancel", id);
            assertThat(until(lines, " " + id + " ended ")).last().asString().contains("cancelled");
            assertThat(lines.readLine()).isNull();
            assertThat(watch.waitFor()).isZero();
        } finally {
            watch.destroy();
        }
    }

    @Test
    void theSchedulerIsAskedNoMoreOftenThanItsPollIntervalSays() throws Exception {
        testbed.output("login", "sh", "-c", COUNTED);
        testbed.output("laptop", "sh", "-c", SELDOM);
        hog();
        String first = submits("--profile", "seldom");
        String second = submits("--profile", "seldom");
        testbed.output("login", "sh", "-c", ": >questions");
        Process watch =
                testbed.start("laptop", ada.jcluster(), "watch", "--json", "--interval", "1s");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            for (int look = 0; look < 6; look++) {
                JsonNode clusters = JSON.readTree(lines.readLine()).path("clusters");
                assertThat(clusters)
                        .extracting(row -> row.path("id").asText())
                        .containsExactly(first, second);
                assertThat(clusters)
                        .extracting(row -> row.path("jobs").path(0).path("state").asText())
                        .containsOnly("queued");
            }
        } finally {
            watch.destroy();
        }
        assertThat(testbed.output("login", "cat", "questions").lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "\u0003"})
    void aTerminalIsLeftAsItWasWithTheLastTableOnIt(String key) throws Exception {
        hog();
        String id = submits("--scheduler", "slurm", "--login", "cluster");
        Outcome outcome =
                testbed.exec(
                        Person.PATIENCE,
                        "",
                        "laptop",
                        "python3",
                        "-c",
                        Person.resource("screen.py"),
                        "  queued  ",
                        key,
                        ada.jcluster(),
                        "watch");
        JsonNode terminal = JSON.readTree(outcome.stdout());
        assertThat(terminal.path("modes").asBoolean()).isTrue();
        assertThat(terminal.path("status").asInt()).isEqualTo(key.equals("q") ? 0 : 130);
        String shown = terminal.path("shown").asText();
        String leave = "\u001b[?7h\u001b[?25h\u001b[?1049l";
        assertThat(shown).containsOnlyOnce("\u001b[?25l").containsOnlyOnce(leave);
        String rest = shown.substring(shown.indexOf(leave) + leave.length());
        assertThat(rest).doesNotContain("\u001b");
        assertThat(rest.lines().map(String::strip).filter(line -> !line.isEmpty()).toList())
                .satisfies(
                        lines -> {
                            assertThat(lines.get(0)).contains("every 5s", "q or Ctrl-C");
                            assertThat(lines.get(1)).startsWith("ID ").contains("ENGINES");
                            assertThat(lines.get(2)).startsWith(id + " ").contains("queued");
                            assertThat(lines).allMatch(line -> line.length() <= 60);
                        });
        assertThat(ada.asks("list").path(0).path("state").asText()).isEqualTo("queued");
    }

    /** A job of somebody that has both nodes, so that clusters wait. */
    private String hog() throws InterruptedException {
        return testbed.output(
                        "login",
                        "sbatch",
                        "--parsable",
                        "--nodes=2",
                        "--exclusive",
                        "--wrap=sleep 600",
                        "--output=/dev/null")
                .strip();
    }

    private String submits(String... where) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("submit", "--detach"));
        words.addAll(List.of(where));
        words.addAll(List.of("--nodes", "2", "-n", "2", "-t", "20m"));
        return ada.asks(words.toArray(String[]::new)).path("id").asText();
    }

    private static List<String> until(BufferedReader lines, String awaited) throws Exception {
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.contains(awaited)) {
                return seen;
            }
        }
        throw new AssertionError("no line with '" + awaited + "' in " + seen);
    }
}
