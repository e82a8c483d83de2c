package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.QueueInfo;
import io.jcluster.drmaa2.SlotInfo;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a cluster can cost, and what it has cost so far. */
class CostTest {

    private static final OptionalInt UNKNOWN = OptionalInt.empty();

    private static final WatchedJob QUEUED =
            new WatchedJob(
                    "78",
                    "queued",
                    Optional.empty(),
                    List.of(),
                    OptionalInt.of(1),
                    Optional.empty(),
                    Optional.of(Duration.ofHours(2)));

    @Test
    void nodesTimesWalltimeAreNodeHoursAndTheSchedulersCpusCoreHours() {
        assertThat(words("nodes: 2, walltime: 2h", OptionalInt.of(72)))
                .contains(
                        "up to 4 node-hours (2 nodes x 2 h), 288 core-hours (72 CPUs on each node, as"
                                + " the scheduler says)");
    }

    @Test
    void theProfilesWordCountsBeforeTheSchedulers() {
        Profile profile =
                profile("site: { cores-per-node: 36 }\nresources: { nodes: 2, walltime: 2h }");
        assertThat(Cost.of(spec(profile), OptionalInt.of(72)).map(Cost::inWords))
                .contains(
                        "up to 4 node-hours (2 nodes x 2 h), 144 core-hours (36 cores on each node,"
                                + " as the profile says)");
    }

    @Test
    void withoutTheSchedulersWordTheRequestCounts() {
        assertThat(words("nodes: 1, tasks-per-node: 12, cpus-per-task: 2, walltime: 90m", UNKNOWN))
                .contains(
                        "up to 1.5 node-hours (1 node x 1 h 30 min), 36 core-hours (12 tasks x 2"
                                + " CPUs)");
    }

    @Test
    void nodesThatTheSchedulerChoosesAreNotCounted() {
        assertThat(words("walltime: 30m", OptionalInt.of(72)))
                .contains("up to 2 core-hours (4 cores x 30 min; 4 tasks x 1 CPU)");
    }

    @Test
    void withoutAWalltimeThereIsNoFigure() {
        assertThat(words("nodes: 2", OptionalInt.of(72))).isEmpty();
    }

    @Test
    void aControllerWithAJobOfItsOwnIsCountedToo() {
        Profile profile =
                profile(
                        "controller: { layout: separate, walltime: 8h }\n"
                                + "resources: { nodes: 2, walltime: 2h }");
        Optional<Cost> cost = Cost.of(spec(profile), OptionalInt.of(10));
        assertThat(cost.map(Cost::inWords))
                .contains(
                        "up to 12 node-hours (2 nodes x 2 h, 1 node x 8 h for the controller), 120"
                                + " core-hours (10 CPUs on each node, as the scheduler says)");
        assertThat(cost.map(Cost::ofEngines).map(Cost::inWords))
                .as("engines that join a controller which is counted already")
                .contains(
                        "up to 4 node-hours (2 nodes x 2 h), 40 core-hours (10 CPUs on each node,"
                                + " as the scheduler says)");
    }

    @Test
    void aPartitionTellsItsNodesOnlyWhereTheyAreAlike() {
        assertThat(perNode(Optional.of("debug"))).isEqualTo(OptionalInt.of(12));
        assertThat(perNode(Optional.empty())).isEqualTo(OptionalInt.of(36));
        assertThat(perNode(Optional.of("mixed"))).isEmpty();
        assertThat(perNode(Optional.of("none"))).isEmpty();
    }

    private static OptionalInt perNode(Optional<String> wanted) {
        return Cost.perNode(
                Dialects.named("slurm"),
                List.of(
                        queue("debug", "false", 2, 24),
                        queue("normal", "true", 100, 3600),
                        queue("mixed", "false", 3, 100)),
                wanted);
    }

    private static QueueInfo queue(String name, String isDefault, int nodes, int cpus) {
        return QueueInfo.builder()
                .name(name)
                .extension("slurm_qi_default", isDefault)
                .extension("slurm_qi_nodes", Integer.toString(nodes))
                .extension("slurm_qi_total_cpus", Integer.toString(cpus))
                .build();
    }

    @Test
    void whatIsUsedIsCountedFromWhatTheJobsHave() {
        assertThat(Usage.of(List.of(running(2, 24, Optional.of(Duration.ofMinutes(90))), QUEUED)))
                .map(Usage::inWords)
                .contains("1 of 4 node-hours, 12 of 48 core-hours");
    }

    @Test
    void whatIsNotKnownIsNotMadeUp() {
        assertThat(Usage.of(List.of(running(0, 24, Optional.empty()))))
                .map(Usage::inWords)
                .contains("12 core-hours");
        assertThat(Usage.of(List.of(QUEUED))).isEmpty();
        assertThat(Usage.of(List.of())).isEmpty();
    }

    @Test
    void hoursAreRoundedToWhatMeansSomething() {
        assertThat(Cost.rounded(0)).isEqualTo("0");
        assertThat(Cost.rounded(0.034)).isEqualTo("0.03");
        assertThat(Cost.rounded(1.5)).isEqualTo("1.5");
        assertThat(Cost.rounded(19.999)).isEqualTo("20");
        assertThat(Cost.rounded(1234.56)).isEqualTo("1235");
    }

    /** A job half an hour after its start. */
    private static WatchedJob running(int nodes, int cores, Optional<Duration> left) {
        return new WatchedJob(
                "77",
                "running",
                Optional.empty(),
                IntStream.range(0, nodes).mapToObj(i -> new SlotInfo("nid" + i)).toList(),
                OptionalInt.of(cores),
                Optional.of(Duration.ofMinutes(30)),
                left);
    }

    private static Optional<String> words(String resources, OptionalInt perNode) {
        return Cost.of(spec(profile("resources: { " + resources + " }")), perNode)
                .map(Cost::inWords);
    }

    private static Profile profile(String text) {
        return Profile.read("a test", text);
    }

    private static ClusterSpec spec(Profile profile) {
        return ClusterSpec.settle("here", profile, "slurm", Optional.empty(), false);
    }
}
