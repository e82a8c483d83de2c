package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.drmaa2.JobInfo;
import io.jcluster.drmaa2.JobState;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Cost;
import io.jcluster.launcher.cluster.Inquiry;
import io.jcluster.launcher.cluster.Inspector;
import io.jcluster.launcher.cluster.Phase;
import io.jcluster.launcher.cluster.Placement;
import io.jcluster.launcher.cluster.Sidecar;
import io.jcluster.launcher.cluster.Survey;
import io.jcluster.launcher.cluster.WatchedCluster;
import io.jcluster.launcher.cluster.WatchedJob;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.launcher.doctor.Environment;
import io.jcluster.launcher.doctor.Finding;
import io.jcluster.scheduler.Forecast;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Layout;
import io.jcluster.templates.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The page about commands, against the program. */
class CommandsPageTest {

    private static final Set<String> OF_EVERY_COMMAND = Set.of("-h", "--help", "-V", "--version");
    private static final Set<String> OF_NO_PROFILE = Set.of("-p", "--profile", "--hold");
    private static final String SHARED = "Options that describe a cluster";

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page =
                Files.readString(
                        Path.of(System.getProperty("basedir", "."))
                                .toAbsolutePath()
                                .resolveSibling("site-docs")
                                .resolve("commands.md"));
    }

    @Test
    void everyCommandHasASectionWithItsOptionsAndNoOthers() {
        commands(Main.commandLine())
                .forEach(
                        command -> {
                            CommandSpec spec = command.getCommandSpec();
                            String name = spec.qualifiedName().substring("jcluster ".length());
                            Set<String> written = optionsIn(section(name));
                            if (has(spec, ClusterOptions.class)) {
                                written.addAll(optionsIn(section(SHARED)));
                            } else if (has(spec, WordOptions.class)) {
                                written.addAll(optionsIn(section(SHARED)));
                                written.removeAll(OF_NO_PROFILE);
                            }
                            assertThat(written).as(name).isEqualTo(optionsOf(command));
                        });
    }

    /** Those of groups too. */
    private static Stream<CommandLine> commands(CommandLine group) {
        return group.getSubcommands().values().stream()
                .distinct()
                .flatMap(command -> Stream.concat(Stream.of(command), commands(command)));
    }

    @Test
    void everyExitCodeIsThereAndNoOther() throws IllegalAccessException {
        Set<Integer> codes = new TreeSet<>(Set.of(0));
        for (Field field : FailureReport.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                codes.add(field.getInt(null));
            }
        }
        Arrays.stream(ClusterException.Kind.values()).forEach(kind -> codes.add(kind.exitCode()));
        assertThat(
                        Pattern.compile("(?m)^\\| (\\d+) \\|")
                                .matcher(section("Exit codes"))
                                .results()
                                .map(row -> Integer.valueOf(row.group(1)))
                                .toList())
                .containsExactlyElementsOf(codes);
    }

    @Test
    void everyFieldThatStatusPrintsIsThere() throws IOException {
        StringWriter printed = new StringWriter();
        new Output(new PrintWriter(printed, true), true).status(found(), inside());
        Set<String> fields = new TreeSet<>();
        new ObjectMapper().readTree(printed.toString()).fieldNames().forEachRemaining(fields::add);
        assertThat(fields).contains("job_state", "exit", "trouble", "line");
        assertThat(quoted(section("JSON"))).containsAll(fields);
    }

    @Test
    void everyFieldThatWatchPrintsIsThere() throws IOException {
        StringWriter printed = new StringWriter();
        WatchedJob job =
                new WatchedJob(
                        "77",
                        "ready",
                        Optional.of("debug"),
                        List.of(new SlotInfo("nid1", 12)),
                        OptionalInt.of(12),
                        Optional.of(Duration.ZERO),
                        Optional.of(Duration.ZERO));
        new Output(new PrintWriter(printed, true), true)
                .watched(
                        List.of(
                                new WatchedCluster(
                                        found(),
                                        List.of(job),
                                        OptionalInt.of(24),
                                        Optional.of("running"),
                                        "")),
                        Instant.EPOCH);
        assertThat(printed.toString().lines()).hasSize(1);
        Set<String> fields = new TreeSet<>();
        names(new ObjectMapper().readTree(printed.toString()), fields);
        fields.removeAll(found().cluster().ports().keySet());
        assertThat(fields)
                .contains(
                        "time",
                        "clusters",
                        "left",
                        "slots",
                        "job_phase",
                        "node_hours_left",
                        "core_hours_spent",
                        "warning");
        assertThat(quoted(section("JSON"))).containsAll(fields);
    }

    @Test
    void everyFieldOfADryRunIsThere() throws IOException {
        StringWriter printed = new StringWriter();
        ClusterSpec spec =
                new ClusterSpec(
                        "daint",
                        Profile.read("a test", "resources: { walltime: 2h }"),
                        Optional.empty(),
                        "slurm",
                        24,
                        Optional.of(2),
                        Layout.TOGETHER,
                        false);
        new Output(new PrintWriter(printed, true), true)
                .outlook(
                        new Inquiry.Outlook(
                                spec,
                                "Slurm",
                                Cost.of(spec, OptionalInt.of(72)),
                                List.of(
                                        new Forecast(
                                                Instant.EPOCH,
                                                OptionalInt.of(144),
                                                List.of("nid1"),
                                                Optional.of("debug"))),
                                Optional.of("a reason")));
        Set<String> fields = new TreeSet<>();
        names(new ObjectMapper().readTree(printed.toString()), fields);
        assertThat(fields)
                .contains("submitted", "node_hours", "core_hours_by", "start", "no_forecast");
        assertThat(quoted(section("JSON"))).containsAll(fields);
    }

    @Test
    void everyFieldOfAnEnvironmentIsThere() throws IOException {
        StringWriter printed = new StringWriter();
        new Diagnosis(new PrintWriter(printed, true), CommandLine.Help.Ansi.OFF)
                .made(
                        new Environment.Made("/home/me/env", List.of()),
                        Path.of("daint.yaml"),
                        true,
                        "venv",
                        true);
        Set<String> fields = new TreeSet<>();
        names(new ObjectMapper().readTree(printed.toString()), fields);
        assertThat(fields).contains("environment", "profile_file", "recorded");
        assertThat(quoted(section("JSON"))).containsAll(fields);
    }

    @Test
    void everyFieldOfAFindingIsThere() throws IOException {
        StringWriter printed = new StringWriter();
        Finding finding = new Finding("java", Finding.Status.OK, "", "", "", Optional.empty());
        new Diagnosis(new PrintWriter(printed, true), CommandLine.Help.Ansi.OFF)
                .print(List.of(finding), true);
        Set<String> fields = new TreeSet<>();
        names(new ObjectMapper().readTree(printed.toString()), fields);
        assertThat(fields).contains("name", "try");
        assertThat(quoted(section("JSON"))).containsAll(fields);
    }

    private static void names(JsonNode node, Set<String> names) {
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(child -> names(child, names));
    }

    private static boolean has(CommandSpec spec, Class<?> options) {
        return spec.mixins().values().stream()
                .anyMatch(mixin -> options.isInstance(mixin.userObject()));
    }

    private static Set<String> optionsOf(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> !OF_EVERY_COMMAND.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The options in the first column of a section's tables. */
    private static Set<String> optionsIn(String section) {
        return Pattern.compile("(?m)^\\| ([^|]*) \\|")
                .matcher(section)
                .results()
                .flatMap(row -> quoted(row.group(1)).stream())
                .filter(word -> word.startsWith("-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> quoted(String text) {
        return Pattern.compile("`([^`]+)`")
                .matcher(text)
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String section(String title) {
        String head = "\n## " + title + "\n";
        assertThat(page).contains(head);
        String rest = page.substring(page.indexOf(head) + head.length());
        int end = rest.indexOf("\n## ");
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static Survey.Found found() {
        ClusterRecord cluster =
                new ClusterRecord(
                        "kabcdefg",
                        "77",
                        "daint",
                        Optional.of("daint"),
                        "slurm",
                        24,
                        true,
                        Optional.empty(),
                        ".jcluster/jobs/kabcdefg",
                        Instant.EPOCH,
                        Phase.READY,
                        Optional.of("77"),
                        Map.of("mux", 40000),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new ClusterRecord.EnginesJob(Optional.of("78"), false)),
                        Profile.Line.EMPTY,
                        ClusterRecord.Request.UNKNOWN,
                        EngineKind.PYTHON);
        return new Survey.Found(
                cluster,
                "ready",
                "",
                List.of(
                        JobInfo.builder().jobId("77").jobState(JobState.RUNNING).build(),
                        JobInfo.builder().jobId("78").jobState(JobState.RUNNING).build()),
                Optional.of("up"));
    }

    private static Inspector.Inside inside() {
        return new Inspector.Inside(
                Optional.of(
                        new Sidecar(
                                "kabcdefg",
                                "77",
                                "ended",
                                0,
                                24,
                                "nid1",
                                List.of("10.0.0.1"),
                                Map.of("python", "3.11.2"),
                                new Placement(List.of("nid1", "nid2")),
                                Optional.empty(),
                                OptionalInt.empty(),
                                OptionalInt.of(40001),
                                OptionalInt.of(3),
                                Optional.of("a sentence"))),
                Optional.of("a trouble"));
    }
}
