package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command promises, cluster or not: the program is run as its users run it. */
class CommandLineTest {

    private static final long PATIENCE_SECONDS = 120;
    private static final String ESCAPE = "\u001b";

    @TempDir private Path home = Path.of("");

    private record Said(int status, String out, String err) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doctor",
                "submit",
                "connect",
                "list",
                "watch",
                "status",
                "logs",
                "disconnect",
                "stop",
                "restart",
                "script",
                "profiles",
                "profile",
                "env"
            })
    void helpOfEveryCommandShowsItsUsageAndExamples(String command) throws Exception {
        Said said = jcluster(command, "--help");
        assertThat(said.status()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out())
                .startsWith("Usage: jcluster " + command)
                .containsPattern("Examples:\\n  jcluster " + command + "( |\\n)");
        assertPlain(said);
    }

    @Test
    void theProgramAloneShowsEveryCommandAndEveryExitCode() throws Exception {
        Said alone = jcluster();
        assertThat(alone).isEqualTo(jcluster("--help"));
        assertThat(alone.status()).isZero();
        assertThat(alone.out())
                .contains(
                        "  doctor",
                        "  submit",
                        "  connect",
                        "  list",
                        "  watch",
                        "  status",
                        "  logs",
                        "  disconnect",
                        "  stop",
                        "  script",
                        "  profiles",
                        "Exit codes: 0 done");
        assertPlain(alone);
    }

    @Test
    void anExampleIsOneLineHoweverNarrowTheTerminal() throws Exception {
        assertThat(jcluster("submit", "--help").out().lines())
                .anyMatch(it -> it.endsWith("org.apache.commons:commons-math3:3.6.1"))
                .anyMatch(it -> it.endsWith("as ~/.config/jcluster/profiles/daint.yaml says"));
        assertThat(jcluster("console", "--help").out()).contains(" %targets all ");
    }

    @Test
    void theVersionIsOneLine() throws Exception {
        Said said = jcluster("--version");
        assertThat(said.status()).isZero();
        assertThat(said.out()).matches("jcluster \\S+\\n");
    }

    @ParameterizedTest(name = "jcluster {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "dance                                              | there is no command 'dance'",
                "agent dance                                        | there is no command 'dance'",
                "script 77 -n 3                                     | --engines describes a cluster that is to be submitted",
                "submit -n 2147483647                               | is more than 999999999",
                "logs 77 -n -1                                      | is less than none",
                "agent log -n -1                                    | is less than none",
                "submit --colour red                                | --colour",
                "submit -n many                                     | many",
                "submit -n 25 --nodes 2 --tasks-per-node 12         | contradicts nodes 2 (--nodes) x tasks-per-node 12 (--tasks-per-node) = 24",
                "script -n 0 --scheduler local                      | is no whole number from 1",
                "script --nodes 0 -s slurm                          | is no whole number from 1",
                "script -s bogus                                    | no scheduler is called",
                "script --scheduler lsf                             | lsf",
                "script --profile nowhere                           | nowhere",
                "submit -t soon                                     | soon",
                "status                                             | ID",
                "watch 77                                           | there is no cluster 77",
                "watch --interval 5                                 | write 5m for minutes or 5s",
                "status 77                                          | there is no cluster 77",
                "logs 77                                            | there is no cluster 77",
                "connect 77                                         | there is no cluster 77",
                "disconnect 77                                      | there is no cluster 77",
                "stop 77                                            | there is no cluster 77",
                "restart 77                                         | there is no cluster 77",
                "restart                                            | ID",
                "submit --dry-run --start-timeout soon              | soon",
                "env check --profile nowhere                        | nowhere",
                "env create --profile nowhere                       | nowhere",
                "env create --name ../x                             | --name ../x",
                "script 77                                          | there is no cluster 77",
            })
    void aWrongRequestIsRefusedWithStatus2AndSaysWhatIsWrong(String words, String wrong)
            throws Exception {
        Said said = jcluster(words.split(" "));
        assertThat(said.status()).as(said.err()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith("jcluster: ").contains(wrong);
        assertThat(said.err()).doesNotContain("\tat ").doesNotContain("fault of jcluster itself");
        assertPlain(said);
        assertThat(filesIn(home)).isEmpty();
    }

    @Test
    void aProfileWithAnUnknownWordIsRefusedWithFileAndLine() throws Exception {
        Path profile = Files.writeString(home.resolve("my.yaml"), "scheduler: slurm\nnodse: 2\n");
        Said said = jcluster("script", "--profile", profile.toString());
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains(profile + ":2", "nodse");
    }

    @Test
    void aProfileIsShownWithTheOriginOfEachWordAndIsAProfileAgain() throws Exception {
        Path own = home.resolve(".config/jcluster/profiles/daint.yaml");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "resources:\n  account: g33\n");

        Said shown = jcluster("profile", "show", "daint", "-t", "90m", "--origin");

        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains(
                        "  login: daint # from the bundled profile daint:",
                        "  account: g33 # from ~/.config/jcluster/profiles/daint.yaml:2\n",
                        "  walltime: 1h30m # from --walltime\n",
                        "  python: python3 # built-in\n");

        Path written = Files.writeString(home.resolve("one.yaml"), shown.out());
        assertThat(jcluster("profile", "show", written.toString()).out())
                .isEqualTo(jcluster("profile", "show", "daint", "-t", "90m").out());
        Said json = jcluster("profile", "show", "daint", "--json");
        assertThat(new ObjectMapper().readTree(json.out()).at("/origins/resources.account"))
                .hasToString("\"~/.config/jcluster/profiles/daint.yaml:2\"");
    }

    @Test
    void allProblemsOfProfilesAreToldWithStatus2() throws Exception {
        Path bad = Files.writeString(home.resolve("bad.yaml"), "nodse: 2\nextends: nobody\n");
        Path good = Files.writeString(home.resolve("good.yaml"), "extends: daint\n");
        Path lost = Files.writeString(home.resolve("lost.yaml"), "template: no.sh\n");
        Path empty = Files.createDirectory(home.resolve("empty"));
        Path more =
                Files.writeString(
                        home.resolve("more.yaml"), "extends: daint\nresources: { walltime: 3d }\n");

        assertThat(jcluster("profile", "validate", good.toString(), "daint").status()).isZero();
        assertThat(jcluster("profile", "validate", lost.toString()).out())
                .contains("no.sh: there is no such file");
        assertThat(jcluster("profile", "validate", empty.toString()).out())
                .contains("no file in it ends in .yaml");
        Said said = jcluster("profile", "validate", home.toString());
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.out())
                .contains(bad + ":1:1: 'nodse'", good + ": nothing is wrong")
                .contains(more + ":2:14: a walltime of 3d");
        Said json = jcluster("profile", "validate", bad.toString(), "--json");
        assertThat(json.status()).isEqualTo(2);
        assertThat(new ObjectMapper().readTree(json.out()).at("/0/line").asInt()).isEqualTo(1);
    }

    @Test
    void profilesAreListedWithTheirSchedulerAndWhereTheyAreFrom() throws Exception {
        Path own = home.resolve(".config/jcluster/profiles/mine.yaml");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "site: { scheduler: torque, name: My Site }\n");

        Said list = jcluster("profile", "list");

        assertThat(list.out()).startsWith("PROFILE ").isEqualTo(jcluster("profiles").out());
        assertThat(list.out())
                .containsPattern("mine +torque +My Site +~/.config/jcluster/profiles/mine.yaml");
        assertThat(list.out()).containsPattern("slurm +slurm +- +bundled");
        assertThat(new ObjectMapper().readTree(jcluster("profile", "list", "--json").out()))
                .anySatisfy(one -> assertThat(one.get("profile").asText()).isEqualTo("mine"));
    }

    @Test
    void theSchemaOfProfilesIsJson() throws Exception {
        assertThat(new ObjectMapper().readTree(jcluster("profile", "schema").out()).at("/$schema"))
                .hasToString("\"https://json-schema.org/draft/2020-12/schema\"");
    }

    @Test
    void noClustersAreNoFailure() throws Exception {
        assertThat(jcluster("list").out()).startsWith("no clusters");
        Said json = jcluster("list", "--json");
        assertThat(json.status()).isZero();
        assertThat(new ObjectMapper().readTree(json.out()))
                .isEqualTo(JsonNodeFactory.instance.arrayNode());
        assertThat(filesIn(home)).isEmpty();
    }

    @Test
    void aWatchOfNoClustersIsOverAtOnce() throws Exception {
        Said said = jcluster("watch");
        assertThat(said.status()).isZero();
        assertThat(said.out()).startsWith("no cluster is alive");
        Said json = jcluster("watch", "--json");
        assertThat(json.status()).isZero();
        assertThat(json.out().lines()).hasSize(1);
        assertThat(new ObjectMapper().readTree(json.out()).path("clusters").isArray()).isTrue();
        assertThat(filesIn(home)).isEmpty();
    }

    @Test
    void aPlannedScriptIsAllThatStandardOutputHas() throws Exception {
        Said said = jcluster("script", "--scheduler", "slurm", "-n", "24", "--nodes", "2");
        assertThat(said.status()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out())
                .startsWith("#!/bin/bash")
                .contains("#SBATCH --ntasks=24\n", "#SBATCH --nodes=2\n");
        assertPlain(said);
    }

    @Test
    void aScriptWithATimeLimitSaysBesideItWhatItCanCost() throws Exception {
        Said said =
                jcluster("script", "-s", "slurm", "--nodes", "2", "--tasks-per-node", "12", "-t2h");
        assertThat(said.status()).isZero();
        assertThat(said.err())
                .isEqualTo(
                        "up to 4 node-hours (2 nodes x 2 h), 48 core-hours (24 tasks x 1 CPU)\n");
        assertThat(jcluster("script", "-s", "local", "-t2h").err()).isEmpty();
    }

    @Test
    void aDryRunHereSaysThatNothingIsSubmittedAndLeavesNothing() throws Exception {
        Said said = jcluster("submit", "-n", "2", "--dry-run");
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("there is no queue: the processes start at once")
                .endsWith("nothing was submitted\n");
        assertThat(filesIn(home)).isEmpty();
        Said json = jcluster("submit", "-n", "2", "--dry-run", "--json");
        assertThat(new ObjectMapper().readTree(json.out()).path("submitted").asBoolean(true))
                .isFalse();
    }

    @ParameterizedTest(name = "jcluster script {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-s pbs -n 8                   | 1 | one of pbspro, torque; or name the host (--login)",
                "-s pbs -n 8 --login localhost | 4 | qstat on this machine was not found",
                "-s pbspro -n 8 -C gpu         | 1 | does not support pbs_jt_constraint",
                "-s pbspro -n 8 --qos high     | 1 | a queue: OpenPBS has no qualities of service",
                "-s torque -n 8 -C a&b         | 1 | pbs_jt_feature",
            })
    void whatPbsHasNotIsRefusedBeforeAnythingIsSubmitted(String words, int status, String said)
            throws Exception {
        Said refused = jcluster(("script " + words).split(" "));
        assertThat(refused.status()).as(refused.err()).isEqualTo(status);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).startsWith("jcluster: ").contains(said);
        assertPlain(refused);
        assertThat(filesIn(home)).isEmpty();
    }

    @ParameterizedTest(name = "jcluster script {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-s pbspro -n 8                                     | -l select=8:ncpus=1:mpiprocs=1:ompthreads=1 | -l place=free",
                "-s pbspro -n 8 --nodes 2 --cpus-per-task 2         | -l select=2:ncpus=8:mpiprocs=4:ompthreads=2 | -l place=scatter",
                "-s pbspro --nodes 2 --tasks-per-node 4 -A me -t 2h | -A me                                       | -l walltime=02:00:00",
                "-s torque -n 8                                     | -l nodes=1:ppn=8                            | -r n",
                "-s torque -n 10 --tasks-per-node 4 -C big --qos q  | -l nodes=2:ppn=4:big+1:ppn=2:big            | -l qos=q",
                "-p wheeler -n 16 --queue debug                     | -l nodes=2:ppn=8                            | -q debug"
            })
    void whatIsAskedForBecomesDirectivesOfPbs(String words, String one, String other)
            throws Exception {
        Said said = jcluster(("script " + words).split(" "));
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out())
                .startsWith("#!/bin/bash -l\n#PBS -N jcluster\n")
                .contains("\n#PBS " + one + "\n", "\n#PBS " + other + "\n", "PBS_NODEFILE");
        assertPlain(said);
    }

    @Test
    void aBrokenRecordIsNamedBesideTheList() throws Exception {
        Path record = home.resolve(".local/state/jcluster/clusters/kaaaaaaa/cluster.json");
        Files.createDirectories(home.resolve(".local/state/jcluster/clusters/kaaaaaaa"));
        Files.writeString(record, "{\"key\": \"kaaa");
        Said said = jcluster("list");
        assertThat(said.status()).isZero();
        assertThat(said.out()).startsWith("no clusters");
        assertThat(said.err()).contains(record.toString());
    }

    @Test
    void colourIsForTerminalsThatMayHaveIt() throws Exception {
        Map<String, String> terminal = Map.of("JCLUSTER_TTY", "012", "TERM", "xterm-256color");
        assertThat(jcluster(terminal, "--help").out()).contains(ESCAPE);
        assertThat(jcluster(and(terminal, "NO_COLOR", "1"), "--help").out()).doesNotContain(ESCAPE);
        assertThat(jcluster(and(terminal, "TERM", "dumb"), "--help").out()).doesNotContain(ESCAPE);
        assertThat(jcluster(and(terminal, "JCLUSTER_TTY", "02"), "--help").out())
                .doesNotContain(ESCAPE);
    }

    private static void assertPlain(Said said) {
        assertThat(said.out() + said.err()).doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
    }

    private static Map<String, String> and(Map<String, String> map, String name, String value) {
        Map<String, String> more = new TreeMap<>(map);
        more.put(name, value);
        return more;
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aNewProfileHasWhatWasSaidAndExtendsTheSiteOfItsHost() throws Exception {
        Said made =
                jcluster(
                        "profile",
                        "new",
                        "work",
                        "--login",
                        "me@lumi.csc.fi",
                        "--account",
                        "0912",
                        "-t",
                        "90m",
                        "--module",
                        "a/1,b");

        assertThat(made.status()).as(made.err()).isZero();
        assertThat(Files.readString(home.resolve(".config/jcluster/profiles/work.yaml")))
                .isEqualTo(
                        """
                        extends:
                          - lumi-c
                        site:
                          login: me@lumi.csc.fi
                        resources:
                          walltime: 1h30m
                          account: 0912
                        software:
                          modules:
                            - a/1
                            - b
                        """);
        assertThat(made.out()).contains("several profiles: lumi-c, lumi-g");
        assertThat(jcluster("script", "--profile", "work", "-n", "2").out())
                .contains("--partition=small\n", "--account=0912\n", "--time=1:30:00\n");
    }

    @Test
    void aNewProfileIsNotWrittenOverAnOldOneAndNotWrittenWhenItIsWrong() throws Exception {
        Path profiles = home.resolve(".config/jcluster/profiles");
        assertThat(jcluster("profile", "new", "mine", "--scheduler", "slurm").status()).isZero();

        Said again = jcluster("profile", "new", "mine");
        Said wrong = jcluster("profile", "new", "other", "-t", "90");

        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("mine.yaml is there already");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("'--walltime'", "90");
        assertThat(profiles.resolve("other.yaml")).doesNotExist();
        assertThat(profiles.resolve("mine.yaml")).hasContent("site:\n  scheduler: slurm\n");
    }

    private Said jcluster(String... words) throws Exception {
        return jcluster(Map.of(), words);
    }

    /** Files take the streams: neither is a terminal. */
    private Said jcluster(Map<String, String> environment, String... words) throws Exception {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        argv.addAll(List.of(words));
        Path out = Files.createTempFile("said", ".out");
        Path err = Files.createTempFile("said", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(argv)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(Map.of("HOME", home.toString(), "PATH", "/usr/bin:/bin"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
