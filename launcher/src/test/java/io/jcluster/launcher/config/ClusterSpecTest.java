package io.jcluster.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.templates.Layout;
import io.jcluster.templates.Profile;
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
                        "-n 25 contradicts nodes 2 x tasks-per-node 12 = 24; leave one of the three"
                                + " out, or write -n 24");
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
