package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a job of a Java MPI program does before its ranks, and what it gives to FastMPJ. That cannot
 * be had here: a program of its name checks that it is called as its users' guide wants it, and
 * writes down its words. What the real one makes of them is not tested.
 */
class ProgramScriptTest {

    private static final String NASTY = "it's \"a\" $HOME `id` *";

    /** The order of the guide: options, words for the JVM, the class, the program's arguments. */
    private static final String STAND_IN =
            """
            #!/bin/bash
            printf '%s\\n' "$@" >"$HOME/words"
            printf '%s' "$LC_CTYPE" >"$HOME/locale"
            while (($# > 0)); do
                case $1 in
                    -np | -dev | -port | -dport | -cp | -hostfile) shift 2 ;;
                    -X*) shift ;;
                    -class) shift; break ;;
                    *) echo "fmpjrun: unknown option $1"; exit 64 ;;
                esac
            done
            (($# > 0)) || exit 64
            [[ $FMPJ_HOME == "$HOME/fastmpj" && -x $JAVA_HOME/bin/java ]] || exit 65
            cp "$HOME"/.jcluster/jobs/demo/ranks/hosts "$HOME/hostfile" 2>/dev/null
            echo "ranks say"
            exit "${STATUS:-0}"
            """;

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    ProgramScriptTest(@TempDir Path home) {
        this.home = home;
    }

    @BeforeEach
    void whatIsThere() throws IOException {
        Files.createDirectories(home.resolve(".jcluster/java/abc"));
        Files.writeString(home.resolve(".jcluster/java/abc/ranks.jar"), "ours");
        Files.writeString(home.resolve("app.jar"), "theirs");
        Files.createDirectories(home.resolve("fastmpj/bin"));
        executable(home.resolve("fastmpj/bin/fmpjrun"), STAND_IN);
        environment.put("JCLUSTER_JOB_ID", "1234");
    }

    @Test
    void fmpjrunIsGivenWhatItsGuideWantsInItsOrder() throws Exception {
        assertThat(run(fast("-Xmx64m", NASTY), "shell")).isZero();
        assertThat(Files.readString(home.resolve("words")))
                .isEqualTo(
                        """
                        -np
                        3
                        -dev
                        ibvdev
                        -port
                        13234
                        -dport
                        23400
                        -cp
                        %1$s/.jcluster/java/abc/ranks.jar:%1$s/app.jar
                        -Xmx64m
                        -class
                        io.jcluster.ranks.RankMain
                        --alone
                        org.example.Main
                        %2$s
                        """
                                .formatted(home, NASTY));
        assertThat(log()).isEqualTo("ranks say\n");
        assertThat(status().path("phase").asText()).isEqualTo("ended");
    }

    @ParameterizedTest
    @CsvSource({"C, C.UTF-8", "'', C.UTF-8", "de_DE.UTF-8, ''"})
    void aJobWithoutALocaleHasTheOneThatKnowsAllLetters(String lang, String given)
            throws Exception {
        environment.put("LANG", lang);
        assertThat(run(fast("-Xmx64m", "ä"), "shell")).isZero();
        assertThat(Files.readString(home.resolve("locale"))).isEqualTo(given);
    }

    @Test
    void theHostsOfAJobOfPbsAreListedForIt() throws Exception {
        Path nodes = home.resolve("nodes");
        Files.writeString(nodes, "nid1\nnid1\nnid2\n");
        environment.putAll(Map.of("PBS_JOBID", "77.control", "PBS_NODEFILE", nodes.toString()));
        assertThat(run(fast("-Xmx64m", "x"), "pbspro")).isZero();
        assertThat(Files.readString(home.resolve("words"))).contains("-port\n12077\n", "-hostfile");
        assertThat(Files.readString(home.resolve("hostfile"))).isEqualTo("nid1:2\nnid2:1\n");
    }

    @ParameterizedTest
    @CsvSource({"ssh, true", "slurm, false"})
    void inAJobOfSlurmTheHostsAreListedWhereTheSiteHasItGoBySsh(String bootstrap, boolean listed)
            throws Exception {
        Files.createDirectories(home.resolve("fastmpj/conf"));
        Files.writeString(
                home.resolve("fastmpj/conf/runtime.properties"),
                "fmpjBootstrap = " + bootstrap + "\n");
        executable(
                home.resolve("bin/scontrol"),
                """
                #!/bin/bash
                [[ $2 != hostnames ]] || printf '%s\\n' nid1 nid2 nid3
                """);
        environment.putAll(
                Map.of(
                        "SLURM_JOB_ID", "9",
                        "SLURM_JOB_NODELIST", "nid[1-3]",
                        "SLURM_TASKS_PER_NODE", "2(x2),1"));
        assertThat(run(fast("-Xmx64m", "x"), "slurm")).isZero();
        assertThat(Files.exists(home.resolve("hostfile"))).isEqualTo(listed);
        if (listed) {
            assertThat(Files.readString(home.resolve("hostfile")))
                    .isEqualTo("nid1:2\nnid2:2\nnid3:1\n");
        }
    }

