package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Bundled;
import io.jcluster.templates.Layout;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.WrittenProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundled sites, as jobs: what a dialect refuses of them would never reach a scheduler. */
class BundledSitesTest {

    private static final Origin ASKED = Origin.of("a test");

    static List<String> sites() {
        return Bundled.sites();
    }

    /** What a whole profile says for jcluster is what jcluster does. */
    @ParameterizedTest
    @MethodSource("sites")
    void aProfileThatSaysWhatJclusterDoesByItselfComesToTheSameScript(String name) {
        Profile profile =
                asked(Bundled.profile(name)).with(Vocabulary.MAIL_TO, "me@example.org", ASKED);
        Profile whole = Profile.read("written", WrittenProfile.yaml(profile.withUsual()));

        assertThat(scripts(name, whole)).isEqualTo(scripts(name, profile));
        Profile apart = profile.with(Vocabulary.LAYOUT, Layout.SEPARATE, ASKED);
        Profile wholeApart = Profile.read("written", WrittenProfile.yaml(apart.withUsual()));
        assertThat(scripts(name, wholeApart)).isEqualTo(scripts(name, apart));
    }

    private static List<String> scripts(String name, Profile profile) {
        String scheduler = profile.site().scheduler().orElseThrow();
        Dialect dialect = Dialects.named(scheduler);
        return new JobPlan(
                        ClusterSpec.settle(name, profile, scheduler, Optional.empty(), false),
                        "key",
                        dialect,
                        Libraries.NONE)
                .scripts();
    }

    @ParameterizedTest
    @MethodSource("sites")
    void aSiteIsAskedForWhatItsProfileSays(String name) {
        Profile profile = asked(Bundled.profile(name));
        Profile.Resources wanted = profile.resources();
        String scheduler = profile.site().scheduler().orElseThrow();
        int engines = wanted.nodes().orElse(2) * wanted.tasksPerNode().orElse(1);
        ClusterSpec spec =
                ClusterSpec.settle(name, profile, scheduler, Optional.of(engines), false);
        Dialect dialect = Dialects.named(scheduler);

        String script =
                new JobPlan(spec.on(dialect.name()), ClusterStore.newKey(), dialect, Libraries.NONE)
                        .scripts()
                        .get(0);

        String mark = scheduler.equals("slurm") ? "#SBATCH --" : "#PBS ";
        assertThat(script).contains(mark).doesNotContain("{{");
        wanted.partition()
                .ifPresent(
                        queue ->
                                assertThat(script)
                                        .contains(
                                                scheduler.equals("slurm")
                                                        ? "#SBATCH --partition=" + queue + "\n"
                                                        : "#PBS -q " + queue + "\n"));
        profile.directives().add().forEach(line -> assertThat(script).contains("#PBS " + line));
        assertThat(script.lines().filter(line -> line.startsWith(mark)))
                .noneMatch(
                        line ->
                                profile.directives().drop().stream()
                                        .anyMatch(option -> line.startsWith(mark + option)));
    }

    /** With what a site may want to be told. */
    private static Profile asked(Profile profile) {
        Profile asked =
                profile.with(Vocabulary.ACCOUNT, "project", ASKED)
                        .with(Vocabulary.WALLTIME, Duration.ofMinutes(30), ASKED);
        boolean qos =
                profile.site().requires().contains("qos") && profile.resources().qos().isEmpty();
        return qos ? asked.with(Vocabulary.QOS, "normal", ASKED) : asked;
    }
}
