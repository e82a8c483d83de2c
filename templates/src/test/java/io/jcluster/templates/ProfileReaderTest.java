package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileReaderTest {

    @Test
    void theWordsOfTheMachinesAndOfTheRequestAreRead() {
        Profile profile =
                read(
                        """
                        site:      { login: daint, scheduler: slurm, poll_interval: 10s, hosts: [a, "b:4"],
                                     requires: [project], forbids: notebook, max-walltime: 1d, cores-per-node: 128,
                                     gpus-per-node: 4, name: "Piz Daint, CSCS", documentation: https://cscs.example,
                                     read: 2026-11-21, status: retired }
                        resources: { nodes: 2, tasks-per-node: 12, cpus-per-task: 3, walltime: 2h30m, queue: normal,
                                     project: 007, constraint: gpu, qos: , memory: 4G, reservation: r1,
                                     memory-per-cpu: 2G, gpus-per-node: 3, gpus-per-engine: 1, gpu-type: a100,
                                     exclusive: true }
                        """);

        Profile.Site site = profile.site();
        assertThat(site.login()).contains("daint");
        assertThat(site.scheduler()).contains("slurm");
        assertThat(site.pollInterval()).contains(Duration.ofSeconds(10));
        assertThat(site.hosts())
                .containsExactly(
                        new HostSlots("a", Optional.empty()), new HostSlots("b", Optional.of(4)));
        assertThat(site.requires()).containsExactly("project");
        assertThat(site.forbids()).containsExactly("notebook");
        assertThat(site.maxWalltime()).contains(Duration.ofDays(1));
        assertThat(site.coresPerNode()).contains(128);
        assertThat(site.gpusPerNode()).contains(4);
        assertThat(site.name()).contains("Piz Daint, CSCS");
        assertThat(site.documentation()).contains("https://cscs.example");
        assertThat(site.read()).contains(LocalDate.of(2026, 11, 21));
        assertThat(site.status()).contains(SiteStatus.RETIRED);

        Profile.Resources resources = profile.resources();
        assertThat(resources.nodes()).contains(2);
        assertThat(resources.tasksPerNode()).contains(12);
        assertThat(resources.cpusPerTask()).contains(3);
        assertThat(resources.walltime()).contains(Duration.ofMinutes(150));
        assertThat(resources.partition()).contains("normal");
        assertThat(resources.account()).contains("007");
        assertThat(resources.constraint()).contains("gpu");
        assertThat(resources.qos()).isEmpty();
        assertThat(resources.memory()).contains("4G");
        assertThat(resources.reservation()).contains("r1");
        assertThat(resources.memoryPerCpu()).contains("2G");
        assertThat(resources.gpusPerNode()).contains(3);
        assertThat(resources.gpusPerEngine()).contains(1);
        assertThat(resources.gpuType()).contains("a100");
        assertThat(resources.exclusive()).contains(true);
    }

    @Test
    void theWordsOfSoftwareAndLaunchAreRead() {
        Profile profile =
                read(
                        """
                        software:
                          purge: true
                          module-use: ~/modules
                          modules: [daint-gpu, cray-python]
                          prologue: "source ~/venv/bin/activate"
                          conda: ipp
                          venv: ~/a b
                          python: python3
                          environment: {OMP_NUM_THREADS: 1, EMPTY: }
                          container: { image: x.sif, runtime: podman-hpc, options: [--nv] }
                          epilogue: |
                            echo one
                            echo two
                        launch: { launcher: srun, mpi: pmix, options: [-v, "a b"], flavour: intel, bind: none,
                                  program: mpirun }
                        engines: { count: 24, arguments: --log-level=DEBUG, kind: python }
                        """);

        Profile.Software software = profile.software();
        assertThat(software.purge()).contains(true);
        assertThat(software.moduleUse()).containsExactly("~/modules");
        assertThat(software.modules()).containsExactly("daint-gpu", "cray-python");
        assertThat(software.prologue()).containsExactly("source ~/venv/bin/activate");
        assertThat(software.conda()).contains("ipp");
        assertThat(software.venv()).contains("~/a b");
        assertThat(software.python()).contains("python3");
        assertThat(software.environment()).isEqualTo(Map.of("OMP_NUM_THREADS", "1", "EMPTY", ""));
        Profile.Container container = software.container().orElseThrow();
        assertThat(container.image()).contains("x.sif");
        assertThat(container.runtime()).contains(ContainerRuntime.PODMAN_HPC);
        assertThat(container.options()).containsExactly("--nv");
        assertThat(software.epilogue()).containsExactly("echo one", "echo two");

        Profile.Launch launch = profile.launch();
        assertThat(launch.launcher()).contains("srun");
        assertThat(launch.mpi()).contains("pmix");
        assertThat(launch.options()).containsExactly("-v", "a b");
        assertThat(launch.flavour()).contains(MpiFlavour.INTEL);
        assertThat(launch.bind()).contains(Binding.NONE);
        assertThat(launch.program()).contains("mpirun");

        assertThat(profile.engines().count()).contains(24);
        assertThat(profile.engines().arguments()).containsExactly("--log-level=DEBUG");
        assertThat(profile.engines().kind()).isEqualTo(EngineKind.PYTHON);
    }

    @Test
    void theWordsOfAllElseAreRead() {
        Profile profile =
                read(
                        """
                        controller: { layout: separate, queue: small, walltime: 3h, memory: 2G, host: node1,
                                      interface: hsn0, curve: false, ports: 40000-40100 }
                        line:       { relay: true, keep: 6h, way: jump }
                        notebook:   { lab: true, directory: ~/work, arguments: [--debug], python: /p }
                        mail:       { to: me@example.org, on: [begin, fail] }
                        directives: { add: ["--switches=1"], drop: mem }
                        templates:  { job: one.sh, controller: /etc/c.sh, engines: ../e.sh }
                        limits:     { warn-before: 10m }
                        """);

        Profile.Controller controller = profile.controller();
        assertThat(controller.layout()).contains(Layout.SEPARATE);
        assertThat(controller.partition()).contains("small");
        assertThat(controller.walltime()).contains(Duration.ofHours(3));
        assertThat(controller.memory()).contains("2G");
        assertThat(controller.host()).contains("node1");
        assertThat(controller.networkInterface()).contains("hsn0");
        assertThat(controller.curve()).contains(false);
        assertThat(controller.ports()).contains(new PortRange(40000, 40100));
        assertThat(profile.line())
                .isEqualTo(
                        new Profile.Line(
                                Optional.of(true),
                                Optional.of(Duration.ofHours(6)),
                                Optional.of(LineWay.JUMP)));
        assertThat(profile.notebook().lab()).contains(true);
        assertThat(profile.notebook().directory()).contains("~/work");
        assertThat(profile.notebook().arguments()).containsExactly("--debug");
        assertThat(profile.notebook().python()).contains("/p");
        assertThat(profile.mail().to()).contains("me@example.org");
        assertThat(profile.mail().on()).containsExactly(MailOccasion.BEGIN, MailOccasion.FAIL);
        assertThat(profile.directives().add()).containsExactly("--switches=1");
        assertThat(profile.directives().drop()).containsExactly("mem");
        assertThat(profile.templates().job()).contains(Path.of("/site/one.sh"));
        assertThat(profile.templates().controller()).contains(Path.of("/etc/c.sh"));
        assertThat(profile.templates().engines()).contains(Path.of("/site/../e.sh"));
        assertThat(profile.limits().warnBefore()).contains(Duration.ofMinutes(10));
    }

    @Test
    void aTemplateIsShortForTheJobOfTemplates() {
        assertThat(read("template: my.sh").templates().job()).contains(Path.of("/site/my.sh"));
        assertThat(problems("templates: { job: a }\ntemplate: b"))
                .containsExactly(
                        "p.yaml:2:1: 'template' and 'job' of 'templates' are two words for one"
                                + " thing; keep one");
    }

    @Test
    void aWordKnowsWhereItWasSaid() {
        Profile profile = read("site:\n  login: a\nsoftware: { environment: { A: b,\n C: d } }");

        assertThat(profile.origin(Vocabulary.LOGIN).orElseThrow()).hasToString("p.yaml:2");
        assertThat(profile.origin(Vocabulary.ENVIRONMENT, "C").orElseThrow())
                .hasToString("p.yaml:4");
        assertThat(profile.origin(Vocabulary.SCHEDULER)).isEmpty();
    }

    @Test
    void aFileCanHoldProfilesAndNameOthers() {
        ProfileFile file =
                ProfileReader.read(
                        "p.yaml",
                        Path.of("/site"),
                        """
                        profile: daint
                        extends: [a, ./b.yaml]
                        site: { login: x }
                        clusters:
                          big: { extends: c, resources: { nodes: 8 } }
                          none:
                        """);

        assertThat(file.said()).isEqualTo(read("site: { login: x }"));
        assertThat(file.profile()).extracting(ProfileFile.Named::name).containsExactly("daint");
        assertThat(file.bases())
                .extracting(ProfileFile.Named::name)
                .containsExactly("a", "./b.yaml");
        assertThat(file.clusters()).containsOnlyKeys("big", "none");
        ProfileFile big = Objects.requireNonNull(file.clusters().get("big"));
        assertThat(big.said()).isEqualTo(read("resources: { nodes: 8 }"));
        assertThat(big.bases()).extracting(ProfileFile.Named::name).containsExactly("c");
    }

    @Test
    void aProfileInAFileIsReadAsStrictlyAsAFile() {
        assertThat(
                        problems(
                                """
                                clusters:
                                  "a b": {}
                                  big:
                                    profile: x
                                    clusters: {}
                                    resources: { nods: 8 }
                                  bad: 3
                                  big: {}
                                """))
                .hasSize(6)
                .satisfies(
                        all -> {
                            assertThat(all.get(0)).startsWith("p.yaml:2:3: 'a b' is no name");
                            assertThat(all.get(1)).startsWith("p.yaml:4:5: 'profile' is for the");
                            assertThat(all.get(2)).startsWith("p.yaml:5:5: 'clusters' is for the");
                            assertThat(all.get(3)).startsWith("p.yaml:6:18: 'nods' is no word");
                            assertThat(all.get(4)).startsWith("p.yaml:7:8: a profile is words");
                            assertThat(all.get(5)).startsWith("p.yaml:8:3: 'big' is there twice");
                        });
    }

    @Test
    void aWordOfAnotherTypeIsRefused() {
        assertThat(
                        problems(
                                """
                                site: { requires: [nodes, nope], read: yesterday, documentation: here, hosts: ["a:0"] }
                                software: { container: { runtime: docker, imag: x }, purge: 1 }
                                launch: { flavour: lam, bind: [core] }
                                mail: { on: [begin, often] }
                                engines: { count: -1, kind: java }
                                directives: { add: ["a\\nb"] }
                                """))
                .hasSize(13);
    }

    @Test
    void anEmptyFileSaysNothing() {
        assertThat(read("# nothing\n")).isEqualTo(Profile.EMPTY);
    }

    @Test
    void anUnknownWordIsAnsweredWithTheNearestFirst() {
        assertThat(problems("resources:\n  nods: 2\n"))
                .containsExactly(
                        "p.yaml:2:3: 'nods' is no word of 'resources'; it knows nodes, qos, memory,"
                                + " queue, account, project, constraint, exclusive, gpu-type,"
                                + " walltime, partition, gpus-per-node, reservation,"
                                + " tasks-per-node, cpus-per-task, memory-per-cpu, memory-per-gpu,"
                                + " gpus-per-engine");
    }

    @Test
    void anUnknownSectionIsAnsweredWithTheSections() {
        assertThat(problems("lunch: {}\n"))
                .containsExactly(
                        "p.yaml:1:1: 'lunch' is no word of a profile; it knows launch, line, java, limits,"
                                + " mail, site, clusters, engines, extends, profile, resources,"
                                + " notebook, software, template, templates, controller,"
                                + " directives");
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
    void aWordThatIsTakenAwayIsNoItemAndNoSecondWord() {
        assertThat(
                        problems(
                                """
                                resources: { queue: ~, partition: a }
                                software: { modules: [a, ~] }
                                template: ~
                                templates: { job: a.sh }
                                """))
                .containsExactly(
                        "p.yaml:1:14: 'queue' and 'partition' are two words for one thing; keep"
                                + " one",
                        "p.yaml:2:26: 'modules': ~ and null take a whole word away; they are no"
                                + " item",
                        "p.yaml:3:1: 'template' and 'job' of 'templates' are two words for one"
                                + " thing; keep one");
    }

    @Test
    void aTagAndAKeyThatIsNoWordAreRefused() {
        assertThat(problems("resources: { nodes: !!int 2 }"))
                .containsExactly(
                        "p.yaml:1:21: a tag (tag:yaml.org,2002:int); write the value alone");
        assertThat(problems("? [a]\n: b\n"))
                .singleElement()
                .asString()
                .contains("not YAML: a list or a section in place of a word");
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

    private static Profile read(String text) {
        return ProfileReader.read("p.yaml", Path.of("/site"), text).said();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ProfileException.class, () -> read(text)).problems().stream()
                .map(ProfileException.Problem::toString)
                .toList();
    }

    @Test
    void aPauseBetweenQuestionsHasAUnit() {
        for (String text : List.of("10", "0s", "1h", "soon")) {
            assertThatThrownBy(() -> read("site: {poll-interval: " + text + "}"))
                    .isInstanceOf(ProfileException.class)
                    .hasMessageContaining(
                            "'" + text + "' is no pause, which is written as 10s or 2m");
        }
    }
}