    @Test
    void theStatusOfFmpjrunIsTheJobs() throws Exception {
        environment.put("STATUS", "7");
        assertThat(run(fast("-Xmx64m", "x"), "shell")).isEqualTo(7);
        assertThat(message()).isEqualTo("fmpjrun ended with status 7: ranks say");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fastmpj/bin/fmpjrun | java: {} | it has no bin/fmpjrun that can be run",
                "nothing | java: { home: /opt/nothing } | there is no Java on ",
                "app.jar | java: {} | /app.jar on ",
                ".jcluster/java/abc/ranks.jar | java: {} | which 'jcluster submit' sends to the cluster",
                "nothing | java: { mpi-home: /opt/no } | there is no FastMPJ in /opt/no",
            })
    void whatIsMissingIsSaidInASentence(String gone, String more, String said) throws Exception {
        Files.deleteIfExists(home.resolve(gone));
        Profile profile = fast("-Xmx64m", "x").overriddenBy(Profile.read("more", more));
        assertThat(run(profile, "shell")).isEqualTo(3);
        assertThat(message()).contains(said);
    }

    @Test
    void mpjExpressThatIsNotThereIsMissedBeforeAnyRankStarts() throws Exception {
        assertThat(run(express("/opt/nothing"), "shell")).isEqualTo(3);
        assertThat(message())
                .startsWith("there is no MPJ Express in /opt/nothing on ")
                .endsWith("(Debian's package is libmpj-java)");
    }

    @ParameterizedTest
    @CsvSource({"slurm, srun", "slurm, mpiexec", "pbspro, mpiexec", "torque, mpiexec"})
    void aScriptOfMpjExpressIsBashAndAsksNoMpiOfTheSystem(String scheduler, String launcher)
            throws Exception {
        String script =
                body(
                        express("/usr/share/mpj")
                                .with(Vocabulary.LAUNCHER, launcher, Origin.of("--launcher")),
                        scheduler);
        Process process = bash("-n", script);
        assertThat(process.waitFor()).isZero();
        assertThat(script)
                .contains(launcher.equals("srun") ? "flavour=none" : "program=mpiexec")
                .doesNotContain("ipyparallel", "password");
    }

    @Test
    void aWordThatNoClassPathTakesIsRefused() {
        assertThatThrownBy(
                        () ->
                                body(
                                        Profile.read("p", "java: { class-path: ['a:b'] }")
                                                .overriddenBy(express("/x")),
                                        "shell"))
                .hasMessageContaining("say them one by one");
        assertThatThrownBy(
                        () ->
                                ProgramScript.of(
                                        express("/x"), "shell", "demo", 1, "own", "no class"))
                .hasMessageContaining("no name of a class: 'no class'");
    }

    private static Profile fast(String option, String argument) {
        return Profile.read(
                        "test",
                        """
                        engines: { kind: mpj }
                        java:
                          implementation: fastmpj
                          mpi-home: ~/fastmpj
                          device: ibvdev
                          class-path: [~/app.jar]
                          options: [%s]
                        """
                                .formatted(option))
                .with(Vocabulary.ENGINE_ARGUMENTS, List.of(argument), Origin.of("--argument"));
    }

    private static Profile express(String mpiHome) {
        return Profile.read(
                "test", "{ engines: { kind: mpj }, java: { mpi-home: " + mpiHome + " } }");
    }

    private static String body(Profile profile, String scheduler) {
        return ProgramScript.of(
                        profile,
                        scheduler,
                        "demo",
                        3,
                        ".jcluster/java/abc/ranks.jar",
                        "org.example.Main")
                .body();
    }

    private int run(Profile profile, String scheduler) throws Exception {
        Process process = bash("-s", body(profile, scheduler));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process bash(String option, String script) throws IOException {
        Path file = home.resolve("script");
        Files.writeString(file, script);
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", option);
        builder.environment().clear();
        builder.environment()
                .putAll(
                        Map.of(
                                "HOME", home.toString(),
                                "PATH", home.resolve("bin") + ":/usr/bin:/bin",
                                "JAVA_HOME", System.getProperty("java.home")));
        builder.environment().putAll(environment);
        return builder.redirectInput(file.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
    }

    private JsonNode status() throws IOException {
        return new ObjectMapper()
                .readTree(home.resolve(".jcluster/jobs/demo/status.json").toFile());
    }

    private String message() throws IOException {
        return status().path("message").asText();
    }

    private String log() throws IOException {
        return Files.readString(home.resolve(".jcluster/jobs/demo/ranks.log"));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
