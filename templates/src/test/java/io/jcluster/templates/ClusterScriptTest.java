package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.templates.ClusterScript.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterScriptTest {

    private static final String NASTY = "it's \"a\" $HOME `id` $(id) \\ * {{tag}} ü";

    private static final Optional<ClusterScript.Relay> RELAY =
            Optional.of(new ClusterScript.Relay(Duration.ofHours(1), true));

    private final Path home;

    ClusterScriptTest(@TempDir Path home) {
        this.home = home;
    }

    @ParameterizedTest
    @CsvSource({
        "slurm, srun, TOGETHER, slurm-srun",
        "slurm, mpiexec, TOGETHER, slurm-mpiexec",
        "shell, mpiexec, TOGETHER, shell-mpiexec",
        "pbspro, mpiexec, TOGETHER, pbspro-mpiexec",
        "torque, mpiexec, TOGETHER, torque-mpiexec",
        "slurm, srun, CONTROLLER, slurm-controller",
        "slurm, srun, ENGINES, slurm-engines"
    })
    void aSchedulerAndALauncherGiveTheWholeScriptOfTheGoldenFile(
            String scheduler, String launcher, Part part, String golden) throws Exception {
        Profile profile =
                Profile.read(
                        "test",
                        """
                        resources: { cpus-per-task: 2 }
                        software:
                          modules: [daint-gpu, cray-python]
                          prologue: |
                            source ~/venv/bin/activate
                            ulimit -c 0
                          python: ~/venv/bin/python
                          environment: { OMP_NUM_THREADS: 1, GREETING: it's me }
                        launch: { launcher: %s, mpi: pmix, options: [--verbose, "a b"] }
                        controller: { interface: hsn0, ports: 40000-40100 }
                        """
                                .formatted(launcher));

        String body = ClusterScript.of(profile, scheduler, part, "demo", 24).body();

        // The relay is a program of its own, whole and the same in all of them.
        assertThat(body.replace(resource("relay.py"), "relay.py\n"))
                .isEqualTo(resource("golden/" + golden + ".sh"));
        assertThat(run(List.of("bash", "-n", script(body).toString())).status()).isZero();
    }

    @Test
    void nastyValuesReachTheLauncherAndPythonAsTheyAre() throws Exception {
        Path directory = Files.createDirectory(home.resolve(NASTY.replace("*", "_")));
        Path python =
                executable(
                        directory.resolve("python"),
                        """
                        #!/bin/bash
                        # Knows enough to be asked for facts, and then cannot start a controller.
                        if [[ $1 == - && $# == 6 ]]; then
                            printf '%s\\n' ok 127.0.0.1 701 '"interface": null,'
                        elif [[ $1 == - ]]; then
                            echo "no controller"; exit 2
                        else
                            printf '%s\\n' "$@" >>"$SAID"; printf '%s\\n' "$NASTY" >>"$SAID"
                        fi
                        """);
        Path said = home.resolve("said");
        Map<String, String> environment = Map.of("SAID", said.toString(), "NASTY", NASTY);
        ClusterScript script =
                new ClusterScript(
                        Part.TOGETHER,
                        "nasty",
                        "shell",
                        "mpiexec",
                        new EngineLauncher.Launch(2, 1, Optional.of("none"), List.of(NASTY)),
                        directory.resolve("job").toString(),
                        List.of(NASTY),
                        setUp(List.of("export FROM_PROLOGUE='" + "x'"), environment),
                        python.toString(),
                        Optional.of(NASTY),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        0);

        Ended ended = run(List.of("bash", script(script.body()).toString()));

        assertThat(ended.status()).as(ended.output()).isEqualTo(5);
        assertThat(Files.readString(said))
                .contains("--profile-dir=" + directory.resolve("job").resolve("profile"))
                .contains(NASTY);
        assertThat(status(directory.resolve("job")).get("message").asText())
                .contains("the controller did not start")
                .contains("no controller");
    }

    @Test
    void aRelayThatDoesNotStartCostsASentenceAndNotTheCluster() throws Exception {
        Path python =
                executable(
                        home.resolve("python"),
                        """
                        #!/bin/bash
                        case "$# $1 $2" in
                            '6 - '*) printf '%s\\n' ok 127.0.0.1 900 '"interface": null,' ;;
                            '4 - '*) ;;
                            '7 - '*) echo "no module named 'hmac'" >&2 && exit 1 ;;
                            *engine) cp "$HOME/job/status.json" "$HOME/seen" ;;
                            *) exec sleep 600 ;;
                        esac
                        """);
        executable(home.resolve("mpiexec"), "#!/bin/sh\nshift 2\nexec \"$@\"\n");

        run(shellScript(python.toString(), "none", List.of("PATH=" + home + ":$PATH"), RELAY));

        JsonNode seen = new ObjectMapper().readTree(home.resolve("seen").toFile());
        assertThat(seen.get("phase").asText()).isEqualTo("engines");
        assertThat(seen.get("relay").asInt()).isZero();
        assertThat(seen.get("message").asText())
                .contains("the relay has not started on")
                .endsWith("no module named 'hmac'");
    }

    @Test
    void aRequestForANotebookIsAnsweredOnceAndItsPortIsTold() throws Exception {
        Path python =
                executable(
                        home.resolve("python"),
                        """
                        #!/bin/bash
                        case "$# $1 $2" in
                            '6 - '*) printf '%s\\n' ok 127.0.0.1 900 '"interface": null,' ;;
                            '4 - '*) ;;
                            '6 '*/notebook.py*)
                                echo "$@" >>"$HOME/asked"
                                cp "$2/request" "$HOME/taken"
                                echo 4711 >"$2/port"
                                while [[ ! -e $HOME/over ]]; do read -rt 0.1 <> <(:); done ;;
                            *engine)
                                touch "$HOME/job/notebook.request"
                                until grep -q '"notebook": 4711' "$HOME/job/status.json"; do read -rt 0.1 <> <(:); done
                                touch "$HOME/over"
                                until grep -q '"notebook": 0' "$HOME/job/status.json"; do read -rt 0.1 <> <(:); done ;;
                            *) exec sleep 600 ;;
                        esac
                        """);
        executable(home.resolve("mpiexec"), "#!/bin/sh\nshift 2\nexec \"$@\"\n");

        run(
                shellScript(
                        python.toString(),
                        "none",
                        List.of("PATH=" + home + ":$PATH"),
                        Optional.empty()));

        assertThat(home.resolve("taken")).exists();
        assertThat(home.resolve("job").resolve("notebook.request")).doesNotExist();
        assertThat(Files.readAllLines(home.resolve("asked")))
                .hasSize(1)
                .allMatch(
                        line -> line.contains(home.resolve("job").resolve("profile") + "/notebook"))
                .allMatch(line -> line.contains(" 127.0.0.1 "));
    }

    @Test
    void aRelayListensWhereTheLineEnds() {
        assertThat(with("way: direct")).contains("relay_here=''", "relay_keep=43200");
        assertThat(with("way: jump, keep: 90m"))
                .contains("relay_here=127.0.0.1", "relay_keep=5400");
        assertThat(with("relay: false")).doesNotContain("relay_here");
    }

    private static String with(String line) {
        Profile profile = Profile.read("test", "line: { " + line + " }");
        return ClusterScript.of(profile, "slurm", Part.TOGETHER, "demo", 2).body();
    }

    @Test
    void launcherOptionsBecomeTheWordsTheyWere() throws Exception {
        String lines =
                new MpiexecLauncher()
                        .lines(
                                new EngineLauncher.Launch(
                                        2, 1, Optional.empty(), List.of(NASTY, "", "-x")));
        executable(home.resolve("mpiexec"), "#!/bin/sh\necho HYDRA\n");

        Ended ended =
                run(
                        List.of(
                                "bash",
                                "-c",
                                "PATH="
                                        + home
                                        + ":$PATH; managed=yes hosts=()\n"
                                        + lines
                                        + "\nprintf '[%s]\\n' \"${launch[@]}\""));

        assertThat(ended.output()).isEqualTo("[mpiexec]\n[-n]\n[2]\n[" + NASTY + "]\n[]\n[-x]\n");
    }

    @Test
    void aMissingPythonIsReportedByTheShellAlone() throws Exception {
        Ended ended = run(shellScript("/no/such/python", List.of()));

        assertThat(ended.status()).isEqualTo(3);
        JsonNode status = status(home.resolve("job"));
        assertThat(status.get("phase").asText()).isEqualTo("failed");
        assertThat(status.get("exit").asInt()).isEqualTo(3);
        assertThat(status.get("message").asText())
                .contains("there is no program '/no/such/python'")
                .contains("set 'python' in the profile");
    }

    @Test
    void aPythonThatCannotRunIsReportedWithWhatItSaid() throws Exception {
        Path python =
                executable(
                        home.resolve("python"), "#!/bin/sh\necho 'a \"bad\"\tone' >&2\nexit 1\n");

        Ended ended = run(shellScript(python.toString(), List.of()));

        assertThat(ended.status()).isEqualTo(3);
        assertThat(status(home.resolve("job")).get("message").asText())
                .contains("does not run: a \"bad\" one;");
    }

    @Test
    void aPrologueThatExitsIsReported() throws Exception {
        Ended ended = run(shellScript("python3", List.of("exit 0")));

        assertThat(ended.status()).isEqualTo(4);
        assertThat(status(home.resolve("job")).get("message").asText())
                .isEqualTo("the script ended early, in the prologue");
    }

    @Test
    void aLineOfThePrologueThatFailsIsReportedAsItStands() throws Exception {
        Ended ended =
                run(
                        shellScript(
                                "/no/such/python",
                                List.of("false || :", "source /no/such/activate", "true")));

        assertThat(ended.status()).isEqualTo(3);
        assertThat(status(home.resolve("job")).get("message").asText())
                .contains("the prologue failed on")
                .contains("status 1 of: source /no/such/activate");
    }

    @Test
    void whatIsLeftInTheDirectoryIsForItsOwnerAlone() throws Exception {
        run(shellScript("/no/such/python", List.of()));

        try (var files = Files.list(home.resolve("job"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("status.json", "exit");
        }
        assertThat(Files.readString(home.resolve("job").resolve("exit")))
                .matches("started [0-9]+\nexit 3 [0-9]+\n");
        assertThat(Files.getPosixFilePermissions(home.resolve("job").resolve("status.json")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    /**
     * As on a busy node: what the job says takes longer than the wait in which the signal comes.
     */
    @Test
    void aSignalInAWaitIsObeyedToTheEndHoweverLongThatTakes() throws Exception {
        Ended ended =
                run(
                        shellScript(
                                "/no/such/python",
                                List.of(
                                        "eval \"say_$(declare -f say)\"",
                                        "say() {",
                                        "local until=$((SECONDS + 2))",
                                        "while ((SECONDS < until)); do :; done",
                                        "say_say \"$1\"",
                                        "}",
                                        "JCLUSTER_RUN= sleep 0.2 && kill -TERM $$ &",
                                        "tick 1")));

        assertThat(ended.status()).isEqualTo(143);
        JsonNode status = status(home.resolve("job"));
        assertThat(status.get("phase").asText()).isEqualTo("ended");
        assertThat(status.get("message").asText()).contains("ended by SIGTERM");
    }

    @Test
    void aProcessThatLeftTheSessionIsEndedWithTheJob() throws Exception {
        Path pid = home.resolve("pid");
        Ended ended =
                run(
                        shellScript(
                                "/no/such/python",
                                List.of(
                                        "setsid sleep 600 >/dev/null 2>&1 & echo $! >'" + pid + "'",
                                        "while [[ ! -d /proc/$! ]]; do :; done")));

        assertThat(ended.status()).isEqualTo(3);
        long number = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(number).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "a/b", "a b", "a\nb"})
    void aTagThatIsNoFileNameIsRefused(String tag) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterScript.of(Profile.EMPTY, "shell", Part.TOGETHER, tag, 1))
                .withMessageStartingWith("not a name for a cluster");
    }

    @Test
    void aSchedulerNobodyDescribesNamesTheFileThatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                ClusterScript.of(Profile.EMPTY, "lsf", Part.TOGETHER, "demo", 1)
                                        .body())
                .withMessageContaining("META-INF/jcluster/schedulers/lsf.sh");
    }

    @Test
    void aLauncherNobodyBringsIsAnsweredWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineLauncher.named("aprun"))
                .withMessage("there is no launcher 'aprun'; there are: mpiexec, srun, ssh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"srun", "mpiexec"})
    void enginesThatTakeJavaAreStartedAnewAsTheyWereAtFirst(String launcher) throws Exception {
        Profile profile = Profile.read("test", "launch: { launcher: " + launcher + " }");
        var alone =
                new ClusterScript.JavaEngines(
                        ".jcluster/java/1",
                        true,
                        Optional.empty(),
                        List.of("-Xmx1g"),
                        List.of("a"),
                        Optional.empty());
        var ranks =
                new ClusterScript.JavaEngines(
                        ".jcluster/java/1",
                        true,
                        Optional.empty(),
                        List.of("-Xmx1g"),
                        List.of("a"),
                        Optional.of("/usr/share/mpj"));
        for (Part part : List.of(Part.TOGETHER, Part.ENGINES)) {
            for (var java : List.of(alone, ranks)) {
                String body =
                        ClusterScript.of(profile, "slurm", part, "demo", 2).withJava(java).body();
                Process syntax = new ProcessBuilder("bash", "-n", script(body).toString()).start();

                assertThat(syntax.waitFor()).as(part + " " + java).isZero();
                assertThat(body)
                        .contains("io.jcluster.engine.Main")
                        .doesNotContain("-m ipyparallel.engine");
                // The rendezvous is one of each start, of the first and of those of 'again'.
                assertThat(body.contains("RendezvousMain")).isEqualTo(java.mpiHome().isPresent());
                assertThat(body.indexOf("RendezvousMain"))
                        .isLessThan(body.indexOf("! declare -F prepare >/dev/null || prepare"));
            }
        }
    }

    @Test
    void aControlCharacterInAWordIsRefused() {
        Profile profile = Profile.read("test", "software: { prologue: \"echo \\e[2J\" }");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterScript.of(profile, "shell", Part.TOGETHER, "demo", 1))
                .withMessage("a word of a script holds a control character: 'echo ?[2J'");
    }

    private List<String> shellScript(String python, List<String> prologue) throws IOException {
        return shellScript(python, "pmix", prologue, Optional.empty());
    }

    private List<String> shellScript(
            String python, String mpi, List<String> prologue, Optional<ClusterScript.Relay> relay)
            throws IOException {
        ClusterScript script =
                new ClusterScript(
                        Part.TOGETHER,
                        "demo",
                        "shell",
                        "mpiexec",
                        new EngineLauncher.Launch(2, 1, Optional.of(mpi), List.of()),
                        "job",
                        List.of(),
                        setUp(prologue, Map.of()),
                        python,
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        relay,
                        Optional.empty(),
                        List.of(),
                        0);
        return List.of("bash", script(script.body()).toString());
    }

    private static SetUp setUp(List<String> prologue, Map<String, String> environment) {
        return new SetUp(
                false,
                List.of(),
                List.of(),
                prologue,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(environment),
                List.of(),
                List.of());
    }

    @Test
    void theSoftwareOfAProfileIsMadeReadyInItsOrderAndTheEpilogueEndsIt() throws Exception {
        Files.createDirectories(home.resolve("venv/bin"));
        Files.writeString(home.resolve("venv/bin/activate"), "echo venv >>~/said\n");
        executable(
                home.resolve("apptainer"),
                """
                #!/bin/bash
                echo "inside: ${*:1:4}" >>~/said
                shift 3 # exec, an option, the image
                exec "$@"
                """);
        Path python =
                executable(
                        home.resolve("python"),
                        """
                        #!/bin/bash
                        printf '%s\\n' 'there is no ipyparallel here' '' 701 '"interface": null,'
                        """);
        Profile profile =
                Profile.read(
                        "test",
                        """
                        software:
                          purge: true
                          module-use: ~/my modules
                          modules: gcc
                          venv: ~/venv
                          python: %s
                          environment: { SAID: environment }
                          prologue: echo prologue >>~/said
                          container: { image: ~/x.sif, options: [--nv] }
                          epilogue: |
                            echo "epilogue $SAID" >>~/said
                            false
                            exit 9
                        """
                                .formatted(python));
        String module = "module() { echo \"module $*\" >>~/said; }\nexport -f module\n";

        Ended ended =
                run(
                        List.of(
                                "bash",
                                "-c",
                                "PATH=" + home + ":$PATH\n" + module + "bash \"$0\"",
                                script(
                                                ClusterScript.of(
                                                                profile,
                                                                "shell",
                                                                Part.TOGETHER,
                                                                "demo",
                                                                2)
                                                        .body())
                                        .toString()));

        assertThat(ended.status()).as(ended.output()).isEqualTo(3);
        assertThat(ended.output())
                .contains(
                        "the epilogue failed: status 1 of: false",
                        "jcluster: there is no ipyparallel here");
        assertThat(Files.readString(home.resolve("said")).replace(home.toString(), "~"))
                .isEqualTo(
                        """
                        module purge
                        module use ~/my modules
                        module load gcc
                        prologue
                        venv
                        inside: exec --nv ~/x.sif ~/python
                        epilogue environment
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "openmpi, core, mpirun -n 2 --map-by :OVERSUBSCRIBE --bind-to core",
        "mpich, socket, mpirun -n 2 -bind-to socket",
        "intel, core, mpirun -n 2 -genv I_MPI_PIN_DOMAIN core",
        "intel, none, mpirun -n 2 -genv I_MPI_PIN off",
        "cray, none, mpirun -n 2 --cpu-bind none",
    })
    void whatEnginesAreBoundToIsSaidInTheWordsOfEachMpi(String flavour, String bind, String launch)
            throws Exception {
        executable(home.resolve("mpirun"), "#!/bin/sh\nexit 1\n");
        String lines =
                new MpiexecLauncher()
                        .lines(
                                EngineLauncher.Launch.of(
                                        Profile.read(
                                                "test",
                                                "launch: { program: mpirun, flavour: %s, bind: %s }"
                                                        .formatted(flavour, bind)),
                                        2));

        Ended ended =
                run(
                        List.of(
                                "bash",
                                "-c",
                                "PATH="
                                        + home
                                        + ":$PATH; managed=no hosts=()\n"
                                        + lines
                                        + "\necho ${launch[*]}"));

        assertThat(ended.output().strip().replace(" --allow-run-as-root", "")).isEqualTo(launch);
    }

    private Path script(String body) throws IOException {
        return Files.writeString(home.resolve("script.sh"), body);
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static JsonNode status(Path directory) throws IOException {
        return new ObjectMapper().readTree(directory.resolve("status.json").toFile());
    }

    private record Ended(int status, String output) {}

    private Ended run(List<String> argv) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        Path output = home.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the script ends").isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = ClusterScriptTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
