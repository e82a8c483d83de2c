package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.templates.Layout;
import io.jcluster.templates.Profile;
import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSpecTest {

    @TempDir private Path directory;

    /** An empty column is an option that was not given, or a number that nobody knows yet. */
    @ParameterizedTest(name = "-n {0} --nodes {1} --tasks-per-node {2}")
    @CsvSource({
        " ,  ,   ,   4,  ",
        "24, ,   ,  24,  ",
        " , 2, 12,  24, 2",
        "24, 2, 12, 24, 2",
        " , 3,   ,   3, 3",
        "7, 2,   ,   7, 2",
        "24, , 12,  24, 2",
        "25, , 12,  25, 3",
        "1, , 12,    1, 1",
        " , , 12,    4, 1",
    })
    void whatIsLeftOutFollowsFromTheRest(
            @Nullable Integer asked,
            @Nullable Integer nodes,
            @Nullable Integer perNode,
            int engines,
            @Nullable Integer settledNodes) {
        ClusterSpec spec = settle(asked, nodes, perNode);
        assertThat(spec.engines()).isEqualTo(engines);
        assertThat(spec.nodes()).isEqualTo(Optional.ofNullable(settledNodes));
    }

    @Test
    void aContradictionIsRefusedInASentenceWithAllNumbersAndTheRightCall() {
        assertThatThrownBy(() -> settle(25, 2, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "-n 25 contradicts nodes 2 (a test:2) x tasks-per-node 12 (a test:2) = 24;"
                                + " leave one of the three out, or write -n 24");
        assertThatThrownBy(() -> settle(12, 2, 12))
                .hasMessageEndingWith("or write -n 24, or with -n 12 --nodes 1");
        assertThatThrownBy(() -> settle(4, 2, 12))
                .hasMessageEndingWith("or write -n 24, or with -n 4 --tasks-per-node 2");
    }

    @Test
    void aNodeWithoutAnEngineIsRefused() {
        assertThatThrownBy(() -> settle(3, 4, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-n 3")
                .hasMessageContaining("nodes 4");
    }

    @ParameterizedTest
    @CsvSource({"0", "-8"})
    void aClusterWithoutEnginesIsRefused(int engines) {
        assertThatThrownBy(() -> settle(engines, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-n " + engines)
                .hasMessageContaining("at least one engine");
    }

    @Test
    void moreEnginesThanANumberHoldsAreRefusedAsARequest() {
        assertThatThrownBy(() -> settle(null, 100_000, 100_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100000");
    }

    @Test
    void localhostIsThisMachine() {
        assertThat(spec(profile("localhost", null, null), null).login()).isEmpty();
        assertThat(spec(profile("daint", null, null), null).login()).contains("daint");
        assertThat(spec(profile(null, null, null), null).login()).isEmpty();
    }

    @Test
    void whatIsSaidOfSeparateJobsNeedsThem() throws IOException {
        assertThatThrownBy(
                        () ->
                                ClusterSpec.settle(
                                        "site", Profile.EMPTY, "slurm", Optional.of(2), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--hold keeps the engines' own job waiting");
        for (String word : List.of("queue: small", "walltime: 1h", "memory: 2G")) {
            assertThatThrownBy(() -> separated("controller: { " + word + " }"))
                    .hasMessageContaining("it has no job of its own");
        }
        assertThatThrownBy(() -> separated("templates: { engines: e.sh }"))
                .hasMessageContaining("whose word is 'job'");
        assertThatThrownBy(
                        () ->
                                separated(
                                        "controller: { layout: separate }\ntemplates: { job: j.sh }"))
                .hasMessageContaining("whose words are 'controller' and 'engines'");
        assertThat(separated("controller: { layout: separate, queue: small }").layout())
                .isEqualTo(Layout.SEPARATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "site: { requires: [account, walltime, queue] } $ resources: { walltime: 1h }"
                        + "|this site wants 'account', 'queue' (test:1)",
                "site: { forbids: [memory] } $ resources: { memory: 4G }"
                        + "|this site refuses 'memory' (test:2) (test:1); leave it out",
                "site: { forbids: [notebook] } $ notebook: { lab: true }"
                        + "|this site refuses 'notebook'",
                "site: { max-walltime: 1d } $ resources: { walltime: 36h }"
                        + "|a walltime of 1d12h (test:2) is more than the 1d that this site allows (test:1)",
                "site: { cores-per-node: 16 } $ resources: { tasks-per-node: 8, cpus-per-task: 4 }"
                        + "|8 engines on a node x 4 CPUs each = 32, and a node here has 16 cores",
                "site: { cores-per-node: 16 } $ resources: { nodes: 2 } $ engines: { count: 40 }"
                        + "|20 engines on a node x 1 CPUs each = 20, and a node here has 16 cores",
                "site: { gpus-per-node: 4 } $ resources: { gpus-per-node: 8 }"
                        + "|8 GPUs on a node, and a node here has 4 GPUs",
                "site: { gpus-per-node: 4 } $ resources: { tasks-per-node: 3, gpus-per-engine: 2 }"
                        + "|3 engines on a node x 2 GPUs each = 6, and a node here has 4 GPUs",
                "resources: { gpu-type: a100 }|nothing says how many",
                "resources: { memory: 1G, memory-per-cpu: 1G }|'memory' (test:1) and 'memory-per-cpu'",
                "resources: { gpus-per-node: 1, gpus-per-engine: 1 }|cannot both be said",
                "software: { conda: a, venv: b }|cannot both be said",
                "software: { container: { runtime: shifter } }|names no 'image' to run",
            })
    void whatTheSiteDoesNotHaveIsRefusedBeforeItIsSubmitted(String yaml, String sentence) {
        assertThatThrownBy(
                        () ->
                                ClusterSpec.settle(
                                        "site",
                                        Profile.read("test", yaml.replace(" $ ", "\n")),
                                        "slurm",
                                        Optional.empty(),
                                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "pbspro, srun, needs Slurm",
        "torque, srun, needs Slurm",
        "pbs, srun, needs Slurm",
        "slurm, ssh, is for 'scheduler: hosts'",
        "shell, ssh, is for 'scheduler: hosts'"
    })
    void aLauncherThatIsNotThereIsRefused(String scheduler, String launcher, String sentence) {
        Profile profile = Profile.read("test", "launch: { launcher: " + launcher + " }");
        assertThatThrownBy(
                        () ->
                                ClusterSpec.settle(
                                        "site", profile, scheduler, Optional.empty(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'launcher: " + launcher + "' (test:1)")
                .hasMessageContaining(sentence);
    }

    @Test
    void whatIsWrongWithAProfileIsToldAtOnceAndWithItsPlace() {
        Profile profile =
                Profile.read(
                        "a.yaml",
                        """
                        site: { requires: [account], max-walltime: 1d, cores-per-node: 64 }
                        resources: { walltime: 2d, nodes: 3, tasks-per-node: 100 }
                        engines: { count: 4 }
                        """);
        assertThat(SiteRules.problems("a.yaml", profile))
                .extracting(Problem::toString)
                .containsExactly(
                        "a.yaml:2:14: a walltime of 2d (a.yaml:2) is more than the 1d that this"
                                + " site allows (a.yaml:1)",
                        "a.yaml:3:12: the engines' count 4 (a.yaml:3) contradicts nodes 3"
                                + " (a.yaml:2) x tasks-per-node 100 (a.yaml:2) = 300; leave one of"
                                + " the three out, or write -n 300",
                        "a.yaml:2:38: 100 engines on a node x 1 CPUs each = 100, and a node here"
                                + " has 64 cores (a.yaml:1); ask for fewer on each, or for more"
                                + " nodes");
        assertThat(SiteRules.problems("b", Profile.read("b", "site: { requires: [account] }")))
                .isEmpty();
    }

    @Test
    void whatIsRequiredAndWasTakenAwayIsToldWithWhoTookIt() {
        Profile profile =
                Profile.read("a", "site: { requires: [account] }\nresources: { account: x }")
                        .overriddenBy(Profile.read("b", "resources: { account: ~ }"));
        assertThatThrownBy(() -> spec(profile, 4))
                .hasMessageStartingWith("this site wants 'account' (taken away by b:1) (a:1);");
    }

    @Test
    void theProfileSaysHowManyEnginesWhereTheCommandLineDoesNot() {
        Profile profile = Profile.read("test", "engines: { count: 24 }");
        assertThat(ClusterSpec.settle("s", profile, "slurm", Optional.empty(), false).engines())
                .isEqualTo(24);
        assertThat(ClusterSpec.settle("s", profile, "slurm", Optional.of(8), false).engines())
                .isEqualTo(8);
    }

    private ClusterSpec separated(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("site.yaml"), yaml);
        return ClusterSpec.settle(
                "site",
                new Profiles(directory).named(file.toString()),
                "slurm",
                Optional.of(2),
                false);
    }

    private static ClusterSpec settle(
            @Nullable Integer engines, @Nullable Integer nodes, @Nullable Integer perNode) {
        return spec(profile(null, nodes, perNode), engines);
    }

    private static ClusterSpec spec(Profile profile, @Nullable Integer engines) {
        return ClusterSpec.settle("site", profile, "slurm", Optional.ofNullable(engines), false);
    }

    private static Profile profile(
            @Nullable String login, @Nullable Integer nodes, @Nullable Integer perNode) {
        return Profile.read(
                "a test",
                "site: { login: %s }\nresources: { nodes: %s, tasks-per-node: %s }"
                        .formatted(login, nodes, perNode));
    }
}
