package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.templates.Bundled;
import io.jcluster.templates.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The heads of bundled profiles for PBS, against what the manual of each dialect has: there is no
 * {@code qsub --test-only} that could be asked.
 */
class PbsHeadsTest {

    /**
     * What a manual has: options with the shape of their arguments, and the resources of {@code
     * -l}.
     */
    private record Manual(Map<Character, String> options, Set<String> resources) {}

    private static final String ANY = "\\S.*";

    /** Those that both have, with the same arguments. */
    private static final Map<Character, String> BOTH =
            Map.of(
                    'A', ANY,
                    'N', "[A-Za-z0-9+_.-]{1,230}",
                    'M', ANY,
                    'S', ANY,
                    'e', ANY,
                    'j', "oe|eo|n",
                    'o', ANY,
                    'q', ANY,
                    'r', "[yn]",
                    'v', ANY);

    /** OpenPBS, April 2026: qsub(1B), pbs_resources(7B). */
    private static final Manual OPENPBS =
            new Manual(
                    with(
                            BOTH,
                            Map.of(
                                    'P', ANY,
                                    'W',
                                            "(depend|group_list|umask|block|stagein|stageout|sandbox)=\\S+",
                                    'k', "[eod]+|n",
                                    'm', "n|j?[abe]+")),
                    Set.of(
                            "select",
                            "place",
                            "arch",
                            "cput",
                            "host",
                            "mem",
                            "mpiprocs",
                            "ncpus",
                            "ompthreads",
                            "software",
                            "walltime"));

    /** TORQUE, June 2020: qsub(1B), pbs_resources_linux(7B). */
    private static final Manual TORQUE =
            new Manual(
                    with(
                            BOTH,
                            Map.of(
                                    'W', "(depend|group_list|umask|stagein|stageout)=\\S+",
                                    'k', "[eo]+|n",
                                    'm', "n|[abe]+")),
                    Set.of(
                            "arch",
                            "cput",
                            "file",
                            "host",
                            "mem",
                            "nodes",
                            "pcput",
                            "pmem",
                            "software",
                            "vmem",
                            "walltime"));

    /** Resources that a site has defined, as its own guide says. */
    private static final Map<String, String> OF_THE_SITE =
            Map.of(
                    "aurora", "filesystems",
                    "crux", "filesystems",
                    "polaris", "filesystems",
                    "gadi", "storage");

    static Stream<String> profiles() {
        return Stream.concat(
                        Stream.of("generic-openpbs", "generic-torque"), Bundled.sites().stream())
                .filter(name -> List.of("pbspro", "torque").contains(scheduler(name)));
    }

    private static String scheduler(String name) {
        return Bundled.profile(name).site().scheduler().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aHeadHasOnlyWhatTheManualOfItsDialectHas(String name) {
        Manual manual = scheduler(name).equals("torque") ? TORQUE : OPENPBS;
        List<String> directives = directives(name, "");

        assertThat(directives).isNotEmpty().allSatisfy(line -> check(manual, name, line));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void soHasTheHeadWithMoreWordsOfResourcesAndMail(String name) {
        boolean torque = scheduler(name).equals("torque");
        List<String> directives =
                directives(
                        name,
                        "resources: { nodes: 2, tasks-per-node: 3, cpus-per-task: 2, queue: q,"
                                + " memory-per-cpu: 2G }\n"
                                + "mail: { to: me@example.org, on: [begin, end, fail] }\n");

        assertThat(directives)
                .contains("-q q", "-m abe", "-M me@example.org")
                .allSatisfy(line -> check(torque ? TORQUE : OPENPBS, name, line));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void oldAndNewStyleOfAskingForProcessorsAreNeverMixed(String name) {
        List<String> resources =
                directives(name, "").stream()
                        .filter(line -> line.startsWith("-l "))
                        .map(line -> line.substring(3).split("=", 2)[0])
                        .toList();

        assertThat(resources).contains("walltime").doesNotHaveDuplicates();
        assertThat(Stream.of("select", "ncpus", "nodes").filter(resources::contains))
                .as("%s", resources)
                .hasSizeLessThanOrEqualTo(1);
        if (resources.contains("place")) {
            assertThat(resources).contains("select");
        }
    }

    @Test
    void aSiteThatDefinesAResourceIsAmongThem() {
        assertThat(profiles()).containsAll(OF_THE_SITE.keySet());
    }

    private static void check(Manual manual, String name, String line) {
        assertThat(line).matches("-[A-Za-z] .+");
        char option = line.charAt(1);
        String argument = line.substring(3);
        if (option == 'l') {
            List<String> known = new ArrayList<>(manual.resources());
            Optional.ofNullable(OF_THE_SITE.get(name)).ifPresent(known::add);
            assertThat(known).as(line).containsAll(names(argument));
        } else {
            assertThat(manual.options()).as(line).containsKey(option);
            assertThat(argument).as(line).matches(manual.options().get(option));
        }
    }

    /** The names of what is asked for: those in the chunks of a {@code select} too. */
    private static List<String> names(String resources) {
        return Arrays.stream(resources.split(",", -1))
                .flatMap(
                        one ->
                                one.startsWith("select=")
                                        ? Stream.concat(
                                                Stream.of("select"),
                                                Arrays.stream(one.substring(7).split("[+:]", -1))
                                                        .filter(part -> part.contains("="))
                                                        .map(part -> part.split("=", 2)[0]))
                                        : Stream.of(one.split("=", 2)[0]))
                .distinct()
                .toList();
    }

    private static List<String> directives(String name, String more) {
        Profile profile =
                Bundled.profile(name)
                        .overriddenBy(
                                Profile.read("test", "resources: { account: g33, walltime: 30m }"))
                        .overriddenBy(Profile.read("more", more));
        Profile.Resources wanted = profile.resources();
        int engines = wanted.nodes().orElse(2) * wanted.tasksPerNode().orElse(1);
        Dialect dialect = Dialects.named(scheduler(name));
        ClusterSpec spec =
                ClusterSpec.settle(name, profile, dialect.name(), Optional.of(engines), false);
        return new JobPlan(spec, "key", dialect, Libraries.NONE)
                .scripts()
                .get(0)
                .lines()
                .filter(line -> line.startsWith("#PBS "))
                .map(line -> line.substring(5))
                .toList();
    }

    private static Map<Character, String> with(
            Map<Character, String> some, Map<Character, String> more) {
        Map<Character, String> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }
}
