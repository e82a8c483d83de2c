package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Profiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What profiles make of a job, but for what all jobs have in common: directives, what is made
 * ready, and the words of the launcher. A golden file holds these of one profile.
 */
class ProfileHeadsTest {

    private static final String ALL_WORDS =
            """
            resources: { nodes: 2, tasks-per-node: 4, cpus-per-task: 2, walltime: 90m, queue: normal, project: g33 }
            engines: { count: 8, arguments: [--log-level=DEBUG] }
            launch: { bind: core }
            software: { purge: true, module-use: ~/modules, modules: [gcc], conda: ipp, epilogue: date }
            """;

    /** The general ones, and two sites that ask for nothing; BundledSitesTest has them all. */
    static Stream<String> bundled() {
        return Stream.of("example", "local", "pbs", "slurm", "piz-daint", "wheeler");
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void aBundledProfileMakesTheJobOfItsGoldenFile(String name) throws IOException {
        Profile profile = new Profiles(Path.of("/nonexistent")).named(name);
        String scheduler = profile.site().scheduler().orElse("shell");
        // What is in a family is found out on the host.
        assertThat(head(profile, scheduler.equals("pbs") ? "pbspro" : scheduler))
                .isEqualTo(golden(name));
    }

    @ParameterizedTest
    @CsvSource({
        "easley, { account: g33 }",
        "gadi, { account: g33; walltime: 90m }",
        "juwels-booster, { account: g33 }",
        "juwels-cluster, { account: g33 }",
        "leonardo-booster, { account: g33 }",
        "leonardo-dcgp, { account: g33 }",
        "marenostrum5-acc, { account: g33; qos: acc_ehpc }",
        "marenostrum5-gpp, { account: g33; qos: gp_ehpc }",
    })
    void aSiteIsToldWhatItWantsInTheWayOfItsGoldenFile(String name, String said)
            throws IOException {
        Profile bundled = new Profiles(Path.of("/nonexistent")).named(name);
        int perNode = bundled.resources().tasksPerNode().orElse(2);
        Profile profile =
                bundled.overriddenBy(
                        Profile.read(
                                "test",
                                "resources: %s\nengines: { count: %d }"
                                        .formatted(said.replace(';', ','), 2 * perNode)));

        assertThat(head(profile, profile.site().scheduler().orElseThrow())).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slurm  | resources: { gpus-per-engine: 1, gpu-type: a100, memory-per-cpu: 2G, exclusive: true }",
                "pbspro | resources: { gpus-per-engine: 1, memory-per-cpu: 2G, exclusive: true }",
                "torque | resources: { gpus-per-engine: 1, memory-per-cpu: 2G }",
            })
    void theWordsOfAProfileAreSaidToEachScheduler(String scheduler, String more)
            throws IOException {
        String asked =
                more
                        + "\nmail: { to: me@example.org, on: [begin, fail] }"
                        + "\ndirectives: "
                        + (scheduler.equals("slurm")
                                ? "{ add: [--switches=1], drop: [export] }"
                                : "{ add: [-S /bin/bash], drop: [r] }");
        Profile profile = Profile.read("test", ALL_WORDS).overriddenBy(Profile.read("test", asked));
        assertThat(head(profile, scheduler)).isEqualTo(golden("words-" + scheduler));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pbspro | resources: { gpus-per-node: 1, gpu-type: a100 } | pbs_jt_gpu_type",
                "torque | resources: { gpus-per-node: 1, gpu-type: a100 } | pbs_jt_gpu_type",
                "torque | resources: { exclusive: true }                  | pbs_jt_exclusive",
                "shell  | resources: { exclusive: true }                  | shell_jt_exclusive",
                "shell  | resources: { gpus-per-node: 1 }                 | shell_jt_gpus_per_node",
                "shell  | mail: { to: me@example.org }                    | shell",
                "shell  | directives: { add: [a] }                        | shell_jt_native",
            })
    void whatASchedulerHasNotIsRefusedAndNotDropped(
            String scheduler, String yaml, String attribute) {
        Profile profile = Profile.read("test", yaml);
        assertThatThrownBy(() -> head(profile, scheduler))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining(attribute);
    }

    @Test
    void aDirectiveThatIsNotThereToBeDroppedIsTold() {
        Profile profile = Profile.read("test", "directives: { drop: [mem, open-mode] }");
        assertThat(plan(profile, "slurm").warnings())
                .containsExactly(
                        "'directives' drops 'mem', and there is no such directive to drop;"
                                + " 'jcluster script' shows those there are");
    }

    private static JobPlan plan(Profile profile, String scheduler) {
        Dialect dialect = Dialects.named(scheduler.equals("local") ? "shell" : scheduler);
        return new JobPlan(
                ClusterSpec.settle("site", profile, dialect.name(), Optional.empty(), false),
                "key",
                dialect,
                Libraries.NONE);
    }

    private static String head(Profile profile, String scheduler) {
        List<String> lines = plan(profile, scheduler).scripts().get(0).lines().toList();
        return lines.stream()
                .filter(
                        line ->
                                line.matches(
                                        "#(SBATCH|PBS) .*|(engines|mpi|python|modules|program|bind|launch"
                                                + "|arguments|inside|venv)=.*|for tree in .*"
                                                + "|    local environment=.*|export .*|epilogue.*"))
                .filter(line -> !line.equals("export IPYTHONDIR=$scratch/ipython"))
                .filter(line -> !line.startsWith("export JCLUSTER_RUN="))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream file =
                ProfileHeadsTest.class.getResourceAsStream("heads/" + name + ".txt")) {
            return file == null
                    ? "heads/" + name + ".txt, which is missing: what came out goes into it"
                    : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
