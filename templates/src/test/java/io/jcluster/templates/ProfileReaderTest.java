package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileReaderTest {

    @Test
    void everyWordIsRead() {
        Profile profile =
                ProfileReader.read(
                        "p.yaml",
                        Path.of("/site"),
                        """
                        site:      { login: daint, scheduler: slurm, poll_interval: 10s }
                        resources: { nodes: 2, tasks-per-node: 12, cpus-per-task: 3, walltime: 2h30m, queue: normal,
                                     account: 007, constraint: gpu, qos: , memory: 4G, reservation: r1 }
                        software:
                          modules: [daint-gpu, cray-python]
                          prologue: "source ~/venv/bin/activate"
                          python: python3
                          environment: {OMP_NUM_THREADS: 1, EMPTY: }
                        launch:     { launcher: srun, mpi: pmix, options: [-v, "a b"] }
                        controller: { layout: separate, queue: small, walltime: 3h, memory: 2G,
                                      interface: hsn0, curve: false, ports: 40000-40100 }
                        line:       { relay: true, keep: 6h, way: jump }
                        templates:  { job: one.sh, controller: /etc/c.sh, engines: ../e.sh }
                        """);

        assertThat(profile)
                .isEqualTo(
                        new Profile(
                                new Profile.Site(
                                        Optional.of("daint"),
                                        Optional.of("slurm"),
                                        Optional.of(Duration.ofSeconds(10))),
                                new Profile.Resources(
                                        Optional.of(2),
                                        Optional.of(12),
                                        Optional.of(3),
                                        Optional.of(Duration.ofMinutes(150)),
                                        Optional.of("normal"),
                                        Optional.of("007"),
                                        Optional.of("gpu"),
                                        Optional.empty(),
                                        Optional.of("4G"),
                                        Optional.of("r1")),
                                new Profile.Software(
                                        List.of("daint-gpu", "cray-python"),
                                        List.of("source ~/venv/bin/activate"),
                                        Optional.of("python3"),
                                        new java.util.TreeMap<>(
                                                Map.of("OMP_NUM_THREADS", "1", "EMPTY", ""))),
                                new Profile.Launch(
                                        Optional.of("srun"),
                                        Optional.of("pmix"),
                                        List.of("-v", "a b")),
                                new Profile.Controller(
                                        Optional.of(Layout.SEPARATE),
                                        Optional.of("small"),
                                        Optional.of(Duration.ofHours(3)),
                                        Optional.of("2G"),
                                        Optional.of("hsn0"),
                                        Optional.of(false),
                                        Optional.of(new PortRange(40000, 40100))),
                                new Profile.Line(
                                        Optional.of(true),
                                        Optional.of(Duration.ofHours(6)),
                                        Optional.of(LineWay.JUMP)),
                                new Profile.OwnTemplates(
                                        Optional.of(Path.of("/site/one.sh")),
                                        Optional.of(Path.of("/etc/c.sh")),
                                        Optional.of(Path.of("/site/../e.sh")))));
    }

    @Test
    void anEmptyFileSaysNothing() {
        assertThat(ProfileReader.read("p.yaml", "# nothing\n")).isEqualTo(Profile.EMPTY);
    }

    @Test
    void anUnknownWordIsAnsweredWithTheNearestFirst() {
        assertThat(problems("resources:\n  nods: 2\n"))
                .containsExactly(
                        "p.yaml:2:3: 'nods' is no word of 'resources'; it knows nodes, qos, memory,"
                                + " queue, account, constraint, walltime, partition, reservation,"
                                + " tasks-per-node, cpus-per-task");
    }

    @Test
    void anUnknownSectionIsAnsweredWithTheSections() {
        assertThat(problems("lunch: {}\n"))
                .containsExactly(
                        "p.yaml:1:1: 'lunch' is no word of a profile; it knows launch, line, site,"
                                + " resources, software, templates, controller");
    }

    @Test
    void allProblemsAreToldInTheOrderOfTheFile() {
        assertThat(
                        problems(
                                """
                                site: [daint]
                                resources:
                                  nodes: 0
                                  walltime: 90
                                  queue: a
                                  partition: b
                                  account: "g33\\n#SBATCH --uid=0"
                                  memory: 4000
                                  qos: [x]
                                  constraint: a b
                                software:
                                  environment: { 1X: y }
                                  python: "a\\nb"
                                controller: { curve: yes, ports: 1-5 }
                                templates: { job: [a], engines: "a\\0b" }
                                """))
                .containsExactly(
                        "p.yaml:1:7: 'site' is words with values, 'word: value'",
                        "p.yaml:3:10: 'nodes': '0' is no whole number from 1",
                        "p.yaml:4:13: 'walltime': '90' is not clear: write 90m for minutes or 90s"
                                + " for seconds",
                        "p.yaml:5:3: 'queue' and 'partition' are two words for one thing; keep one",
                        "p.yaml:7:12: 'account': it holds a line break or another control"
                                + " character; one line is wanted",
                        "p.yaml:8:11: 'memory': '4000' is no amount of memory, which is written as"
                                + " 4G or 800M",
                        "p.yaml:9:8: 'qos' is one value, not a list and not a section",
                        "p.yaml:10:15: 'constraint': 'a b' is not one word",
                        "p.yaml:12:18: '1X' is no name for a variable",
                        "p.yaml:13:11: 'python': it holds a line break or another control"
                                + " character; one line is wanted",
                        "p.yaml:14:22: 'curve': 'yes' is neither true nor false",
                        "p.yaml:14:34: 'ports': '1-5' is no range of at least 18 ports between 1"
                                + " and 65535",
                        "p.yaml:15:19: 'job' is one value, not a list and not a section",
                        "p.yaml:15:33: 'engines': it holds a line break or another control"
                                + " character; one line is wanted");
    }

    @Test
    void aWordThatIsThereTwiceIsAProblem() {
        assertThat(problems("site:\n  login: a\n  login: b\n"))
                .containsExactly("p.yaml:3:3: 'login' is there twice");
    }

    @Test
    void aTabIsNamed() {
        assertThat(problems("site:\n\tlogin: a\n"))
                .containsExactly("p.yaml:2:1: a tab; YAML is indented with spaces");
    }

    @Test
    void whatIsNoYamlIsToldWithItsPlace() {
        assertThat(problems("site: { login: a\nx: [\n"))
                .singleElement()
                .asString()
                .startsWith("p.yaml:2:")
                .contains("not YAML");
    }

    @Test
    void anAliasIsRefused() {
        assertThat(problems("site: &a { login: x }\nlaunch: *a\n"))
                .singleElement()
                .asString()
                .contains("an alias (*); write the value out");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(problems("site: { login: x }\n---\nsite: {}\n"))
                .singleElement()
                .asString()
                .contains("a second document; a profile is one");
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(
                        ProfileException.class, () -> ProfileReader.read("p.yaml", text))
                .problems()
                .stream()
                .map(ProfileException.Problem::toString)
                .toList();
    }

    @Test
    void aPauseBetweenQuestionsHasAUnit() {
        for (String text : List.of("10", "0s", "1h", "soon")) {
            assertThatThrownBy(
                            () ->
                                    ProfileReader.read(
                                            "p.yaml", "site: {poll_interval: " + text + "}"))
                    .isInstanceOf(ProfileException.class)
                    .hasMessageContaining(
                            "'" + text + "' is no pause, which is written as 10s or 2m");
        }
    }
}
