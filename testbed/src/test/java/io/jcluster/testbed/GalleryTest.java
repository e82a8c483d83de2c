package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.cluster.ClusterStore;
import io.jcluster.launcher.cluster.JobPlan;
import io.jcluster.launcher.cluster.Libraries;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Bundled;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bundled sites before a real {@code sbatch --test-only}. One Slurm plays all of them: each has
 * a partition called after its profile, for many have one of the same name, with nodes as the
 * profile says they are. The nodes are never started: a cloud's count as if they were there.
 */
class GalleryTest {

    private static final Origin ASKED = Origin.of("a test");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MANY_CORES = 128;
    private static final int NODES = 8;

    private static Testbed testbed;

    static List<String> sites() {
        return Bundled.sites().stream()
                .filter(
                        name ->
                                Bundled.profile(name)
                                        .site()
                                        .scheduler()
                                        .orElseThrow()
                                        .equals("slurm"))
                .toList();
    }

    @BeforeAll
    static void up() throws InterruptedException {
        List<String> conf =
                new ArrayList<>(
                        List.of(
                                "GresTypes=gpu",
                                "EnforcePartLimits=ALL",
                                "ResumeProgram=/bin/true",
                                "SuspendProgram=/bin/true",
                                "SuspendTime=60"));
        sites().forEach(name -> conf.addAll(site(name, Bundled.profile(name))));
        testbed =
                Testbed.up(
                        new Testbed.Options(
                                1, false, false, Optional.empty(), conf, "slurm", false, false));
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    private static List<String> site(String name, Profile profile) {
        Profile.Site site = profile.site();
        String nodes = name + "-n[1-" + NODES + "]";
        return List.of(
                "NodeName="
                        + nodes
                        + " RealMemory=1000000 State=CLOUD CPUs="
                        + site.coresPerNode().orElse(MANY_CORES)
                        + site.gpusPerNode()
                                .map(
                                        count ->
                                                " Gres=gpu:"
                                                        + profile.resources()
                                                                .gpuType()
                                                                .map(type -> type + ":")
                                                                .orElse("")
                                                        + count)
                                .orElse("")
                        + profile.resources().constraint().map(it -> " Feature=" + it).orElse(""),
                "PartitionName="
                        + name
                        + " Nodes="
                        + nodes
                        + " State=UP MaxTime="
                        + site.maxWalltime()
                                .map(longest -> Long.toString(longest.toMinutes()))
                                .orElse("INFINITE"));
    }

    @ParameterizedTest
    @MethodSource("sites")
    void theLongestJobOfASiteIsTaken(String name) throws Exception {
        Profile profile = Bundled.profile(name);

        taken(name, tested(name, longest(profile), full(profile)));
    }

    @ParameterizedTest
    @MethodSource("sites")
    void aHandfulOfEnginesIsTakenWhereANodeHasPlaceForMore(String name) throws Exception {
        int engines = Bundled.profile(name).resources().nodes().orElse(2);

        taken(name, tested(name, Duration.ofMinutes(10), engines));
    }

    private static void taken(String name, Outcome outcome) {
        assertThat(outcome.exitStatus()).as("%s", outcome).isZero();
        assertThat(outcome.stderr()).contains("to start at", "in partition " + name);
    }

    @Test
    void aJobThatIsTooLongIsNotTaken() throws Exception {
        Profile profile = Bundled.profile("daint");
        long minutes = longest(profile).toMinutes() + 1;

        Outcome outcome = tested("daint", longest(profile), full(profile), "--time=" + minutes);

        assertThat(outcome.exitStatus()).as("%s", outcome).isNotZero();
        assertThat(outcome.stderr()).contains("Requested time limit is invalid");
    }

    private static Duration longest(Profile profile) {
        return profile.site().maxWalltime().orElse(Duration.ofDays(1));
    }

    /** As many as two nodes have place for, or the nodes that the profile asks for. */
    private static int full(Profile profile) {
        Profile.Resources wanted = profile.resources();
        return wanted.nodes().orElse(2) * wanted.tasksPerNode().orElse(1);
    }

    /** What sbatch says of the script that would be submitted there. */
    private static Outcome tested(String name, Duration walltime, int engines, String... more)
            throws InterruptedException {
        Profile bundled = Bundled.profile(name);
        Profile profile =
                bundled.with(Vocabulary.ACCOUNT, "project", ASKED)
                        .with(Vocabulary.WALLTIME, walltime, ASKED)
                        .with(Vocabulary.QOS, bundled.resources().qos().orElse("normal"), ASKED);
        Dialect dialect = Dialects.named("slurm");
        ClusterSpec spec = ClusterSpec.settle(name, profile, "slurm", Optional.of(engines), false);
        String script =
                new JobPlan(spec.on(dialect.name()), ClusterStore.newKey(), dialect, Libraries.NONE)
                        .scripts()
                        .get(0);
        List<String> words = new ArrayList<>(List.of("sbatch", "--test-only", "-p", name));
        words.addAll(List.of(more));
        return testbed.exec(LIMIT, script, "login", words.toArray(String[]::new));
    }
}
